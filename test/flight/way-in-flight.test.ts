import { afterEach, describe, expect, it } from 'vitest';
import { destination, distanceM } from '../../server/core/geo.ts';
import type { Flight } from '../../server/api/contract/flights.ts';
import { during, launched, must, reaches } from './drive.ts';
import { flightWorld, type World } from './world.ts';
import { actor, addPad, CENTRE, HOSPITAL } from './world-record.ts';

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

/** 900 m south of the middle of the route: outside of the fence of the first plan. */
const OTHER = destination(destination(CENTRE, 800, 270), 900, 180);

const enRoute = async (): Promise<{ w: World; id: string }> => {
  const w = await flightWorld();
  world = w;
  await addPad(w.store, w.cause(), { site: 'other', role: 'hospital', at: OTHER });
  const id = await launched(w);
  expect(await reaches(w, id, 'EN_ROUTE')).toBe(true);
  await w.run(15_000);
  return { w, id };
};

let clicks = 0;
const click = (w: World) => ({ nonce: `nonce-${++clicks}`, validUntil: w.clock.wall() + 10_000 });

const show = async (w: World, id: string): Promise<Flight> =>
  must(await w.service.get(actor('dispatcher'), id));

const reroute = async (w: World, id: string, kind: 'divert' | 'redirect', padId: string) => {
  const wish = { kind, padId, reason: 'fog at the hospital', ...click(w) };
  return during(w, w.service.air.reroute(w.cause(), id, wish), 3000);
};

const hasGoneOn = (w: World, id: string): Promise<boolean> =>
  w.until(async () => (await show(w, id)).reroute?.step === 'done', 60_000);

const factsOf = async (w: World, type: string): Promise<Record<string, unknown>[]> => {
  const rows = await w.store.read.selectFrom('events').select('data_json').where('type', '=', type).execute();
  return rows.map(({ data_json: json }) => JSON.parse(json) as Record<string, unknown>);
};

describe('another way in flight', () => {
  it('[CD1] flies to an alternate by a checked plan of its own; nothing is delivered there', async () => {
    const { w, id } = await enRoute();
    must(await reroute(w, id, 'divert', 'other-1'));
    expect(await hasGoneOn(w, id)).toBe(true);
    expect(await reaches(w, id, 'DIVERTING', 20_000)).toBe(true);
    expect(await reaches(w, id, 'LANDED')).toBe(true);
    expect(distanceM(w.vehicle.truth().body.at, OTHER)).toBeLessThan(3);
    expect(await show(w, id)).toMatchObject({ toPadId: 'other-1', state: 'LANDED' });
    expect(w.hooks).toContain('failed lost');
    expect(w.hooks).not.toContain('delivered');
  });

  it('[CD1] the plan from the air reckons with the wind of now, and tells who told of it', async () => {
    const { w, id } = await enRoute();
    // Where the wind came from was not told before the launch.
    expect((await show(w, id)).plan?.wind).toBeNull();
    const at = w.clock.wall();
    const report = {
      windMs: 3,
      gustMs: 5,
      windFromDeg: 90,
      temperatureC: 15,
      visibilityM: 9000,
      precipitation: 'none',
      source: 'mast at the river',
      at,
    } as const;
    must(await w.service.conditions.reportWeather(w.cause(), report, { kind: 'http' }));
    must(await reroute(w, id, 'divert', 'other-1'));
    expect(await hasGoneOn(w, id)).toBe(true);
    const wind = (await show(w, id)).plan?.wind;
    expect(wind).toMatchObject({ fromDeg: 90, meanMs: 4.8 });
    expect(wind?.source).toContain('mast at the river');
    expect(wind?.at).toBeLessThanOrEqual(at);
  });

  it('[CD2] delivers to another hospital, with the order', async () => {
    const { w, id } = await enRoute();
    must(await reroute(w, id, 'redirect', 'other-1'));
    expect(await hasGoneOn(w, id)).toBe(true);
    expect(w.hooks).toContain('redirected other');
    expect(await reaches(w, id, 'LANDED')).toBe(true);
    expect(w.hooks).toContain('delivered');
    expect((await show(w, id)).toPadId).toBe('other-1');
  });

  it('[CD3] (INV-S6) the intent is in the record before the plan, and both before it goes on', async () => {
    const { w, id } = await enRoute();
    must(await reroute(w, id, 'divert', 'other-1'));
    expect(await hasGoneOn(w, id)).toBe(true);
    const rows = await w.store.read
      .selectFrom('events')
      .select('type')
      .where('subject', 'in', [`flight:${id}`, 'vehicle:drone-1'])
      .orderBy('seq')
      .execute();
    const order = rows.map(({ type }) => type).filter((type) => /reroute|command_intended/.test(type));
    expect(order.slice(-4)).toEqual([
      'flight.reroute_intended',
      'vehicle.command_intended',
      'flight.rerouted',
      'vehicle.command_intended',
    ]);
  });

  it.each([
    ['another drone has', 'taken', 'flights.pad_taken'],
    ['does not exist', 'none', 'flights.no_such_pad'],
    ['cannot be reached', 'far', 'flights.reroute_blocked'],
  ] as const)('[CD4] changes nothing for a pad that %s', async (_, pad, code) => {
    const { w, id } = await enRoute();
    await addPad(w.store, w.cause(), { site: 'far', role: 'hospital', at: destination(CENTRE, 30_000, 0) });
    await addPad(w.store, w.cause(), { site: 'taken', role: 'hospital', at: OTHER, standing: 'D9' });
    const answer = await reroute(w, id, 'divert', `${pad}-1`);
    expect(answer).toMatchObject({ ok: false, error: { code } });
    expect(await w.stateOf(id)).toBe('EN_ROUTE');
    expect((await show(w, id)).toPadId).toBe('hospital-1');
  });

  it('[CD4] is redirected to hospitals only', async () => {
    const { w, id } = await enRoute();
    expect(await reroute(w, id, 'redirect', 'centre-1')).toMatchObject({
      ok: false,
      error: { code: 'flights.not_redirectable' },
    });
  });

  it('[CD5] stays in its hold where the plan does not come aboard, and says so', async () => {
    const { w, id } = await enRoute();
    w.vehicle.faults.plan = 'error-ack';
    must(await reroute(w, id, 'divert', 'other-1'));
    const failed = await w.until(async () => (await show(w, id)).reroute?.failed != null, 120_000);
    expect(failed).toBe(true);
    expect(await show(w, id)).toMatchObject({
      state: 'HOLDING',
      reroute: { step: 'upload' },
      toPadId: 'hospital-1',
    });
    await w.run(1000);
    expect(await factsOf(w, 'flight.reroute_failed')).toHaveLength(1);
    const resumed = await during(w, w.service.command(w.cause(), id, { command: 'resume', reason: '' }));
    expect(resumed).toMatchObject({ ok: false, error: { code: 'flights.resume_unsafe' } });
    must(await during(w, w.service.command(w.cause(), id, { command: 'return', reason: '' })));
    expect(await reaches(w, id, 'RETURNED')).toBe(true);
  });

  it('[CD5] does not go on over the head of somebody who has commanded something else', async () => {
    const { w, id } = await enRoute();
    must(await reroute(w, id, 'divert', 'other-1'));
    must(await during(w, w.service.command(w.cause(), id, { command: 'land', reason: '' })));
    await w.run(60_000);
    expect(w.vehicle.truth().mode).not.toBe('AUTO.MISSION');
    expect((await show(w, id)).reroute?.failed?.code).toMatch(/^[a-z]+\.[a-z_]+$/);
  });

  it('[CD1] comes back to where it started, and the blood with it', async () => {
    const { w, id } = await enRoute();
    must(await reroute(w, id, 'divert', 'centre-1'));
    expect(await hasGoneOn(w, id)).toBe(true);
    expect(await reaches(w, id, 'LANDED')).toBe(true);
    expect(w.hooks).toContain('failed back');
    expect(distanceM(w.vehicle.truth().body.at, CENTRE)).toBeLessThan(3);
  });

  it('[CD1] a restart takes up the flight on its new way', async () => {
    const { w, id } = await enRoute();
    must(await reroute(w, id, 'divert', 'other-1'));
    expect(await hasGoneOn(w, id)).toBe(true);
    await w.run(2000);
    await w.restart(1000);
    expect(await reaches(w, id, 'LANDED')).toBe(true);
    expect(distanceM(w.vehicle.truth().body.at, HOSPITAL)).toBeGreaterThan(500);
  });
});

describe('a click', () => {
  it('[CD6] that comes too late, or twice, does nothing', async () => {
    const { w, id } = await enRoute();
    const hold = { command: 'hold', reason: '' } as const;
    const late = { nonce: 'late-click', validUntil: w.clock.wall() - 1 };
    expect(await w.service.command(w.cause(), id, { ...hold, ...late })).toMatchObject({
      ok: false,
      error: { code: 'flights.click_late' },
    });
    const once = click(w);
    must(await during(w, w.service.command(w.cause(), id, { ...hold, ...once })));
    expect(await w.service.command(w.cause(), id, { ...hold, ...once })).toMatchObject({
      ok: false,
      error: { code: 'flights.click_repeated' },
    });
  });
});

describe('speed', () => {
  it('[CD7] is what it flies from then on', async () => {
    const { w, id } = await enRoute();
    const wish = { groundSpeedMs: 6, reason: 'gusts', ...click(w) };
    must(await during(w, w.service.air.changeSpeed(w.cause(), id, wish)));
    await w.run(8000);
    const { groundSpeedMs } = w.station.vehicles()[0]?.snapshot().position ?? {};
    expect(groundSpeedMs).toBeGreaterThan(5);
    expect(groundSpeedMs).toBeLessThan(7);
  });

  it.each([2.9, 16.1, Number.NaN])('[CD7] of %d m/s is out of its limits', async (groundSpeedMs) => {
    const { w, id } = await enRoute();
    const wish = { groundSpeedMs, reason: 'gusts', ...click(w) };
    expect(await w.service.air.changeSpeed(w.cause(), id, wish)).toMatchObject({
      ok: false,
      error: { code: 'flights.speed_limits' },
    });
  });
});

describe('the end that two people want', () => {
  const wish = (w: World, login: string, how: 'terminate' | 'parachute' = 'terminate') => ({
    how,
    reason: 'it burns',
    second: { login, password: 'x' },
    ...click(w),
  });

  it.each(['terminate', 'parachute'] as const)(
    '[CD8] %s: what PX4 refuses is told as refused, and the flight goes on',
    async (how) => {
      const { w, id } = await enRoute();
      const answer = await during(w, w.service.air.terminate(w.cause(), id, wish(w, 'safety-9', how), ''));
      expect(answer).toMatchObject({ ok: false, error: { code: 'mavlink.command_rejected' } });
      expect(await w.stateOf(id)).toBe('EN_ROUTE');
      await w.run(1000);
      expect(await factsOf(w, 'flight.command')).toEqual([
        expect.objectContaining({ command: how, reason: 'it burns', second: 'safety' }),
      ]);
    },
  );

  it('[CD8] (INV-S7) one person is not two', async () => {
    const { w, id } = await enRoute();
    const { personId } = w.cause().actor;
    expect(await w.service.air.terminate(w.cause(), id, wish(w, personId), '')).toMatchObject({
      ok: false,
      error: { code: 'flights.second_person' },
    });
  });
});
