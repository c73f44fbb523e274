import { expect, test } from 'vitest';
import { planFlight } from '../../server/plan/plan.ts';
import { hasBlocker } from '../../server/core/issue.ts';
import type { Wind } from '../../server/plan/energy.ts';
import type { PlanPad } from '../../server/plan/sites.ts';
import { flyPlan } from './fly.ts';
import { airspaceOf, padAt, requestOf, seedAirspace, seedPad, STILL } from './worlds.ts';

const LIGHT_KG = 2.7;
const airspace = seedAirspace();
/** What the issue asks for, percent of the charge; and the time of flight, in share. */
const WITHIN_PCT = 5;
const WITHIN_SHARE = 0.05;

type Ends = readonly [PlanPad, PlanPad];

const planIn = (wind: Wind, [from, to]: Ends) =>
  planFlight(requestOf(from, to, { payloadKg: LIGHT_KG, wind }), {
    airspace: from.id === 'east' ? airspaceOf([], airspace.region) : airspace,
  });

const windFrom = (fromDeg: number, meanMs: number): Wind => ({ fromDeg, meanMs, gustMs: meanMs * 1.4 });

const REAL: Ends = [seedPad('nrcbc'), seedPad('pkph')];
/** Short enough for head winds. */
const SHORT: Ends = [padAt('east', [118.78, 32.08]), padAt('west', [118.69, 32.07])];
const WINDS = [STILL, ...[0, 90, 180, 270].flatMap((from) => [windFrom(from, 5), windFrom(from, 8)])];

const table = (ways: Readonly<Record<string, Ends>>) =>
  Object.entries(ways).flatMap(([way, ends]) =>
    WINDS.map((wind) => ({ name: `${way}, ${wind.meanMs} m/s from ${wind.fromDeg}°`, ends, wind })),
  );

const flights = table({ 'to the hospital': REAL, back: [REAL[1], REAL[0]], short: SHORT }).map((one) => ({
  ...one,
  outcome: planIn(one.wind, one.ends),
}));
const isAllowed = ({ outcome }: (typeof flights)[number]): boolean => !hasBlocker(outcome.issues);

test('[EN6] refused of these are only flights against the wind, for their charge', () => {
  const refused = flights.filter((one) => !isAllowed(one));
  expect(refused.map(({ name }) => name)).toEqual([
    'to the hospital, 8 m/s from 180°',
    'to the hospital, 5 m/s from 270°',
    'to the hospital, 8 m/s from 270°',
    'back, 8 m/s from 0°',
    'back, 5 m/s from 90°',
    'back, 8 m/s from 90°',
  ]);
});

test.each(flights.filter(isAllowed))(
  '[EN6] it lands with the charge that was foretold: $name',
  ({ outcome: { plan }, wind }) => {
    if (plan === undefined) throw new Error('no plan');
    const { leftPct, seconds } = flyPlan(plan, wind);
    const foretoldPct = plan.battery.startPct - plan.battery.expectedUsedPct;
    expect(Math.abs(leftPct - foretoldPct)).toBeLessThan(WITHIN_PCT);
    expect(Math.abs(seconds / plan.eta.p50S - 1)).toBeLessThan(WITHIN_SHARE);
    expect(seconds).toBeLessThan(plan.eta.p95S);
  },
);
