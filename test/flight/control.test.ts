import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from 'vitest';
import type { Cause } from '../../server/core/cause.ts';
import { systemCause } from '../../server/core/cause.ts';
import { countArming, during, launched, must, planned, reaches, tickAll } from './drive.ts';
import { flightWorld, type World } from './world.ts';
import { actor } from './world-record.ts';

const DRONE = 'drone-1';

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

const opened = async (): Promise<World> => {
  world = await flightWorld();
  return world;
};

/** A dispatcher at a console of their own. */
const as = (w: World, name: string): Cause => ({
  actor: { ...actor('dispatcher'), personId: `p-${name}`, name, sessionId: `s-${name}` },
  now: w.clock.wall(),
});

const wishOf = async (w: World, id: string) => {
  await tickAll(w, id);
  const flight = must(await w.service.get(actor('dispatcher'), id));
  const acknowledged = flight.issues
    .filter(({ severity }) => severity === 'warning')
    .map((issue) => issue.id);
  return { planHash: flight.plan?.hash ?? '', acknowledged };
};

const launchedBy = async (w: World, name: string): Promise<string> => {
  const { id } = await planned(w, 'delivery');
  const wish = await wishOf(w, id);
  must(await during(w, w.service.launch(as(w, name), id, wish), 500));
  return id;
};

const flownBy = async (w: World, name: string): Promise<string> => {
  const id = await launchedBy(w, name);
  expect(await reaches(w, id, 'EN_ROUTE', 60_000)).toBe(true);
  return id;
};

const view = (w: World, name = 'ann') => w.service.control.view(DRONE, as(w, name).actor);
const command = (w: World, name: string, id: string, wanted: 'hold' | 'resume' | 'return') =>
  during(w, w.service.command(as(w, name), id, { command: wanted, reason: 'test' }), 4000);
const live = (w: World) => w.track.liveFrame().vehicles[0];
const typesOf = async (w: World): Promise<string[]> => (await w.store.events({})).map(({ type }) => type);

describe('control of a drone', { timeout: 60_000 }, () => {
  it('[OW1] the console that launches has it; a resume by another one is refused and names the owner', async () => {
    const w = await opened();
    expect(view(w)).toMatchObject({ owner: null, mine: false, quarantine: false });
    const id = await flownBy(w, 'ann');
    expect([view(w, 'ann').mine, view(w, 'bob').mine, view(w).owner?.name]).toEqual([true, false, 'ann']);
    must(await command(w, 'ann', id, 'hold'));
    expect(await command(w, 'bob', id, 'resume')).toMatchObject({
      ok: false,
      error: { code: 'control.held', details: { by: 'ann' } },
    });
    must(await command(w, 'ann', id, 'resume'));
    expect(await w.stateOf(id)).toBe('EN_ROUTE');
  });

  it('[OW1] a launch by another console is refused before anything is recorded', async () => {
    const w = await opened();
    must(await w.service.control.take(as(w, 'bob'), DRONE, view(w).epoch));
    const { id } = await planned(w, 'delivery');
    const refused = await w.service.launch(as(w, 'ann'), id, await wishOf(w, id));
    expect(refused).toMatchObject({ ok: false, error: { code: 'control.held' } });
    expect(await typesOf(w)).not.toContain('flight.launched');
  });

  it('[OW1] the same person at another console is another one', async () => {
    const w = await opened();
    must(await w.service.control.take(as(w, 'ann'), DRONE, view(w).epoch));
    const elsewhere = { ...as(w, 'ann').actor, sessionId: 's-tablet' };
    expect(w.service.control.view(DRONE, elsewhere)).toMatchObject({ mine: false, owner: { name: 'ann' } });
  });

  it('[OW2] a take-over names the epoch that was shown, and is told with both names', async () => {
    const w = await opened();
    must(await w.service.control.take(as(w, 'ann'), DRONE, view(w).epoch));
    const shown = view(w, 'bob').epoch;
    expect(must(await w.service.control.take(as(w, 'bob'), DRONE, shown))).toMatchObject({
      mine: true,
      owner: { name: 'bob' },
    });
    expect(await w.service.control.take(as(w, 'eve'), DRONE, shown)).toMatchObject({
      ok: false,
      error: { code: 'control.held', details: { by: 'bob' } },
    });
    expect(view(w, 'bob').epoch).toBeGreaterThan(shown);
    const told = (await w.store.events({})).findLast(({ type }) => type === 'vehicle.control_taken');
    expect(told).toMatchObject({ actorName: 'bob', data: { by: 'bob', from: 'ann' } });
    const again = must(await w.service.control.take(as(w, 'bob'), DRONE, 0));
    expect(again.epoch).toBe(view(w, 'bob').epoch);
  });

  it('[OW2] two who take it at once: one of them has it, the other is told', async () => {
    const w = await opened();
    const { epoch } = view(w);
    const both = await during(
      w,
      Promise.all(['ann', 'bob'].map((name) => w.service.control.take(as(w, name), DRONE, epoch))),
      100,
    );
    const owner = view(w).owner?.name;
    expect(both.at(['ann', 'bob'].indexOf(owner ?? ''))).toMatchObject({ ok: true, value: { mine: true } });
    const row = await w.store.read.selectFrom('control').selectAll().executeTakeFirst();
    expect(row).toMatchObject({ person_name: owner, epoch: view(w).epoch });
  });

  it('[OW2] a take-over during a launch ends it: no frame arms', async () => {
    const w = await opened();
    const arming = countArming(w);
    const id = await launchedBy(w, 'ann');
    must(await w.service.control.take(as(w, 'bob'), DRONE, view(w).epoch));
    expect(await reaches(w, id, 'ABORTED', 60_000)).toBe(true);
    expect(arming.count).toBe(0);
    expect(must(await w.service.get(actor('dispatcher'), id)).stateReason).toContain('expected epoch');
  });

  it('[OW2] a take-over while a launch is being judged: the launch is refused, and nothing is written of it', async () => {
    const w = await opened();
    const { id } = await planned(w, 'delivery');
    const wish = await wishOf(w, id);
    must(await w.service.control.take(as(w, 'ann'), DRONE, view(w).epoch));
    const launch = w.service.launch(as(w, 'ann'), id, wish);
    const taken = w.service.control.take(as(w, 'bob'), DRONE, view(w).epoch);
    const [answer, hold] = await during(w, Promise.all([launch, taken]), 500);
    must(hold);
    expect(answer).toMatchObject({ ok: false, error: { code: 'control.lost' } });
    expect(await typesOf(w)).not.toContain('flight.launched');
  });

  it('[OW3] a hold by another console is done and takes the control over', async () => {
    const w = await opened();
    const id = await flownBy(w, 'ann');
    must(await command(w, 'bob', id, 'hold'));
    expect([await w.stateOf(id), view(w).owner?.name]).toEqual(['HOLDING', 'bob']);
    const told = (await w.store.events({})).findLast(({ type }) => type === 'vehicle.control_taken');
    expect(told?.data).toMatchObject({ by: 'bob', from: 'ann' });
    expect(await command(w, 'ann', id, 'resume')).toMatchObject({ error: { code: 'control.held' } });
    must(await command(w, 'bob', id, 'resume'));
  });

  it('[OW3] (INV-S12) also while another program holds the database; the record learns of it afterwards', async () => {
    const w = await opened();
    const id = await flownBy(w, 'ann');
    const other = new DatabaseSync(w.path);
    other.exec('BEGIN EXCLUSIVE');
    const sent = w.service.command(as(w, 'bob'), id, { command: 'hold', reason: 'test' });
    await w.run(3000);
    const seen = [live(w)?.mode, view(w).owner?.name];
    other.exec('ROLLBACK');
    other.close();
    expect(seen).toEqual(['AUTO.LOITER', 'bob']);
    await during(w, sent, 6000);
    expect((await w.store.events({})).filter(({ type }) => type === 'vehicle.control_taken')).toHaveLength(2);
    const row = await w.store.read.selectFrom('control').selectAll().executeTakeFirst();
    expect(row).toMatchObject({ person_name: 'bob', epoch: view(w).epoch });
  });

  it('[OW3] the abort of a launch by another console takes it over; the service itself takes nothing', async () => {
    const w = await opened();
    const id = await launchedBy(w, 'ann');
    w.service.control.seize(systemCause(w.clock.wall()), DRONE);
    expect(view(w).owner?.name).toBe('ann');
    must(await during(w, w.service.abort(as(w, 'bob'), id, 'not today'), 8000));
    expect([await w.stateOf(id), view(w).owner?.name]).toEqual(['ABORTED', 'bob']);
  });

  it('[OW4] who logs out controls nothing; another session’s end changes nothing', async () => {
    const w = await opened();
    must(await w.service.control.take(as(w, 'ann'), DRONE, view(w).epoch));
    const { epoch } = view(w);
    w.service.control.sessionsEnded(['s-bob']);
    expect(view(w).mine).toBe(true);
    w.service.control.sessionsEnded(['s-ann']);
    await w.run(200);
    expect(view(w)).toMatchObject({ owner: null });
    expect(view(w).epoch).toBeGreaterThan(epoch);
    expect((await typesOf(w)).at(-1)).toBe('vehicle.control_released');
  });

  it('[OW4, OW5] after a restart the owner is the same, and the epoch is a higher one', async () => {
    const w = await opened();
    const id = await flownBy(w, 'ann');
    const { epoch } = view(w);
    await w.restart(3000);
    expect(view(w)).toMatchObject({ owner: { name: 'ann' }, mine: true, quarantine: false });
    expect(view(w).epoch).toBeGreaterThan(epoch);
    must(await command(w, 'ann', id, 'hold'));
    must(await command(w, 'ann', id, 'resume'));
    expect(await w.stateOf(id)).toBe('EN_ROUTE');
    const judged = (await w.store.events({})).filter(({ type }) => type === 'vehicle.judged');
    expect(judged).toHaveLength(2);
  });

  it('[OW4] the record does not let an epoch fall', async () => {
    const w = await opened();
    const lower = w.store.transact(w.cause(), ({ db }) =>
      db.updateTable('control').set({ epoch: 0 }).execute(),
    );
    await expect(lower).rejects.toThrow('the epoch of control never falls');
  });

  it('[OW5] a flight that is UNKNOWN: only hold, return and land, until a person has decided', async () => {
    const w = await opened();
    const id = await launched(w);
    await w.until(async () => (await w.stateOf(id)) === 'ARM_INTENT', 30_000);
    await w.restart(2000);
    expect(await w.stateOf(id)).toBe('UNKNOWN');
    expect(view(w).quarantine).toBe(true);
    const before = w.station.stats().refused;
    const station = w.station.vehicle(7);
    await during(w, Promise.resolve(station?.setCurrent(0)), 4000);
    expect(w.station.stats().refused).toBeGreaterThan(before);
    // PX4 disarms by itself: nothing was started.
    expect(await w.until(() => live(w)?.armed === false, 30_000)).toBe(true);
    must(await during(w, w.service.resolve(w.cause(), id, { outcome: 'never_flew', reason: 'seen' })));
    await w.run(1000);
    expect(view(w).quarantine).toBe(false);
    const after = w.station.stats().refused;
    await during(w, Promise.resolve(w.station.vehicle(7)?.setCurrent(0)), 4000);
    expect(w.station.stats().refused).toBe(after);
  });

  it('[OW6] a resume is a row of its kind and epoch before its frame', async () => {
    const w = await opened();
    const id = await flownBy(w, 'ann');
    must(await command(w, 'ann', id, 'hold'));
    must(await command(w, 'ann', id, 'resume'));
    const rows = await w.store.read.selectFrom('command_intents').selectAll().execute();
    expect(rows).toMatchObject([
      { kind: 'resume', flight_id: id, person_id: 'p-ann', epoch: view(w).epoch, second_id: null },
    ]);
    expect(w.station.stats().refused).toBe(0);
  });
});
