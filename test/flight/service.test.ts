import { common, minimal } from 'mavlink-mappings';
import { afterEach, describe, expect, it } from 'vitest';
import { encodeFields } from '../../server/mavlink/codec.ts';
import { encodeMode } from '../../server/mavlink/modes.ts';
import { alarmsOf, countArming, during, launched, must, planned, reaches } from './drive.ts';
import { flightWorld, type World, type Wrap } from './world.ts';
import { actor, SYSID } from './world-record.ts';

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

const opened = async (wrap?: Wrap): Promise<World> => {
  world = await flightWorld(wrap);
  return world;
};

describe('flight service on the embedded vehicle', () => {
  it(
    'delivers, turns around, comes home, and gives the figures of the flight',
    { timeout: 60_000 },
    async () => {
      const w = await opened();
      const arming = countArming(w);
      const id = await launched(w);
      expect(await reaches(w, id, 'EN_ROUTE', 60_000)).toBe(true);
      expect(w.service.etaOf(id)).toBeGreaterThan(w.clock.wall());
      const live = w.track.liveFrame().vehicles[0];
      expect(live).toMatchObject({
        flightId: id,
        flightState: 'EN_ROUTE',
        armed: true,
        mode: 'AUTO.MISSION',
      });
      expect(await reaches(w, id, 'LANDED')).toBe(true);
      const early = await w.service.turnaround(w.cause('hospital', 'hospital'), id);
      expect(early).toMatchObject({ ok: false, error: { code: 'flights.not_unloaded' } });
      await w.unloadBox();
      expect(must(await w.service.turnaround(w.cause('hospital', 'hospital'), id)).state).toBe('COMPLETED');
      const home = await launched(w, 'return');
      expect(await reaches(w, home, 'COMPLETED')).toBe(true);
      expect(w.hooks).toEqual(['launched', 'airborne', 'delivered', 'home']);
      expect(arming.count).toBe(2);
      const drone = await w.store.read.selectFrom('vehicles').selectAll().executeTakeFirstOrThrow();
      expect(drone.pad_id).toBe('centre-1');
      await w.until(async () => must(await w.service.get(actor('dispatcher'), id)).summary !== null, 30_000);
      await w.until(async () => must(await w.service.get(actor('dispatcher'), id)).summary !== null, 30_000);
      const { summary, plan } = must(await w.service.get(actor('dispatcher'), id));
      expect(summary?.landingErrorM).toBeLessThan(3);
      expect(Math.abs((summary?.distanceM ?? 0) - (plan?.distanceM ?? 0))).toBeLessThan(30);
      expect(Math.abs((summary?.flightS ?? 0) - (plan?.flightS ?? 0))).toBeLessThan(30);
      const track = must(await w.review.track(actor('dispatcher'), id));
      expect(track.incomplete).toBe(false);
      expect(track.points.length).toBeGreaterThan(500);
      expect(await alarmsOf(w)).toEqual([]);
      expect((await w.store.verifyAudit()).ok).toBe(true);
    },
  );

  it('[INV-D8] shows a flight to the hospital it goes to, and to no other', async () => {
    const w = await opened();
    const { id } = await planned(w, 'delivery');
    expect((await w.service.get(actor('hospital', 'hospital'), id)).ok).toBe(true);
    const other = await w.service.get(actor('hospital', 'elsewhere'), id);
    expect(other).toMatchObject({ ok: false, error: { code: 'flights.not_found' } });
  });

  it('refuses a launch with a warning that nobody took on, or with another plan', async () => {
    const w = await opened();
    const flight = await planned(w, 'delivery');
    const bare = await w.service.launch(w.cause(), flight.id, {
      planHash: flight.plan?.hash ?? '',
      acknowledged: [],
    });
    expect(bare).toMatchObject({ ok: false, error: { code: 'flights.preflight' } });
    const all = flight.issues.map(({ id }) => id);
    const other = await w.service.launch(w.cause(), flight.id, { planHash: '0000000000', acknowledged: all });
    expect(JSON.stringify(other)).toContain('preflight.plan_changed');
    expect(await w.stateOf(flight.id)).toBe('PLANNED');
    expect(w.hooks).toEqual([]);
  });

  it('[FL15] holds, goes on, and returns with the blood back at the start', { timeout: 60_000 }, async () => {
    const w = await opened();
    const id = await launched(w);
    await reaches(w, id, 'EN_ROUTE', 60_000);
    must(await during(w, w.service.command(w.cause(), id, { command: 'hold', reason: 'crane' })));
    expect(await w.stateOf(id)).toBe('HOLDING');
    must(await during(w, w.service.command(w.cause(), id, { command: 'resume', reason: '' })));
    expect(await w.stateOf(id)).toBe('EN_ROUTE');
    must(await during(w, w.service.command(w.cause(), id, { command: 'return', reason: 'storm' })));
    expect(await w.stateOf(id)).toBe('RETURNING');
    expect(await reaches(w, id, 'RETURNED')).toBe(true);
    expect(w.hooks).toEqual(['launched', 'airborne', 'failed back']);
    expect((await alarmsOf(w)).map(({ kind }) => kind)).toEqual(['flight.failed']);
  });

  it('falls silent and is found again as it is then', { timeout: 60_000 }, async () => {
    const w = await opened();
    const id = await launched(w);
    await reaches(w, id, 'EN_ROUTE', 60_000);
    w.vehicle.faults.muteLink = true;
    expect(await reaches(w, id, 'SILENT', 7000)).toBe(true);
    await w.run(1000);
    expect(await alarmsOf(w)).toMatchObject([{ kind: 'vehicle.silent', clearedAt: null }]);
    w.vehicle.faults.muteLink = false;
    expect(await reaches(w, id, 'EN_ROUTE', 3000)).toBe(true);
    await w.run(1000);
    expect((await alarmsOf(w))[0]?.clearedAt).not.toBeNull();
  });

  it('sees that somebody else controls the drone', { timeout: 60_000 }, async () => {
    const w = await opened();
    const id = await launched(w);
    await reaches(w, id, 'EN_ROUTE', 60_000);
    const header = { sysid: 250, compid: 190, seq: 1 };
    const setMode = { targetSystem: SYSID, baseMode: minimal.MavModeFlag.CUSTOM_MODE_ENABLED };
    w.vehicle.onDatagram(
      encodeFields(common.SetMode, { ...setMode, customMode: encodeMode('POSCTL') }, header),
    );
    w.vehicle.onDatagram(
      encodeFields(common.SetMode, { ...setMode, customMode: encodeMode('AUTO.LOITER') }, header),
    );
    expect(await reaches(w, id, 'HOLDING', 5000)).toBe(true);
    w.vehicle.onDatagram(
      encodeFields(common.SetMode, { ...setMode, customMode: encodeMode('AUTO.MISSION') }, header),
    );
    expect(await reaches(w, id, 'EXTERNAL_CONTROL', 5000)).toBe(true);
  });

  it(
    'aborts a launch when the drone says that it is not fit, without an arming frame',
    { timeout: 60_000 },
    async () => {
      const w = await opened();
      const arming = countArming(w);
      const id = await launched(w);
      w.vehicle.faults.refuseArming = true;
      expect(await reaches(w, id, 'ABORTED', 30_000)).toBe(true);
      const flight = must(await w.service.get(actor('dispatcher'), id));
      expect(flight.stateReason).toMatch(/^preflight_blocked: .*check before arming fails/);
      expect(flight.launch.find(({ name }) => name === 'preflight')?.state).toBe('failed');
      expect(arming.count).toBe(0);
      expect(w.hooks).toEqual(['launched', 'failed back']);
    },
  );

  it(
    '[FL13] (INV-S11) takes up a flight after a restart and sends no command',
    { timeout: 60_000 },
    async () => {
      const w = await opened();
      const id = await launched(w);
      await reaches(w, id, 'EN_ROUTE', 60_000);
      await w.restart(5000);
      const { entries } = must(await w.service.timeline(actor('dispatcher'), id));
      const adopted = entries.find(({ type }) => type === 'flight.adopted');
      expect(adopted?.data).toMatchObject({
        was: 'EN_ROUTE',
        verdict: 'monitor',
        armed: true,
        missionMatches: true,
      });
      expect(await reaches(w, id, 'LANDED')).toBe(true);
      expect(w.vehicle.truth().armed).toBe(false);
      const summary = async () => must(await w.service.get(actor('dispatcher'), id)).summary;
      expect(await w.until(async () => (await summary()) !== null, 30_000)).toBe(true);
      expect((await summary())?.landingErrorM).toBeLessThan(3);
      expect(await alarmsOf(w)).toEqual([]);
    },
  );

  it(
    '[FL13] never arms again what a restart caught with its intent stored',
    { timeout: 60_000 },
    async () => {
      const w = await opened();
      const id = await launched(w);
      expect(await reaches(w, id, 'ARM_INTENT', 20_000)).toBe(true);
      await w.restart(12_000);
      const arming = countArming(w);
      await w.run(20_000);
      expect(await w.stateOf(id)).toBe('UNKNOWN');
      expect(arming.count).toBe(0);
      const decision = { outcome: 'never_flew', reason: 'it stands on its pad' } as const;
      expect(must(await w.service.resolve(w.cause(), id, decision)).state).toBe('ABORTED');
    },
  );

  it(
    '[FL12] (INV-S2) flies on one arming frame when its acknowledgement is lost',
    { timeout: 60_000 },
    async () => {
      const unanswered = { kind: 'unanswered', sentence: 'no answer' } as const;
      const w = await opened((control) => ({
        ...control,
        armOnce: async () => {
          void control.armOnce();
          return unanswered;
        },
      }));
      const arming = countArming(w);
      const id = await launched(w);
      expect(await reaches(w, id, 'EN_ROUTE', 60_000)).toBe(true);
      const { entries } = must(await w.service.timeline(actor('dispatcher'), id));
      const states = entries.filter(({ type }) => type === 'flight.state').map(({ data }) => data['to']);
      expect(states.slice(4, 7)).toEqual(['ARM_INTENT', 'UNKNOWN', 'CONFIRMED']);
      expect(arming.count).toBe(1);
    },
  );

  it(
    '[FL11] (INV-S2) aborts when the arming frame is lost, and sends no other',
    { timeout: 60_000 },
    async () => {
      const calls = { arm: 0 };
      const w = await opened((control) => ({
        ...control,
        armOnce: async () => {
          calls.arm++;
          return { kind: 'unanswered', sentence: 'no answer' };
        },
      }));
      const id = await launched(w);
      expect(await reaches(w, id, 'ABORTED', 30_000)).toBe(true);
      const flight = must(await w.service.get(actor('dispatcher'), id));
      expect(flight.stateReason).toMatch(/^arm_unconfirmed: /);
      expect(calls.arm).toBe(1);
      const intents = await w.store.read.selectFrom('launch_intents').selectAll().execute();
      expect(intents.map(({ outcome }) => outcome)).toEqual(['refused']);
      expect(w.hooks).toEqual(['launched', 'failed back']);
    },
  );

  it('stops a launch that a person calls off', { timeout: 60_000 }, async () => {
    const w = await opened();
    const id = await launched(w);
    const flight = must(await during(w, w.service.abort(w.cause(), id, 'somebody is on the pad')));
    expect(flight).toMatchObject({ state: 'ABORTED', stateReason: 'cancelled: somebody is on the pad' });
    await w.run(20_000);
    expect(w.vehicle.truth().armed).toBe(false);
  });

  it('[FL15] (INV-S12) sends a hold at once while the record is stuck', { timeout: 60_000 }, async () => {
    const w = await opened();
    const id = await launched(w);
    await reaches(w, id, 'EN_ROUTE', 60_000);
    let release = (): void => {};
    const stuck = w.store.transact(
      w.cause(),
      () =>
        new Promise<void>((resolve) => {
          release = resolve;
        }),
    );
    const held = w.service.command(w.cause(), id, { command: 'hold', reason: '' });
    await w.run(500);
    expect(w.vehicle.truth().mode).toBe('AUTO.LOITER');
    release();
    await stuck;
    expect((await during(w, held)).ok).toBe(true);
  });
});
