import { expect, test } from 'vitest';
import { planFlight } from '../../server/plan/plan.ts';
import type { Plan } from '../../server/plan/plan-types.ts';
import type { Zone } from '../../server/plan/airspace.ts';
import { airspaceOf, boxRing, padAt, requestOf, zoneOf } from './worlds.ts';

const from = padAt('from', [118.65, 32.07]);
const to = padAt('to', [118.75, 32.07]);
const across = boxRing([118.7, 32.07], 300, 20_000);

const planned = (zones: readonly Zone[], more: Parameters<typeof requestOf>[2] = {}, start = from): Plan => {
  const { plan } = planFlight(requestOf(start, to, more), { airspace: airspaceOf(zones) });
  if (plan === undefined) throw new Error('no plan');
  return plan;
};
const heightsOf = (plan: Plan): number[] => plan.legs.map((leg) => leg.relAltM);

test('[PL11] cruise is 100 m above take-off, or as wished', () => {
  expect(new Set(heightsOf(planned([])))).toEqual(new Set([100]));
  expect(new Set(heightsOf(planned([], { cruiseRelAltM: 80 })))).toEqual(new Set([80]));
  expect(new Set(heightsOf(planned([], { cruiseRelAltM: 20 })))).toEqual(new Set([60]));
});

test('[PL11] from a roof it stays 115 m above the lower ground, and says so', () => {
  const plan = planned([], {}, { ...padAt('roof', [118.65, 32.07], 24), groundAmslM: 15 });
  expect(new Set(heightsOf(plan))).toEqual(new Set([88]));
  expect(plan.ceilingRelAltM).toBe(88);
  expect(plan.issues.map((issue) => issue.id)).toContain('plan.height_lowered');
});

test('[PL11] a lower height limit on the way lowers the route', () => {
  const limit = zoneOf('limit', 'altitude_limit', across, { lowerM: 90, upperM: 1_000 });
  expect(new Set(heightsOf(planned([limit])))).toEqual(new Set([85]));
});

test('[PL4, PL12, PL17, PL29] a low mast line is crossed 30 m above it; the height is changed standing, before and after', () => {
  const mast = zoneOf('masts', 'obstacle', across, { upperM: 82 });
  const limit = zoneOf('limit', 'altitude_limit', boxRing([118.67, 32.07], 1_000, 20_000), {
    lowerM: 90,
    upperM: 1_000,
  });
  const plan = planned([mast, limit]);
  const crossing = plan.legs.findIndex((leg) => leg.relAltM === 112);
  expect(crossing).toBeGreaterThan(0);
  expect(plan.legs[crossing]?.minClearanceM).toBe(30);
  expect(plan.legs[0]).toMatchObject({ relAltM: 85, minClearanceM: 85 });
  const waypoints = plan.items.filter((item) => item.kind === 'waypoint');
  const up = waypoints.findIndex((item) => item.relAltM === 112);
  expect(waypoints[up - 1]).toEqual({ ...waypoints[up], relAltM: 85 });
  expect(waypoints[up]?.at).toEqual(plan.legs[crossing]?.from);
});

test('[PL8, PL12] masts below a low height limit leave no way: each of the two is named', () => {
  const mast = zoneOf('masts', 'obstacle', across, { upperM: 80 });
  const limit = zoneOf('limit', 'altitude_limit', across, { lowerM: 100, upperM: 1_000 });
  const { issues } = planFlight(requestOf(from, to), { airspace: airspaceOf([mast, limit]) });
  expect(issues[0]).toMatchObject({ id: 'plan.no_route', params: { zoneIds: 'masts,limit' } });
});

test('[PL12] a landing pad above the ceiling finds no height', () => {
  const roof = padAt('roof', [118.75, 32.07], 140);
  const { issues } = planFlight(requestOf(from, roof), { airspace: airspaceOf([]) });
  expect(issues[0]).toMatchObject({ id: 'plan.no_height', severity: 'blocker' });
});
