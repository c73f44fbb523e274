import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { distanceM } from '../../server/core/geo.ts';
import { estimateFlight, powerPctPerS, type FlightTask, type Wind } from '../../server/plan/energy.ts';
import { capacityShare } from '../../server/plan/energy/capacity.ts';
import { fittingOf } from '../../server/plan/energy/fitting.ts';
import { reachOf } from '../../server/plan/energy/reach.ts';
import { marginOf } from '../../server/plan/energy/margin.ts';
import { etaOf } from '../../server/plan/eta/eta.ts';
import { planFlight } from '../../server/plan/plan.ts';
import { NJ10 } from '../../server/plan/profile.ts';
import { airspaceOf, padAt, requestOf, seedAirspace, STILL } from './worlds.ts';

const world = { airspace: airspaceOf([], seedAirspace().region) };
const task = (more: Partial<FlightTask> = {}): FlightTask => ({
  profile: NJ10,
  payloadKg: 5,
  wind: STILL,
  startPct: 100,
  stretches: [
    { distanceM: 7_000, courseDeg: 250 },
    { distanceM: 7_000, courseDeg: 290 },
  ],
  climbM: 90,
  descentM: 110,
  ...more,
});
const flown = (of: FlightTask) => {
  const estimate = estimateFlight(of);
  if (estimate.kind !== 'flies') throw new Error('no headway');
  return estimate;
};
const keepsReserve = (of: FlightTask): boolean => {
  const estimate = estimateFlight(of);
  return estimate.kind === 'flies' && estimate.battery.landingPct >= NJ10.reservePct - 1e-9;
};

test.each([
  [10, 20],
  [9, 20.9],
  [4.4, 25.7],
  [2.7, 27.9],
  [0, 32],
])('[EN1] with %d kg it flies %d km in still air, from full to empty, level at cruise speed', (kg, km) => {
  expect((100 / powerPctPerS(NJ10, kg, NJ10.cruiseMs)) * NJ10.cruiseMs).toBeCloseTo(km * 1_000, -2);
});

test('[EN2] a worn or cold pack needs more percent for the same flight; warmth and an unknown pack give nothing', () => {
  expect(capacityShare({})).toBe(1);
  expect(capacityShare({ temperatureC: 35, healthPct: 104 })).toBe(1);
  expect(capacityShare({ temperatureC: 0 })).toBeCloseTo(0.895, 9);
  expect(capacityShare({ healthPct: 80, temperatureC: -10 })).toBeCloseTo(0.8 * 0.825, 9);
  const request = requestOf(padAt('from', [118.62, 32.07]), padAt('to', [118.72, 32.07]));
  const [warm, cold] = [
    planFlight(request, world),
    planFlight({ ...request, pack: { temperatureC: 0 } }, world),
  ];
  expect(cold.plan?.battery.usedPct).toBeCloseTo((warm.plan?.battery.usedPct ?? 0) / 0.895, 6);
  expect(cold.plan?.hash).not.toBe(warm.plan?.hash);
  expect(planFlight({ ...request, pack: { healthPct: Number.NaN } }, world).issues[0]?.id).toBe('plan.input');
});

const windOf = (fromDeg: number, meanMs: number): Wind => ({ fromDeg, meanMs, gustMs: meanMs });
const anyTask = fc
  .record({
    fromDeg: fc.integer({ min: 0, max: 359 }),
    meanMs: fc.double({ min: 0, max: 14, noNaN: true }),
    payloadKg: fc.double({ min: 0, max: 10, noNaN: true }),
    startPct: fc.double({ min: 30, max: 100, noNaN: true }),
    km: fc.double({ min: 1, max: 16, noNaN: true }),
    share: fc.double({ min: 0.6, max: 1, noNaN: true }),
  })
  .map(({ fromDeg, meanMs, km, share, ...more }) =>
    task({
      ...more,
      wind: windOf(fromDeg, meanMs),
      capacityShare: share,
      stretches: [
        { distanceM: km * 500, courseDeg: 250 },
        { distanceM: km * 500, courseDeg: 290 },
      ],
    }),
  );

test('[EN3] the margin is what the route could be longer on its worst course, and landing is at the reserve then', () => {
  fc.assert(
    fc.property(anyTask, (of) => {
      const estimate = estimateFlight(of);
      if (estimate.kind !== 'flies' || estimate.battery.landingPct <= of.profile.reservePct) return;
      const { km, minutes, pct } = marginOf(of, estimate.battery);
      expect(minutes).toBeGreaterThan(0);
      const longer = of.stretches.map((extra) =>
        flown({ ...of, stretches: [...of.stretches, { ...extra, distanceM: km * 1_000 }] }),
      );
      const landing = longer.map(({ battery }) => battery.landingPct);
      expect(Math.min(...landing)).toBeCloseTo(of.profile.reservePct, 6);
      expect(estimate.battery.landingPct - of.profile.reservePct).toBeCloseTo(pct, 9);
    }),
    { numRuns: 300, seed: 20_260_301 },
  );
});

test('[EN8] a flight straight to the edge of the reach lands with the reserve, and in wind it is no circle', () => {
  const centre = [118.7, 32.07] as const;
  let rings = 0;
  fc.assert(
    fc.property(anyTask, (of) => {
      const ring = reachOf(of, centre);
      expect(ring.length > 0).toBe(
        flown({ ...of, stretches: [] }).battery.landingPct > of.profile.reservePct,
      );
      if (ring.length > 0) rings++;
      ring.forEach((edge, i) => {
        const distance = distanceM(centre, edge);
        if (distance < 1) return;
        const straight = { ...of, stretches: [{ distanceM: distance, courseDeg: i * 10 }] };
        expect(flown(straight).battery.landingPct).toBeCloseTo(of.profile.reservePct, 1);
      });
    }),
    { numRuns: 200, seed: 20_260_301 },
  );
  expect(rings).toBeGreaterThan(50);
  const lengths = (wind: Wind) =>
    reachOf(task({ startPct: 100, wind }), centre).map((edge) => distanceM(centre, edge));
  const [calm, west] = [lengths(STILL), lengths(windOf(270, 6))];
  expect(Math.max(...calm) - Math.min(...calm)).toBeLessThan(2);
  expect(west[27]).toBeLessThan((calm[27] ?? 0) * 0.8);
  expect(west.indexOf(Math.min(...west))).toBe(27);
});

test('[EN4] what is said to make it fit does so, and a step more does not', () => {
  let refused = 0;
  fc.assert(
    fc.property(anyTask, (of) => {
      if (keepsReserve(of)) return;
      refused++;
      const { loadKg, windMs, chargePct } = fittingOf(of);
      const inWind = (meanMs: number) => keepsReserve({ ...of, wind: { ...of.wind, meanMs } });
      if (loadKg !== undefined) {
        expect(keepsReserve({ ...of, payloadKg: loadKg })).toBe(true);
        expect(keepsReserve({ ...of, payloadKg: loadKg + 0.11 })).toBe(false);
      } else if (of.payloadKg > 0) expect(keepsReserve({ ...of, payloadKg: 0 })).toBe(false);
      if (windMs !== undefined) {
        expect(inWind(windMs)).toBe(true);
        expect(inWind(windMs + 0.11)).toBe(false);
      } else if (of.wind.meanMs > 0) expect(inWind(0)).toBe(false);
      if (chargePct !== undefined) {
        expect(keepsReserve({ ...of, startPct: chargePct })).toBe(true);
        expect(keepsReserve({ ...of, startPct: chargePct - 1.01 })).toBe(false);
      } else expect(keepsReserve({ ...of, startPct: 100 })).toBe(false);
    }),
    { numRuns: 600, seed: 20_260_301 },
  );
  expect(refused).toBeGreaterThan(50);
});

test('[EN4] where neither less load nor less wind alone is enough, the load in calm air is told', () => {
  let both = 0;
  const headwind = fc.record({
    meanMs: fc.double({ min: 6, max: 12, noNaN: true }),
    payloadKg: fc.double({ min: 6, max: 10, noNaN: true }),
    km: fc.double({ min: 10, max: 18, noNaN: true }),
  });
  fc.assert(
    fc.property(headwind, ({ meanMs, payloadKg, km }) => {
      const stretches = [{ distanceM: km * 1_000, courseDeg: 270 }];
      const of = task({ wind: windOf(270, meanMs), payloadKg, startPct: 100, stretches });
      if (keepsReserve(of)) return;
      const { loadKg, windMs, calmLoadKg } = fittingOf(of);
      const inCalm = (kg: number) => keepsReserve({ ...of, wind: STILL, payloadKg: kg });
      const isNeither = loadKg === undefined && windMs === undefined;
      expect(calmLoadKg !== undefined).toBe(isNeither && inCalm(0));
      if (calmLoadKg === undefined) return;
      both++;
      expect(inCalm(calmLoadKg)).toBe(true);
      expect(inCalm(calmLoadKg + 0.11)).toBe(false);
    }),
    { numRuns: 300, seed: 20_260_301 },
  );
  expect(both).toBeGreaterThan(20);
});

test('[EN4] a refusal says it in the plan, each as a note with its figure; not even a full battery too', () => {
  const far = padAt('to', [118.77, 32.07]);
  const from = padAt('from', [118.62, 32.07]);
  const notes = (more: Parameters<typeof requestOf>[2]) =>
    planFlight(requestOf(from, far, more), world)
      .issues.filter(({ id }) => id.startsWith('plan.fits'))
      .map(({ id, params }) => [id, params?.['kg'] ?? params?.['ms'] ?? params?.['pct']]);
  const windy = { fromDeg: 90, meanMs: 8, gustMs: 10 };
  expect(notes({ payloadKg: 9 })).toEqual([
    ['plan.fits_load', 8.5],
    ['plan.fits_no_charge', undefined],
  ]);
  expect(notes({ payloadKg: 2, startPct: 60 }).map(([id]) => id)).toEqual(['plan.fits_charge']);
  expect(notes({ payloadKg: 2, wind: windy }).map(([id]) => id)).toEqual([
    'plan.fits_wind',
    'plan.fits_no_charge',
  ]);
  expect(notes({ payloadKg: 2 })).toEqual([]);
});

test('[EN4] another pad of the same site is named if the flight fits to it', () => {
  const from = padAt('from', [118.62, 32.07]);
  const far = { ...padAt('far', [118.77, 32.07]), siteId: 'hospital' };
  const near = { ...padAt('near', [118.74, 32.07]), siteId: 'hospital', padName: 'car park' };
  const strange = { ...padAt('strange', [118.7, 32.07]), siteId: 'other' };
  const outcome = planFlight(requestOf(from, far, { payloadKg: 9 }), {
    ...world,
    landing: [far, strange, near],
  });
  expect(outcome.issues.at(-1)).toMatchObject({ id: 'plan.fits_pad', params: { pad: 'car park' } });
});

test('[EN5] p95 is later than p50 by wind above the mean, climb, landing and the measured spread', () => {
  const eta = (of: FlightTask) => etaOf(of, flown(of).flightS);
  const calm = eta(task());
  expect(calm.p50S).toBe(flown(task()).flightS);
  expect(calm.p95S - calm.p50S).toBeCloseTo(Math.hypot(4.5, 20, calm.p50S * 0.05), 6);
  const gusts = { fromDeg: 270, meanMs: 8, gustMs: 8 };
  const steady = eta(task({ wind: gusts }));
  const gusty = eta(task({ wind: { ...gusts, gustMs: 14 } }));
  expect(gusty.p50S).toBe(steady.p50S);
  expect(gusty.p95S).toBeGreaterThan(steady.p95S + 10);
  const measured = { ...NJ10, timeFactor: 1.1, timeSpread: 0.1 };
  const late = etaOf(task({ profile: measured }), calm.p50S);
  expect(late.p50S).toBeCloseTo(calm.p50S * 1.1, 9);
  expect(late.p95S - late.p50S).toBeGreaterThan(calm.p95S - calm.p50S + 30);
});
