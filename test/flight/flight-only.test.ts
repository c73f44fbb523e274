import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from 'vitest';
import { createSessions } from '../../server/accounts/sessions-service.ts';
import { createAccounts } from '../../server/accounts/service.ts';
import { systemCause } from '../../server/core/cause.ts';
import { StoreShut } from '../../server/store/write-gate.ts';
import { cheapSecrets } from '../support/cheap-secrets.ts';
import { seededRng } from '../support/seeded-rng.ts';
import { alarmsOf, countArming, launched, must, planned, reaches } from './drive.ts';
import { flightWorld, type World } from './world.ts';
import { actor } from './world-record.ts';

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

const opened = async (): Promise<World> => {
  world = await flightWorld();
  return world;
};

/** Another program takes the database and keeps it. */
const lock = (w: World): { release(): void } => {
  const other = new DatabaseSync(w.path);
  other.exec('BEGIN EXCLUSIVE');
  return {
    release: () => {
      other.exec('ROLLBACK');
      other.close();
    },
  };
};

/** Something is to be written, and fails. */
const notice = async (w: World): Promise<void> => {
  await w.store.transact(w.cause(), async (tx) => tx.next('flight')).catch(() => undefined);
  await w.run(500);
};

const refusedBy = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'accepted',
    (error: unknown) => error,
  );

const flying = async (): Promise<{ w: World; id: string }> => {
  const w = await opened();
  const id = await launched(w);
  expect(await reaches(w, id, 'EN_ROUTE', 60_000)).toBe(true);
  return { w, id };
};

describe('flight-only mode', { timeout: 60_000 }, () => {
  it('[FO1] a database that another program holds is noticed, and said in frames and alarms', async () => {
    const w = await opened();
    expect(w.track.liveFrame().flightOnly).toBeNull();
    const since = w.clock.wall();
    const held = lock(w);
    await notice(w);
    await w.run(500);
    expect(w.track.liveFrame().flightOnly).toEqual({ since, trouble: 'locked' });
    expect(await alarmsOf(w)).toMatchObject([
      { kind: 'system.flight_only', severity: 'critical', params: { trouble: 'locked' }, clearedAt: null },
    ]);
    held.release();
    await w.run(4000);
  });

  it('[FO2] a launch is refused, nothing of it is kept, and no frame arms', async () => {
    const w = await opened();
    const flight = await planned(w, 'delivery');
    const arming = countArming(w);
    const held = lock(w);
    await notice(w);
    const acknowledged = flight.issues.map(({ id }) => id);
    const request = { planHash: flight.plan?.hash ?? '', acknowledged };
    const refused = refusedBy(w.service.launch(w.cause(), flight.id, request));
    await w.run(6000);
    expect(await refused).toBeInstanceOf(StoreShut);
    held.release();
    await w.run(3000);
    expect(await w.stateOf(flight.id)).toBe('PLANNED');
    expect([arming.count, w.vehicle.truth().armed]).toEqual([0, false]);
    expect((await w.store.verifyAudit()).ok).toBe(true);
  });

  it.each([
    ['hold', 'AUTO.LOITER', 'HOLDING'],
    ['return', 'AUTO.RTL', 'RETURNING'],
    ['land', 'AUTO.LAND', undefined],
  ] as const)(
    '[FO3] %s flies at once, and is recorded afterwards with its time',
    async (command, mode, state) => {
      const { w, id } = await flying();
      const held = lock(w);
      await notice(w);
      const commandedAt = w.clock.wall();
      const sent = w.service.command(w.cause(), id, { command, reason: 'the record is out' });
      await w.run(500);
      expect(w.vehicle.truth().mode, 'within 500 ms').toBe(mode);
      await w.run(1500);
      expect((await sent).ok).toBe(true);
      const before = await w.store.events({ subject: `flight:${id}` });
      expect(before.filter(({ type }) => type === 'flight.command')).toEqual([]);
      if (state !== undefined)
        expect(must(await w.service.get(actor('dispatcher'), id)).state, 'shown all the same').toBe(state);
      await w.run(10_000);
      held.release();
      await w.run(4000);
      const after = (await w.store.events({ subject: `flight:${id}` })).slice(before.length);
      const told = after.find(({ type }) => type === 'flight.command');
      expect(told).toMatchObject({ at: commandedAt, data: { command, mode, answer: 'done' } });
      if (state !== undefined) {
        const entered = after.find(({ type, data }) => type === 'flight.state' && data['to'] === state);
        expect((entered?.at ?? Infinity) - commandedAt, 'seen within 2 s').toBeLessThan(2000);
        expect(await w.stateOf(id)).toBe(state);
      }
      expect((await w.store.verifyAudit()).ok).toBe(true);
    },
  );

  it('[FO3] the heartbeat to the drone goes on', async () => {
    const { w } = await flying();
    const held = lock(w);
    await notice(w);
    let beats = 0;
    w.station.onFrame(({ direction, bytes }) => {
      if (direction === 'out' && bytes[7] === 0 && bytes[8] === 0) beats++;
    });
    await w.run(20_000);
    expect(beats).toBe(20);
    expect(w.track.liveFrame().flightOnly).not.toBeNull();
    held.release();
    await w.run(4000);
  });

  it('[FO4] an alarm of the time is shown, and recorded when it was raised and cleared', async () => {
    const { w } = await flying();
    const held = lock(w);
    await notice(w);
    const before = (await w.store.events({})).length;
    w.mute(true);
    const mutedAt = w.clock.wall();
    await w.run(7000);
    expect(await alarmsOf(w)).toContainEqual(
      expect.objectContaining({ kind: 'vehicle.silent', severity: 'critical', clearedAt: null }),
    );
    w.mute(false);
    const heardAt = w.clock.wall();
    await w.run(2000);
    const over = (await alarmsOf(w)).find(({ kind }) => kind === 'vehicle.silent');
    expect(over?.clearedAt).toBeGreaterThanOrEqual(heardAt);
    expect((await w.store.events({})).length).toBe(before);
    held.release();
    await w.run(4000);
    const facts = (await w.store.events({})).slice(before);
    const of = (type: string, kind: string) =>
      facts.find((fact) => fact.type === type && fact.data['kind'] === kind)?.at ?? Number.NaN;
    expect(of('alarm.raised', 'vehicle.silent') - mutedAt).toBeLessThan(6500);
    expect(of('alarm.cleared', 'vehicle.silent') - heardAt).toBeLessThan(2000);
    expect(of('alarm.raised', 'system.flight_only')).toBeLessThan(mutedAt);
    expect(of('alarm.cleared', 'system.flight_only')).toBeGreaterThan(heardAt + 2000);
    const ids = (await alarmsOf(w)).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain(over?.id);
  });

  it('[FO5] it ends by itself when writes succeed again', async () => {
    const w = await opened();
    const held = lock(w);
    await notice(w);
    await w.run(30_000);
    expect(w.track.liveFrame().flightOnly).not.toBeNull();
    held.release();
    await w.run(2500);
    expect(w.track.liveFrame().flightOnly).toBeNull();
    expect(await w.store.transact(w.cause(), (tx) => tx.next('flight'))).toBe(1);
  });

  it('[FO6] somebody logs in to hold a drone, another logs out, and the record learns of both', async () => {
    const w = await opened();
    const deps = { store: w.store, clock: w.clock, rng: seededRng(9), secrets: cheapSecrets };
    const sessions = createSessions(deps);
    const password = 'a long enough password';
    for (const login of ['pilot', 'leaver'])
      await createAccounts(deps, sessions).create(systemCause(w.clock.wall()), {
        login,
        name: login,
        role: 'dispatcher',
        siteId: null,
        password,
      });
    const logIn = async (login: string) => {
      const done = await sessions.logIn({ login, password, ip: '10.0.0.1' }, w.clock.wall());
      if (!done.ok) throw new Error(done.error.message);
      return done.value;
    };
    const leaver = await logIn('leaver');
    const held = lock(w);
    await notice(w);
    const cameAt = w.clock.wall();
    const pilot = await logIn('pilot');
    expect((await sessions.authenticate(pilot.token, w.clock.wall()))?.actor.name).toBe('pilot');
    const wrong = await sessions.logIn({ login: 'pilot', password: 'wrong', ip: '10.0.0.1' }, w.clock.wall());
    expect(wrong).toMatchObject({ ok: false, error: { code: 'accounts.bad_credentials' } });
    await sessions.logOut(leaver.actor, w.clock.wall());
    expect(await sessions.authenticate(leaver.token, w.clock.wall())).toBeUndefined();
    await w.run(20_000);
    held.release();
    await w.run(4000);
    const facts = await w.store.events({});
    expect(facts.slice(-6).map(({ type, at }) => [type, at === cameAt])).toEqual(
      expect.arrayContaining([
        ['person.logged_in', true],
        ['person.log_in_refused', true],
        ['person.logged_out', true],
      ]),
    );
    expect((await sessions.authenticate(pilot.token, w.clock.wall()))?.actor.name).toBe('pilot');
    expect(await sessions.authenticate(leaver.token, w.clock.wall())).toBeUndefined();
  });

  it('[FO7] a launch under way arms nothing and ends with its reason', async () => {
    const w = await opened();
    const arming = countArming(w);
    const id = await launched(w);
    const held = lock(w);
    await w.run(60_000);
    expect([arming.count, w.vehicle.truth().armed]).toEqual([0, false]);
    held.release();
    await w.run(5000);
    expect(await w.stateOf(id)).toBe('ABORTED');
    const { state_reason: reason } = await w.store.read
      .selectFrom('flights')
      .select('state_reason')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    expect(reason).toContain('record_failed');
  });
});
