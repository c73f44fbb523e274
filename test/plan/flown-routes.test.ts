import { expect, test } from 'vitest';
import { destination, distanceM } from '../../server/core/geo.ts';
import { crossTrack } from './flown/track.ts';
import { CRUISES_MS, FLOWN_ROUTES, planOf } from './flown/routes.ts';
import { flyPlan } from './fly.ts';

/** What a flown route is held to: metres beside it, and share of the planned time. */
const WITHIN_M = 5;
const WITHIN_SHARE = 0.05;
/** It lands on its pad. */
const PAD_M = 2;

const flights = FLOWN_ROUTES.flatMap((route) => CRUISES_MS.map((ms) => ({ name: route.name, route, ms })));

test.each(flights)(
  '[PL32] flown on the embedded vehicle: $name at $ms m/s',
  { timeout: 120_000 },
  ({ name, route, ms }) => {
    const plan = planOf(route, ms);
    const { track, seconds } = flyPlan(plan);
    const { p95M, mostM, samples } = crossTrack(plan, track);
    const late = seconds / plan.flightS - 1;
    console.log(
      `embedded, ${name}, ${ms} m/s: ${(plan.distanceM / 1_000).toFixed(1)} km, ${plan.legs.length} legs, cross-track p95 ${p95M.toFixed(2)} m, most ${mostM.toFixed(2)} m, ${seconds.toFixed(0)} s (planned ${plan.flightS.toFixed(0)}, ${(100 * late).toFixed(1)} %)`,
    );
    expect(distanceM(track.at(-1)?.at ?? plan.from.at, plan.to.at)).toBeLessThan(PAD_M);
    // It did fly the legs, at that speed, as often as the track tells.
    expect(samples).toBeGreaterThan((0.5 * plan.distanceM * 10) / ms);
    expect(p95M).toBeLessThan(WITHIN_M);
    expect(Math.abs(late)).toBeLessThan(WITHIN_SHARE);
  },
);

test('[PL32] what flies beside its route is seen', () => {
  const [route] = FLOWN_ROUTES;
  if (route === undefined) throw new Error('no route');
  const plan = planOf(route, 16);
  const [leg] = plan.legs;
  if (leg === undefined) throw new Error('no leg');
  const middle = [(leg.from[0] + leg.to[0]) / 2, (leg.from[1] + leg.to[1]) / 2] as const;
  const course = (Math.atan2(leg.to[0] - leg.from[0], leg.to[1] - leg.from[1]) * 180) / Math.PI;
  const aside = (metres: number) => ({ s: 0, at: destination(middle, metres, course + 90) });
  expect(crossTrack(plan, [aside(7)]).p95M).toBeGreaterThan(6);
  expect(crossTrack(plan, [aside(0)]).p95M).toBeLessThan(0.5);
  // Around its corners it is another matter.
  expect(crossTrack(plan, [{ s: 0, at: leg.to }]).samples).toBe(0);
});
