import { afterEach, describe, expect, it } from 'vitest';
import type { Cause } from '../../server/core/cause.ts';
import { during, must, planned, reaches, tickAll } from './drive.ts';
import { flightWorld, type World } from './world.ts';
import { actor } from './world-record.ts';

const worlds: World[] = [];
afterEach(async () => {
  for (const w of worlds.splice(0)) await w.close();
});

const second = (w: World): Cause => ({
  actor: { ...actor('safety'), name: 'Second' },
  now: w.clock.wall(),
});

/** A flight that one person may not launch alone: the wind is above its limit. */
const stormy = async () => {
  const w = await flightWorld();
  worlds.push(w);
  const figures = {
    windMs: 11,
    gustMs: 11,
    temperatureC: 20,
    visibilityM: 9000,
    precipitation: 'none',
  } as const;
  const told = { ...figures, source: 'mast', at: w.clock.wall() };
  must(await w.service.conditions.reportWeather(w.cause(), told));
  const { id } = await planned(w, 'delivery');
  await tickAll(w, id);
  const flight = must(await w.service.get(actor('dispatcher'), id));
  const wish = {
    planHash: flight.plan?.hash ?? '',
    acknowledged: ['preflight.weather_limit'],
    reason: 'blood',
  };
  return { w, id, wish };
};

const asked = async () => {
  const scene = await stormy();
  const { w, id, wish } = scene;
  const shown = must(await during(w, w.service.launch(w.cause(), id, wish), 500));
  const request = shown.preflight?.request;
  if (request === null || request === undefined) throw new Error('nobody was asked');
  return { ...scene, shown, request };
};

const types = async (w: World, id: string): Promise<string[]> =>
  (await w.store.events({ subject: `flight:${id}` })).map(({ type }) => type);

const states = async (w: World): Promise<string[]> =>
  (await w.store.read.selectFrom('launch_requests').select('state').execute()).map(({ state }) => state);

describe('the second person of a launch', () => {
  it('[PF8] is asked with what speaks against it; nothing begins before', { timeout: 60_000 }, async () => {
    const { w, id, shown, request } = await asked();
    expect(shown).toMatchObject({ state: 'PLANNED', launchedAt: null });
    expect(request).toMatchObject({
      flightId: id,
      reason: 'blood',
      requestedBy: { personId: 'dispatcher-1' },
    });
    expect(request.issues.map((issue) => issue.id)).toEqual(['preflight.weather_limit']);
    expect(request.expiresAt - request.requestedBy.at).toBe(120_000);
    expect(await w.service.launching.waiting()).toHaveLength(1);
    expect(await types(w, id)).toContain('flight.approval_asked');
  });

  it('[PF8] [INV-S7] another one confirms, and the drone takes off', { timeout: 60_000 }, async () => {
    const { w, id, request } = await asked();
    const body = { reason: 'seen it too', code: '' };
    expect(await w.service.launching.approve(w.cause(), request.id, body)).toMatchObject({
      ok: false,
      error: { code: 'flights.second_person' },
    });
    must(await during(w, w.service.launching.approve(second(w), request.id, body), 500));
    expect(await reaches(w, id, 'EN_ROUTE', 90_000)).toBe(true);
    const flight = must(await w.service.get(actor('dispatcher'), id));
    expect(flight.launchedBy).toMatchObject({ personId: 'dispatcher-1' });
    const again = await w.service.launching.approve(second(w), request.id, body);
    expect(again).toMatchObject({ ok: false, error: { code: 'flights.request_over' } });
    expect(must(await w.service.launching.record(id))).toMatchObject({
      requestedBy: { personId: 'dispatcher-1' },
      reason: 'blood',
      approvedBy: { personId: 'safety-1', name: 'Second' },
      approverReason: 'seen it too',
      codes: 'off',
      weather: { windMs: 11, source: expect.stringContaining('mast') as string },
      approvals: [{ number: 'T-1' }],
      ticks: [{ tick: 'airspace' }, { tick: 'pads' }, { tick: 'payload' }],
      baseline: { profile: 'simulation', differences: [] },
    });
  });

  it(
    '[PF8] what came up meanwhile and nobody took on holds the launch back',
    { timeout: 60_000 },
    async () => {
      const { w, id, request } = await asked();
      must(await w.service.conditions.tick(w.cause(), id, { tick: 'pads', on: false }));
      const answer = await during(
        w,
        w.service.launching.approve(second(w), request.id, { reason: 'yes', code: '' }),
        500,
      );
      expect(answer).toMatchObject({ ok: false, error: { code: 'flights.preflight' } });
      expect(JSON.stringify(answer)).toContain('preflight.tick_pads');
    },
  );

  it('[PF8] the database refuses the first person, and a word that comes too late', async () => {
    const { w, request } = await asked();
    const set = (change: { approver_id: string; decided_at: number }): Promise<unknown> =>
      w.store.transact(w.cause(), ({ db }) =>
        db
          .updateTable('launch_requests')
          .set({ state: 'approved', ...change })
          .where('id', '=', request.id)
          .execute(),
      );
    const now = w.clock.wall();
    await expect(set({ approver_id: 'dispatcher-1', decided_at: now })).rejects.toThrow('CHECK');
    await expect(set({ approver_id: 'safety-1', decided_at: request.expiresAt })).rejects.toThrow('CHECK');
  });

  it(
    '[PF9] nobody confirmed within 120 s: it expires, and may be asked for again',
    { timeout: 60_000 },
    async () => {
      const { w, id, wish, request } = await asked();
      const other = await during(w, w.service.launch(w.cause(), id, wish), 500);
      expect(other).toMatchObject({ ok: false, error: { code: 'flights.request_waiting' } });
      await w.run(121_000);
      expect(await w.service.launching.waiting()).toEqual([]);
      expect(await types(w, id)).toContain('flight.approval_expired');
      const late = await w.service.launching.approve(second(w), request.id, { reason: 'yes', code: '' });
      expect(late).toMatchObject({ ok: false, error: { code: 'flights.request_over' } });
      expect(await during(w, w.service.launch(w.cause(), id, wish), 500)).toMatchObject({ ok: true });
    },
  );

  it('[PF9] the second refuses, the first withdraws; both are in the log', async () => {
    const { w, id, wish, request } = await asked();
    must(await w.service.launching.refuse(second(w), request.id, 'too windy'));
    must(await during(w, w.service.launch(w.cause(), id, wish), 500));
    const [again] = await w.service.launching.waiting();
    must(await w.service.launching.refuse(w.cause(), again?.id ?? '', 'not now'));
    expect(await w.service.launching.waiting()).toEqual([]);
    const told = await types(w, id);
    expect(told.filter((type) => /approval_(refused|withdrawn)/.test(type))).toEqual([
      'flight.approval_refused',
      'flight.approval_withdrawn',
    ]);
  });

  it(
    '[PF12] is not asked for a flight that was launched since it was judged',
    { timeout: 60_000 },
    async () => {
      const { w, id, wish, request } = await asked();
      must(await w.service.launching.refuse(second(w), request.id, 'not yet'));
      const late = w.service.launch(w.cause(), id, wish);
      await w.store.transact(w.cause(), async ({ db, now }) => {
        await db.updateTable('flights').set({ launched_at: now }).where('id', '=', id).execute();
      });
      const answer = await during(w, late, 500);
      expect(answer).toMatchObject({ ok: false, error: { code: 'flights.wrong_state' } });
      expect(JSON.stringify(answer)).toContain('planned and not launched');
      expect(await states(w)).toEqual(['refused']);
    },
  );

  it('[PF12] what waits ends with the flight', { timeout: 60_000 }, async () => {
    const { w, id } = await asked();
    expect(await states(w)).toEqual(['waiting']);
    must(await during(w, w.service.abort(w.cause(), id, 'no longer needed'), 500));
    expect(await states(w)).toEqual(['withdrawn']);
  });

  it('[PF10] one person alone is kept as one', { timeout: 60_000 }, async () => {
    const { w, id } = await stormy();
    const at = w.clock.wall();
    const calm = { windMs: 2, gustMs: 3, temperatureC: 9, visibilityM: 8000, precipitation: 'none' } as const;
    must(await w.service.conditions.reportWeather(w.cause(), { ...calm, at, source: 'roof' }));
    const flight = must(await w.service.get(actor('dispatcher'), id));
    const wish = { planHash: flight.plan?.hash ?? '', acknowledged: [] };
    must(await during(w, w.service.launch(w.cause(), id, wish), 500));
    const record = must(await w.service.launching.record(id));
    expect(record).toMatchObject({ approvedBy: null, weather: { windMs: 2, by: { name: 'dispatcher' } } });
    expect(record.issues.filter(({ severity }) => severity !== 'note')).toEqual([]);
  });
});
