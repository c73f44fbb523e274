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

const MILD = { windMs: 4, gustMs: 6, temperatureC: 15, visibilityM: 8000, precipitation: 'none' } as const;

test.each([
  ['visibility', { visibilityM: 900 }, '能见度 900 m，限值 1500 m', 'visibility 900 m, limit 1500 m'],
  ['rain', { precipitation: 'heavy' }, '大雨雪', 'heavy precipitation'],
  ['gusts', { gustMs: 13 }, '阵风 13 m/s，限值 12 m/s', 'gusts 13 m/s, limit 12 m/s'],
  ['cold', { temperatureC: -12 }, '气温 -12 °C，限值 -10 °C', 'temperature -12 °C, limit -10 °C'],
] as const)(
  '[WX7] %s beyond its limit warns a flight in the air, and is over when it is',
  { timeout: 60_000 },
  async (_, bad, zh, en) => {
    const w = await flightWorld();
    world = w;
    const id = await launched(w);
    await reaches(w, id, 'EN_ROUTE', 60_000);
    const told = () =>
      w.service.contingencies
        .overview(w.cause())
        .proposals.find(({ contingency }) => contingency === 'weather');
    await tell(w, MILD);
    await w.run(5000);
    expect(told()).toBeUndefined();
    await tell(w, { ...MILD, ...bad });
    expect(await w.until(() => told() !== undefined, 5000)).toBe(true);
    expect(told()).toMatchObject({ flightId: id, params: { zh, en } });
    await tell(w, MILD);
    expect(await w.until(() => told() === undefined, 40_000)).toBe(true);
  },
);

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
