import { expect, test } from 'vitest';
import { bearingDeg, destination, distanceM, type LonLat } from '../../server/core/geo.ts';
import { planFlight } from '../../server/plan/plan.ts';
import type { Plan } from '../../server/plan/plan-types.ts';
import { progressOf, type Progress, type Sighting } from '../../server/plan/progress.ts';
import { requestOf, seedAirspace, seedPad } from './worlds.ts';

const plan = planFlight(requestOf(seedPad('nrcbc'), seedPad('pkph')), { airspace: seedAirspace() })
  .plan as Plan;

const seenAt = (at: LonLat, more: Omit<Sighting, 'at'> = {}): Progress => {
  const progress = progressOf(plan, { at, ...more });
  if (progress === undefined) throw new Error('no progress');
  return progress;
};

test('[PL22] from take-off to the pad: distances add up, time falls from flight time to zero', () => {
  const start = progressOf(plan, { at: plan.from.at });
  expect(start).toMatchObject({ leg: 0, alongM: 0 });
  expect(start?.etaS).toBeCloseTo(plan.flightS - plan.takeoffS, 3);
  let last = Infinity;
  for (const [i, leg] of plan.legs.entries()) {
    const at = destination(leg.from, leg.distanceM / 2, bearingDeg(leg.from, leg.to));
    const seen = seenAt(at, { groundSpeedMs: 16 });
    expect(seen.leg).toBe(i);
    expect(seen.alongM + seen.remainingM).toBeCloseTo(plan.distanceM, 3);
    expect(Math.abs(seen.crossTrackM)).toBeLessThan(0.5);
    expect(seen.etaS).toBeLessThan(last);
    last = seen.etaS;
  }
});

test('[PL22] above the pad the time left is that of the descent, and zero on it', () => {
  expect(seenAt(plan.to.at, { groundSpeedMs: 0, relAltM: 88 }).etaS).toBeCloseTo(plan.landingS, 3);
  expect(seenAt(plan.to.at, { relAltM: (88 - 27) / 2 }).etaS).toBeCloseTo(plan.landingS / 2, 3);
  expect(seenAt(plan.to.at, { relAltM: -27 })).toMatchObject({ etaS: 0, share: 1, remainingM: 0 });
});

test('[PL22] cross-track distance is true and positive on the right', () => {
  const leg = plan.legs[1] as Plan['legs'][number];
  const course = bearingDeg(leg.from, leg.to);
  const middle = destination(leg.from, leg.distanceM / 2, course);
  expect(progressOf(plan, { at: destination(middle, 70, course + 90) })?.crossTrackM).toBeCloseTo(70, 1);
  expect(progressOf(plan, { at: destination(middle, 70, course - 90) })?.crossTrackM).toBeCloseTo(-70, 1);
});

test('[PL22] the speed that is seen counts on this leg, standing still does not', () => {
  const at = plan.legs[0]?.from as LonLat;
  const planned = progressOf(plan, { at })?.etaS ?? 0;
  const leg = plan.legs[0]?.distanceM ?? 0;
  expect(progressOf(plan, { at, groundSpeedMs: 8 })?.etaS).toBeCloseTo(planned + leg / 16, 3);
  expect(progressOf(plan, { at, groundSpeedMs: 0.1 })?.etaS).toBeCloseTo(planned, 6);
  expect(progressOf(plan, { at: [NaN, 32] })).toBeUndefined();
  expect(progressOf({ ...plan, legs: [] }, { at })).toBeUndefined();
});

test('[PL23] where a route passes itself the stretch behind is not taken again', () => {
  const corner: LonLat[] = [
    [118.7, 32.07],
    destination([118.7, 32.07], 2_000, 90),
    destination([118.7, 32.07], 2_000, 0),
    destination([118.7, 32.07], 1_000, 180),
  ];
  const legs = corner.slice(1).map((to, i) => {
    const from = corner[i] as LonLat;
    return {
      from,
      to,
      relAltM: 90,
      distanceM: distanceM(from, to),
      groundSpeedMs: 16,
      etaS: 0,
      minClearanceM: 90,
    };
  });
  const at = destination([118.7, 32.07], 5, 60);
  const looped = { ...plan, legs };
  expect(progressOf(looped, { at })?.leg).toBe(0);
  expect(progressOf(looped, { at, lastAlongM: 6_500 })?.leg).toBe(2);
});
