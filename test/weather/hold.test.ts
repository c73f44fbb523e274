import { afterEach, expect, test } from 'vitest';
import { during, launched, must, planned, reaches, tickAll } from '../flight/drive.ts';
import { flightWorld, type World } from '../flight/world.ts';
import { actor } from '../flight/world-record.ts';

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

const STORM = { windMs: 14, gustMs: 18, temperatureC: 20, visibilityM: 9000, precipitation: 'none' } as const;

const tell = async (w: World, figures: object = {}) =>
  must(
    await w.service.conditions.reportWeather(
      w.cause(),
      { ...STORM, source: 'roof station', at: w.clock.wall(), ...figures },
      { kind: 'http' },
    ),
  );

test('[WX7] a breach holds the launch that is asked for the moment after it was told', async () => {
  const w = await flightWorld();
  world = w;
  const made = await planned(w, 'delivery');
  await tickAll(w, made.id);
  await tell(w);
  const flight = must(await w.service.get(actor('dispatcher'), made.id));
  const blockers = flight.issues.filter(({ severity }) => severity === 'blocker').map(({ id }) => id);
  expect(blockers).toContain('preflight.weather_hard');
  const request = { planHash: flight.plan?.hash ?? '', acknowledged: [] };
  expect(await during(w, w.service.launch(w.cause(), made.id, request), 500)).toMatchObject({ ok: false });
  expect(w.vehicle.truth().armed).toBe(false);
});

test('[WX7] a flight in the air is warned within 5 s', { timeout: 60_000 }, async () => {
  const w = await flightWorld();
  world = w;
  const id = await launched(w);
  await reaches(w, id, 'EN_ROUTE', 60_000);
  await tell(w);
  const warned = (): boolean =>
    w.service.contingencies.overview(w.cause()).proposals.some(({ contingency }) => contingency === 'wind');
  expect(await w.until(warned, 5000)).toBe(true);
});

test('[WX5] weather that is stale keeps everybody on the ground', async () => {
  const w = await flightWorld();
  world = w;
  const made = await planned(w, 'delivery');
  await w.run(31 * 60_000);
  const flight = must(await w.service.get(actor('dispatcher'), made.id));
  expect(flight.issues).toContainEqual(
    expect.objectContaining({ id: 'preflight.weather_unknown', severity: 'blocker' }),
  );
});

test('[WX6] a plan reckons with the wind at its height where a direction is told, and names who told it', async () => {
  const w = await flightWorld();
  world = w;
  await tell(w, { windMs: 3, gustMs: 5, windFromDeg: 90, measuredAtM: 10 });
  const { plan } = await planned(w, 'delivery');
  // 3 m/s at 10 m are 4.8 m/s at 100 m.
  expect(plan?.wind).toMatchObject({
    fromDeg: 90,
    meanMs: 4.8,
    gustMs: 7.9,
    at: expect.any(Number) as number,
  });
  expect(plan?.wind?.source).toContain('roof station');
});
