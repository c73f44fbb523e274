import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  estimateFlight,
  powerPctPerS,
  speedsOn,
  type FlightTask,
  type Wind,
} from '../../server/plan/energy.ts';
import { planFlight } from '../../server/plan/plan.ts';
import { droneProfile, NJ10 } from '../../server/plan/profile.ts';
import { airspaceOf, NOON, padAt, requestOf, seedAirspace, seedPad, STILL } from './worlds.ts';

const task = (more: Partial<FlightTask> = {}): FlightTask => ({
  profile: NJ10,
  payloadKg: 3,
  wind: STILL,
  startPct: 100,
  stretches: [{ distanceM: 14_000, courseDeg: 250 }],
  climbM: 90,
  descentM: 110,
  ...more,
});
const flown = (more: Partial<FlightTask> = {}) => {
  const estimate = estimateFlight(task(more));
  if (estimate.kind !== 'flies') throw new Error(`stretch ${estimate.stretch} cannot be flown`);
  return estimate;
};

test('[PL13] full load empties the battery over the published 20 km, without climb and landing', () => {
  const secondsFor20Km = 20_000 / 16;
  expect(secondsFor20Km * powerPctPerS(NJ10, 10, 16)).toBeCloseTo(100, 9);
  const level = flown({
    payloadKg: 10,
    stretches: [{ distanceM: 20_000, courseDeg: 0 }],
    climbM: 0,
    descentM: 0,
  });
  const touchdown = 20 * powerPctPerS(NJ10, 10, 16);
  expect(level.battery.usedPct - touchdown).toBeCloseTo(100, 9);
});

test('[PL13] the straight default flight takes what PX4 took: 1,024 s', () => {
  const { plan } = planFlight(requestOf(seedPad('nrcbc'), seedPad('pkph')), {
    airspace: airspaceOf([], seedAirspace().region),
  });
  expect(Math.abs((plan?.flightS ?? 0) - 1_024)).toBeLessThan(30);
});

test('[PL13] the profile that ships is valid, one with a cruise above its airspeed limit is not', () => {
  expect(droneProfile.parse(NJ10)).toEqual(NJ10);
  expect(droneProfile.safeParse({ ...NJ10, maxAirspeedMs: 10 }).success).toBe(false);
});

const angle = fc.double({ min: 0, max: 360, noNaN: true });
const speed = fc.double({ min: 0, max: 14, noNaN: true });
const load = fc.double({ min: 0, max: 10, noNaN: true });
const windOf = (fromDeg: number, meanMs: number): Wind => ({ fromDeg, meanMs, gustMs: meanMs });

test('[PL14] more wind, load or distance never needs less', () => {
  fc.assert(
    fc.property(angle, fc.tuple(speed, speed), fc.tuple(load, load), (fromDeg, [a, b], [kgA, kgB]) => {
      const used = (meanMs: number, payloadKg: number): number => {
        const estimate = estimateFlight(task({ wind: windOf(fromDeg, meanMs), payloadKg }));
        return estimate.kind === 'flies' ? estimate.battery.usedPct : Infinity;
      };
      const [calmer, windier] = [Math.min(a, b), Math.max(a, b)];
      const [lighter, heavier] = [Math.min(kgA, kgB), Math.max(kgA, kgB)];
      expect(used(windier, lighter)).toBeGreaterThanOrEqual(used(calmer, lighter) - 1e-9);
      expect(used(calmer, heavier)).toBeGreaterThanOrEqual(used(calmer, lighter) - 1e-9);
    }),
    { numRuns: 500, seed: 20_260_301 },
  );
  const longer = flown({ stretches: [{ distanceM: 14_100, courseDeg: 250 }] }).battery.usedPct;
  expect(longer).toBeGreaterThan(flown().battery.usedPct);
});

test('[PL14] a tail wind lowers what is expected, not what is reckoned with', () => {
  const tail = flown({ wind: windOf(70, 6) }).battery;
  expect(tail.expectedUsedPct).toBeLessThan(flown().battery.expectedUsedPct - 5);
  expect(tail.usedPct).toBeGreaterThanOrEqual(flown().battery.usedPct);
});

test('[PL15] ground speed is held up to the airspeed limit, then falls, then there is no headway', () => {
  expect(speedsOn(NJ10, 90, windOf(90, 5))).toEqual({ groundMs: 16, airMs: 21, plannedAirMs: 21 });
  expect(speedsOn(NJ10, 90, windOf(90, 10))).toMatchObject({ groundMs: 12, airMs: 22 });
  expect(speedsOn(NJ10, 90, windOf(0, 10))?.airMs).toBeCloseTo(Math.hypot(16, 10), 9);
  expect(speedsOn(NJ10, 90, windOf(90, 19.5))).toBeUndefined();
  expect(speedsOn(NJ10, 90, windOf(0, 25))).toBeUndefined();
  expect(estimateFlight(task({ wind: windOf(250, 20) }))).toEqual({ kind: 'no_headway', stretch: 0 });
});

const blockersOf = (more: Parameters<typeof requestOf>[2], to = padAt('to', [118.75, 32.07])) =>
  planFlight(requestOf(padAt('from', [118.62, 32.07]), to, { departAt: NOON, ...more }), {
    airspace: airspaceOf([], seedAirspace().region),
  }).issues.filter((issue) => issue.severity === 'blocker');

test('[PL16] what cannot be flown is refused with figures', () => {
  expect(blockersOf({})).toEqual([]);
  expect(blockersOf({ startPct: 70 })[0]).toMatchObject({ id: 'plan.reserve', params: { reservePct: 25 } });
  expect(blockersOf({ startPct: 40 })[0]).toMatchObject({
    id: 'plan.out_of_range',
    params: { startPct: 40 },
  });
  expect(blockersOf({}, padAt('far', [119.0, 32.07]))[0]?.id).toBe('plan.out_of_range');
  expect(blockersOf({ payloadKg: 11 })[0]).toMatchObject({ id: 'plan.payload', params: { limitKg: 10 } });
  expect(blockersOf({ wind: windOf(90, 10.1) }).map((issue) => issue.id)).toContain('plan.wind');
  expect(blockersOf({ wind: { fromDeg: 0, meanMs: 4, gustMs: 12.5 } })[0]?.params).toMatchObject({
    gustMs: 12.5,
  });
  expect(blockersOf({ wind: windOf(90, 20) }).map((issue) => issue.id)).toContain('plan.no_headway');
});
