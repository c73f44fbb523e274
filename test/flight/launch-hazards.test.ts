import { afterEach, describe, expect, it } from 'vitest';
import { countArming, during, launched, must, planned, reaches } from './drive.ts';
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

/** VERIFIED and AUTHORISED are left at once, for the next check and the next record. */
const STEPS = ['UPLOADED', 'PREFLIGHT', 'ARM_INTENT', 'CONFIRMED', 'CLIMBING'] as const;
const LATE: readonly string[] = ['ARM_INTENT', 'CONFIRMED', 'CLIMBING'];

/** Turns the clock in steps shorter than the world's, so that no state is missed. */
const reachesSoon = async (w: World, id: string, state: string): Promise<boolean> => {
  for (let ms = 0; ms < 60_000; ms += 50) {
    if ((await w.stateOf(id)) === state) return true;
    await w.run(50);
  }
  return false;
};

const isDown = (w: World): boolean => {
  const { armed, body } = w.vehicle.truth();
  return !armed && body.onSurface;
};

/** Nobody has to wait for ever: an end, or a question to a person who can answer it. */
const endOrAsk = async (w: World, id: string): Promise<string> => {
  await w.until(
    async () => ['ABORTED', 'UNKNOWN', 'SILENT', 'RETURNED'].includes(await w.stateOf(id)),
    60_000,
  );
  const state = await w.stateOf(id);
  if (state === 'UNKNOWN' || state === 'SILENT') {
    await w.until(() => isDown(w), 400_000);
    await w.run(12_000);
    const decision = { outcome: 'lost', reason: 'nobody can find it' } as const;
    if (['UNKNOWN', 'SILENT'].includes(await w.stateOf(id)))
      must(await during(w, w.service.resolve(w.cause(), id, decision), 500));
  }
  return state;
};

const isFreeAgain = async (w: World): Promise<void> => {
  const open = await w.store.read
    .selectFrom('flights')
    .select('id')
    .where('ended_at', 'is', null)
    .where('state', '!=', 'LANDED')
    .execute();
  expect(open).toEqual([]);
};

describe('a launch that is cut short', () => {
  it.each(STEPS)('by an abort at %s', { timeout: 60_000 }, async (state) => {
    const w = await opened();
    const arming = countArming(w);
    const id = await launched(w);
    expect(await reachesSoon(w, id, state)).toBe(true);
    const aborted = await during(w, w.service.abort(w.cause(), id, 'stop'), 15_000);
    if (state === 'CLIMBING') {
      expect(aborted).toMatchObject({ ok: false, error: { code: 'flights.wrong_state' } });
      return;
    }
    expect(must(aborted).state).toBe('ABORTED');
    await w.run(15_000);
    expect(isDown(w)).toBe(true);
    expect(arming.count).toBeLessThanOrEqual(1);
    await isFreeAgain(w);
  });

  it.each(STEPS)('by a link that is lost at %s and stays so', { timeout: 60_000 }, async (state) => {
    const w = await opened();
    const arming = countArming(w);
    const id = await launched(w);
    expect(await reachesSoon(w, id, state)).toBe(true);
    w.vehicle.faults.muteLink = true;
    const end = await endOrAsk(w, id);
    expect(end).toBe(LATE.includes(state) ? end : 'ABORTED');
    expect(arming.count).toBeLessThanOrEqual(1);
    await w.until(() => isDown(w), 400_000);
    expect(isDown(w)).toBe(true);
    await isFreeAgain(w);
  });

  it.each(STEPS)('[FL13] by a restart at %s', { timeout: 60_000 }, async (state) => {
    const w = await opened();
    const id = await launched(w);
    expect(await reachesSoon(w, id, state)).toBe(true);
    const armedBefore = w.vehicle.truth().armed;
    await w.restart(1000);
    const arming = countArming(w);
    await w.run(15_000);
    expect(arming.count).toBe(0);
    if (!armedBefore) expect(isDown(w)).toBe(true);
    const now = await w.stateOf(id);
    expect(['ABORTED', 'UNKNOWN', 'CLIMBING', 'EN_ROUTE']).toContain(now);
    if (now === 'UNKNOWN' && isDown(w)) {
      const decision = { outcome: 'never_flew', reason: 'it stands on its pad' } as const;
      must(await w.service.resolve(w.cause(), id, decision));
      await isFreeAgain(w);
    }
  });
});

describe('where it comes down', () => {
  it('asks a person when it landed beside every pad', { timeout: 60_000 }, async () => {
    const w = await opened();
    const id = await launched(w);
    await reaches(w, id, 'EN_ROUTE', 60_000);
    await w.run(20_000);
    must(await during(w, w.service.command(w.cause(), id, { command: 'land', reason: 'storm' })));
    expect(await reaches(w, id, 'UNKNOWN')).toBe(true);
    const flight = must(await w.service.get(actor('dispatcher'), id));
    expect(flight.stateReason).toMatch(/^landed_elsewhere: /);
    expect(w.hooks).toEqual(['launched', 'airborne']);
  });

  it('returns by its own failsafe when its battery runs low', { timeout: 60_000 }, async () => {
    const w = await opened();
    const id = await launched(w);
    await reaches(w, id, 'EN_ROUTE', 60_000);
    w.vehicle.drain(w.vehicle.truth().charge - 0.065);
    expect(await reaches(w, id, 'RETURNING', 20_000)).toBe(true);
    expect(await reaches(w, id, 'RETURNED')).toBe(true);
    expect(w.hooks).toEqual(['launched', 'airborne', 'failed back']);
  });

  it('does not take a fall with an empty battery for a landing at its pad', { timeout: 60_000 }, async () => {
    const w = await opened();
    const id = await launched(w);
    await reaches(w, id, 'EN_ROUTE', 60_000);
    await w.run(20_000);
    must(await during(w, w.service.command(w.cause(), id, { command: 'hold', reason: '' })));
    w.vehicle.drain(1);
    await w.until(() => w.vehicle.truth().body.onSurface, 60_000);
    await w.run(30_000);
    expect(w.hooks).not.toContain('delivered');
    expect(['UNKNOWN', 'SILENT', 'HOLDING', 'DIVERTING']).toContain(await w.stateOf(id));
    const { alarms } = must(await w.track.alarms.list());
    expect(alarms.map(({ kind }) => kind)).toContain('flight.battery_short');
  });
});

describe('the way home', () => {
  const delivered = async (w: World): Promise<string> => {
    const id = await launched(w);
    expect(await reaches(w, id, 'LANDED')).toBe(true);
    return id;
  };

  it(
    'is refused before the people at the pad have turned the drone around',
    { timeout: 60_000 },
    async () => {
      const w = await opened();
      await delivered(w);
      const refused = await during(
        w,
        w.service.create(w.cause(), { kind: 'return', vehicleId: 'drone-1' }),
        500,
      );
      expect(refused).toMatchObject({ ok: false });
    },
  );

  it('is refused by a charge that does not last', { timeout: 60_000 }, async () => {
    const w = await opened();
    const id = await delivered(w);
    await w.unloadBox();
    must(await w.service.turnaround(w.cause('hospital', 'hospital'), id));
    w.vehicle.drain(w.vehicle.truth().charge - 0.2);
    await w.run(2000);
    const refused = await during(w, w.service.create(w.cause(), { kind: 'return', vehicleId: 'drone-1' }));
    expect(refused).toMatchObject({ ok: false, error: { code: 'flights.plan_blocked' } });
  });

  it('is not launched after the charge fell since its plan', { timeout: 60_000 }, async () => {
    const w = await opened();
    const id = await delivered(w);
    await w.unloadBox();
    must(await w.service.turnaround(w.cause('hospital', 'hospital'), id));
    const flight = await planned(w, 'return');
    w.vehicle.drain(w.vehicle.truth().charge - 0.2);
    await w.run(2000);
    const acknowledged = flight.issues.map(({ id: issue }) => issue);
    const request = { planHash: flight.plan?.hash ?? '', acknowledged };
    const refused = await during(w, w.service.launch(w.cause(), flight.id, request), 500);
    expect(refused).toMatchObject({ ok: false, error: { code: 'flights.preflight' } });
  });
});

describe('a drone that is armed and does not climb', () => {
  it('[FL11] has disarmed itself, and is an incident in the record besides the alarm', async () => {
    const w = await opened();
    w.vehicle.faults.motorsOut = 6;
    const id = await launched(w);
    expect(await reaches(w, id, 'ABORTED', 90_000)).toBe(true);
    await w.run(1000);
    expect(isDown(w)).toBe(true);
    const events = await w.store.read
      .selectFrom('events')
      .select(['type', 'data_json'])
      .where('type', '=', 'flight.incident')
      .execute();
    expect(events.map(({ data_json: json }) => JSON.parse(json) as object)).toEqual([
      expect.objectContaining({ code: 'disarmed_before_takeoff' }),
    ]);
  });
});
