import { expect, test } from 'vitest';
import { destination, distanceM, type LonLat } from '../../../server/core/geo.ts';
import { planFlight } from '../../../server/plan/plan.ts';
import type { Plan, PlanOutcome, PlanRequest } from '../../../server/plan/plan-types.ts';
import type { PlanPad } from '../../../server/plan/sites.ts';
import { closedZones, grown } from '../oracle.ts';
import { airspaceOf, boxRing, padAt, requestOf, zoneOf } from '../worlds.ts';

const A: LonLat = [118.63, 32.07];
const from = padAt('from', A);
const to = padAt('to', destination(A, 10_000, 90));
/** 300 m aside of the route's middle. */
const aside = padAt('aside', destination(destination(A, 5_000, 90), 300, 0));

const planOf = ({ plan, issues }: PlanOutcome): Plan => {
  if (plan === undefined) throw new Error(issues[0]?.sentence);
  return plan;
};

const flown = (landing: readonly PlanPad[], more: Partial<PlanRequest> = {}, zones = airspaceOf([])) =>
  planFlight(requestOf(from, to, more), { airspace: zones, landing });

test('[AL1] every second has its pad: home, a pad beside the route, the destination', () => {
  const plan = planOf(flown([from, to, aside]));
  expect(plan.alternates.map(({ padId }) => padId)).toEqual(['from', 'aside', 'to']);
  expect(plan.alternates[0]?.fromS).toBe(0);
  expect(plan.alternates.at(-1)?.toS).toBeCloseTo(plan.flightS, 0);
  for (const [i, one] of plan.alternates.slice(1).entries()) expect(one.fromS).toBe(plan.alternates[i]?.toS);
  // Half of the way to the middle at 16 m/s, down 100 m at 2 m/s, and the touch-down.
  expect(plan.alternates[0]?.seconds).toBeGreaterThan(2_400 / 16 + 70);
  expect(plan.alternates[0]?.seconds).toBeLessThan(2_800 / 16 + 75);
});

test('[AL1] the way to a pad goes around what is closed, and none leads into a closed one', () => {
  const wall = zoneOf('wall', 'no_fly', boxRing(destination(destination(A, 5_000, 90), 170, 0), 3_900, 40));
  const free = planOf(flown([aside]));
  const around = planOf(flown([aside], {}, airspaceOf([wall])));
  const longest = (plan: Plan): number =>
    plan.alternates.find(({ padId }) => padId === 'aside')?.seconds ?? Number.NaN;
  // From the middle 2 km along the wall and 2 km back behind it, against 2.5 km straight.
  expect(longest(free)).toBeLessThan(2_600 / 16 + 75);
  expect(longest(around)).toBeGreaterThan(3_900 / 16 + 70);
  expect(longest(around)).toBeLessThan(4_400 / 16 + 75);
  const over = zoneOf('over', 'no_fly', boxRing(aside.at, 150, 150));
  expect(planOf(flown([aside], {}, airspaceOf([over]))).alternates.map(({ padId }) => padId)).toEqual([
    'from',
    'to',
  ]);
});

test('[AL2] where nothing is reached on the charge left the flight is refused, with place and time', () => {
  const { plan, issues } = flown([], { startPct: 47 });
  const told = issues.find(({ id }) => id === 'plan.no_alternate');
  expect(told).toMatchObject({ severity: 'blocker' });
  expect(told?.sentence).toMatch(/From \d+:\d\d to \d+:\d\d after take-off \(from [\d.]+ N [\d.]+ E\)/);
  expect(plan?.alternates.every(({ padId }) => padId === 'from')).toBe(true);
  const helped = flown([aside], { startPct: 47 });
  const gone = (outcome: PlanOutcome): number =>
    outcome.plan?.alternates.reduce((sum, { fromS, toS }) => sum + toS - fromS, 0) ?? 0;
  expect(gone(helped)).toBeGreaterThan(gone({ plan, issues }) + 30);
});

test('[AL3] the point of no return is where way and way home take the charge but 15 %; above water it says so', () => {
  const plan = planOf(flown([], { startPct: 65 }));
  const again = planOf(flown([], { startPct: 66 }));
  expect(planOf(flown([], { startPct: 100 })).pointOfNoReturnS).toBeUndefined();
  expect(plan.pointOfNoReturnS).toBeGreaterThan(plan.takeoffS + 60);
  // One percent more lasts for half of its time there and for the other half back.
  const secondsAPct = plan.flightS / plan.battery.usedPct;
  const later = Number(again.pointOfNoReturnS) - Number(plan.pointOfNoReturnS);
  expect(later).toBeGreaterThan(0.4 * secondsAPct - 1);
  expect(later).toBeLessThan(0.6 * secondsAPct + 1);
  const river = zoneOf('river', 'water', boxRing(destination(A, 5_000, 90), 12_000, 2_000));
  const notes = flown([], { startPct: 65 }, airspaceOf([river])).issues;
  expect(notes.find(({ id }) => id === 'plan.point_of_no_return')).toMatchObject({
    severity: 'note',
    params: { water: 1 },
    sentence: expect.stringContaining('above water') as string,
  });
});

test('[AL4] a return straight through a closed zone is told, from where to where, by an independent sampling', () => {
  const middle = destination(A, 5_000, 90);
  const block = zoneOf('block', 'no_fly', boxRing(middle, 600, 2_400));
  const outcome = flown([], {}, airspaceOf([block]));
  const told = outcome.issues.filter(({ id }) => id === 'plan.return_unsafe');
  expect(told[0]).toMatchObject({ severity: 'warning', params: { zoneIds: 'block' } });
  const seconds = (text: unknown): number => {
    const [m = 0, s = 0] = String(text).split(':').map(Number);
    return 60 * m + s;
  };
  const isTold = (atS: number, slackS: number): boolean =>
    told.some(
      ({ params }) => atS >= seconds(params?.['from']) - slackS && atS <= seconds(params?.['to']) + slackS,
    );
  const plan = planOf(outcome);
  const closed = closedZones([block], 0).map((zone) => grown(zone, 55.8));
  let unsafe = 0;
  let startS = plan.takeoffS;
  for (const leg of plan.legs) {
    for (let share = 0; share <= 1; share += 0.05) {
      const at: LonLat = [
        leg.from[0] + (leg.to[0] - leg.from[0]) * share,
        leg.from[1] + (leg.to[1] - leg.from[1]) * share,
      ];
      const meets = (goal: LonLat): boolean => lineMeets(at, goal, closed);
      const target = distanceM(at, from.at);
      const ends = distanceM(at, to.at) < target ? [from.at, to.at] : [from.at];
      const atS = startS + share * (leg.etaS - startS);
      if (ends.some(meets)) {
        unsafe++;
        expect(isTold(atS, 2), `unsafe at ${atS} s`).toBe(true);
      } else expect(isTold(atS, -35), `safe at ${atS} s`).toBe(false);
    }
    startS = leg.etaS;
  }
  expect(unsafe).toBeGreaterThan(10);
});

const lineMeets = (a: LonLat, b: LonLat, closed: ReturnType<typeof grown>[]): boolean =>
  closed.some(({ box }) => {
    // The block is a box along the axes: so is what it grows to, but for its corners.
    for (let share = 0; share <= 1; share += 0.001) {
      const [lon, lat] = [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];
      if (lon > box[0] && lon < box[2] && lat > box[1] && lat < box[3]) return true;
    }
    return false;
  });

test('[AL5] of the places in the fence those are given to the vehicle that its own return is safe with', () => {
  // Beside the route, but behind a thin wall from everywhere that it is the nearest from.
  const place = padAt('place', destination(destination(A, 4_000, 90), 60, 0));
  expect(planOf(flown([place])).rally).toHaveLength(2);
  const mast = zoneOf('mast', 'obstacle', boxRing(destination(destination(A, 4_600, 90), 72, 0), 10, 10), {
    upperM: 200,
  });
  const { plan, issues } = flown([place], {}, airspaceOf([mast]));
  const unsafe = issues.filter(({ id }) => id === 'plan.return_unsafe');
  expect(plan?.rally).toHaveLength(1);
  expect(unsafe).toEqual([]);
});
