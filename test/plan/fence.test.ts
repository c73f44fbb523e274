import { describe, expect, test } from 'vitest';
import { destination, distanceM, type LonLat } from '../../server/core/geo.ts';
import type { FencePolygon } from '../../server/core/mission.ts';
import { fenceFaultIssues, fenceOverload } from '../../server/plan/fence-check.ts';
import { fenceHalfM } from '../../server/plan/fence.ts';
import type { Wind } from '../../server/plan/energy.ts';
import { isSimple } from '../../server/plan/fence-outline.ts';
import {
  doubleArea,
  isInside,
  planeAt,
  pointSegmentM,
  segmentsApartM,
  type Ring,
  type Vec,
} from '../../server/plan/geometry.ts';
import { planFlight } from '../../server/plan/plan.ts';
import type { Plan, PlanOutcome } from '../../server/plan/plan-types.ts';
import { NJ10 } from '../../server/plan/profile.ts';
import { airspaceOf, boxRing, padAt, randomWorld, requestOf, zoneOf } from './worlds.ts';

const A: LonLat = [118.63, 32.07];
const from = padAt('from', A);
const to = padAt('to', destination(A, 6000, 90));
const HALF_M = fenceHalfM(NJ10, 0);

const planOf = ({ plan, issues }: PlanOutcome): Plan => {
  if (plan === undefined) throw new Error(issues[0]?.sentence);
  return plan;
};

type Flat = { readonly inclusion: boolean; readonly ring: readonly Vec[] };

const flatten = (plan: Plan) => {
  const plane = planeAt(plan.from.at);
  return {
    route: plan.legs.map((leg) => [plane.toPlane(leg.from), plane.toPlane(leg.to)] as const),
    fence: plan.fence.map(({ inclusion, ring }: FencePolygon): Flat => ({
      inclusion,
      ring: ring.map((p) => plane.toPlane(p)),
    })),
    plane,
  };
};

const edges = (ring: readonly Vec[]) => ring.map((p, i) => [p, ring[(i + 1) % ring.length] as Vec] as const);

/** Shortest distance from the route to a ring, metres. */
const offRouteM = (plan: Plan, ring: readonly Vec[]): number =>
  Math.min(...flatten(plan).route.flatMap((leg) => edges(ring).map((edge) => segmentsApartM(leg, edge))));

const expectGood = (plan: Plan): void => {
  const { fence, route } = flatten(plan);
  const outline = fence[0] as Flat;
  expect(fence.map(({ inclusion }) => inclusion)).toEqual(fence.map((_, i) => i === 0));
  expect(fence.flatMap(({ ring }) => ring).length).toBeLessThanOrEqual(64);
  expect(isSimple(outline.ring)).toBe(true);
  expect(doubleArea(outline.ring)).toBeGreaterThan(0);
  expect(route.every(([a, b]) => isInside(a, [outline.ring]) && isInside(b, [outline.ring]))).toBe(true);
  expect(offRouteM(plan, outline.ring)).toBeGreaterThan(HALF_M - 0.5);
  for (const { ring } of fence.slice(1)) {
    expect(isSimple(ring)).toBe(true);
    expect(offRouteM(plan, ring)).toBeGreaterThan(9.5);
    expect(route.some(([a]) => isInside(a, [ring]))).toBe(false);
  }
};

test('[PL24] a straight route has a box around it', () => {
  const plan = planOf(planFlight(requestOf(from, to), { airspace: airspaceOf([]) }));
  expect(plan.fence).toHaveLength(1);
  expect(plan.fence[0]?.ring).toHaveLength(4);
  expectGood(plan);
});

describe('random worlds', () => {
  const worlds = Array.from({ length: 60 }, (_, i) => randomWorld(7000 + i));
  const flown = worlds.flatMap((world) => {
    const { plan, issues } = planFlight(world.request, { airspace: world.airspace });
    return plan === undefined ? [] : [{ world, plan, issues }];
  });

  test.each(flown)(
    '[PL24] seed $world.seed: an outline around the route, at most 64 vertices',
    ({ plan }) => {
      expectGood(plan);
    },
  );

  test.each(flown)(
    '[PL25] seed $world.seed: a place in a blocking zone is outside of the fence, or the zone is told',
    ({ world, plan, issues }) => {
      const { fence, plane } = flatten(plan);
      const told = String(issues.find(({ id }) => id === 'plan.fence_open')?.params?.['zoneIds'] ?? '').split(
        ',',
      );
      const held = world.airspace.zones.filter(
        ({ id, kind, upperM }) => kind === 'no_fly' && upperM > 160 && !told.includes(id),
      );
      for (const zone of held)
        for (const [outer = []] of zone.polygons) {
          const ring = outer.slice(0, -1).map((p) => plane.toPlane(p));
          // Its vertices, and the middle of its edges.
          const places = edges(ring).flatMap(([a, b]) => [a, { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }]);
          for (const p of places) {
            const near = fence.some(({ ring: r }) => edges(r).some(([a, b]) => pointSegmentM(p, a, b) < 3));
            const inside =
              isInside(p, [fence[0]?.ring ?? []]) && !fence.slice(1).some(({ ring: r }) => isInside(p, [r]));
            expect(inside && !near, zone.id).toBe(false);
          }
        }
    },
  );

  test('[PL24] most of them are flown', () => {
    expect(flown.length).toBeGreaterThan(20);
  });
});

test('[PL25] a zone beside the route is taken out of the fence', () => {
  const wall = zoneOf('wall', 'no_fly', boxRing(destination(destination(A, 3000, 90), 560, 0), 800, 1000));
  const outcome = planFlight(requestOf(from, to), { airspace: airspaceOf([wall]) });
  const plan = planOf(outcome);
  expect(plan.fence.length).toBeGreaterThan(1);
  expectGood(plan);
  expect(outcome.issues.map(({ id }) => id)).not.toContain('plan.fence_open');
});

test('[PL26] rally points are home and pads well inside of the fence, not the destination', () => {
  const near = padAt('near', destination(destination(A, 3000, 90), 40, 0), 12);
  const edge = padAt('edge', destination(destination(A, 3000, 90), HALF_M - 10, 0));
  const far = padAt('far', destination(A, 3000, 0));
  const plan = planOf(
    planFlight(requestOf(from, to), {
      airspace: airspaceOf([]),
      landing: [from, to, near, edge, far],
    }),
  );
  expect(plan.rally).toEqual([
    { at: from.at, relAltM: 0 },
    { at: near.at, relAltM: 12 },
  ]);
});

test('[PL26] a pad in a zone is no rally point, and there are at most 32', () => {
  const place = destination(destination(A, 3000, 90), 80, 0);
  const zone = zoneOf('z', 'no_fly', boxRing(place, 30, 30));
  const many = Array.from({ length: 40 }, (_, i) => padAt(`p${i}`, destination(A, 100 + i * 20, 90)));
  const plan = planOf(
    planFlight(requestOf(from, to), {
      airspace: airspaceOf([zone]),
      landing: [padAt('in', place), ...many],
    }),
  );
  expect(plan.rally.every(({ at }) => distanceM(at, place) > 1)).toBe(true);
  expect(plan.rally).toHaveLength(32);
});

test('[PL27] from the air it goes to its height where it is, and the fence holds home and the way there', () => {
  const here = destination(destination(A, 3000, 90), 20, 0);
  const other = padAt('other', destination(here, 2500, 180));
  const whole = planOf(
    planFlight(requestOf({ ...padAt('here', here) }, other, { inFlight: { home: from, flown: [A] } }), {
      airspace: airspaceOf([]),
    }),
  );
  expect(whole.items.map(({ kind }) => kind)).toEqual(['takeoff', 'speed', 'waypoint', 'waypoint', 'land']);
  expect(whole.items[2]).toMatchObject({ at: whole.legs[0]?.from, relAltM: whole.legs[0]?.relAltM });
  const plane = planeAt(here);
  const outline = whole.fence[0]?.ring.map((p) => plane.toPlane(p)) ?? [];
  for (const p of [A, destination(A, 1500, 90), here, other.at])
    expect(isInside(plane.toPlane(p), [outline])).toBe(true);
  expect(whole.rally).toEqual([{ at: A, relAltM: 0 }]);
});

test('[PL27] another landing place makes another plan', () => {
  const hashOf = (landing: readonly ReturnType<typeof padAt>[]): string =>
    planOf(planFlight(requestOf(from, to), { airspace: airspaceOf([]), landing })).hash;
  expect(hashOf([padAt('near', destination(A, 2000, 90))])).not.toBe(hashOf([]));
});

test('[TE5] with a wind from behind that takes of the tilt the way to a stop grows, and the fence with it', () => {
  const weak = { ...NJ10, brakingDeg: 20 };
  expect(fenceHalfM(NJ10, 12)).toBe(fenceHalfM(NJ10, 0));
  // 9.81 · tan 20° = 3.57 m/s²; at 12 of 22 m/s are 70 % of it left.
  expect(fenceHalfM(weak, 12) - fenceHalfM(weak, 0)).toBeCloseTo(256 / (2 * 2.507) - 256 / 6, 1);
  const profile = { ...weak, windLimitMs: 12, gustLimitMs: 14, windHardMs: 13, gustHardMs: 16 };
  const wide = (wind: Wind | undefined): number =>
    offRouteM(
      planOf(planFlight(requestOf(from, to, { profile, wind }), { airspace: airspaceOf([]) })),
      flatten(planOf(planFlight(requestOf(from, to, { profile, wind }), { airspace: airspaceOf([]) })))
        .fence[0]?.ring ?? [],
    );
  expect(wide({ fromDeg: 270, meanMs: 8, gustMs: 12 })).toBeCloseTo(fenceHalfM(profile, 12), 0);
  expect(wide(undefined)).toBeCloseTo(fenceHalfM(profile, 14), 0);
});

test('[TE6] the return around the fence has room for three zones of eight vertices, or for five of four, not for six', () => {
  const ring = (n: number): Ring => Array.from({ length: n }, (_, i) => ({ x: i, y: i * i }));
  const zones = (count: number, n: number): Ring[] => Array.from({ length: count }, () => ring(n));
  expect(fenceOverload([ring(36), ...zones(3, 8)])).toEqual([]);
  expect(fenceOverload([ring(36), ...zones(5, 4)])).toEqual([]);
  expect(fenceOverload([ring(36), ...zones(6, 4)])).toEqual([
    'expected at most 99 nodes of its return, found 100',
  ]);
  expect(fenceOverload(zones(17, 3))).toEqual(['expected at most 16 polygons, found 17']);
});

test('[TE6] a fence that PX4 would not hold is found: too many vertices, home outside, a route near the edge, crossed', () => {
  const plane = planeAt(A);
  const box = (half: number, east = 0): FencePolygon => ({
    inclusion: true,
    ring: [
      [-half, -half],
      [half, -half],
      [half, half],
      [-half, half],
    ].map(([x = 0, y = 0]) => plane.toLonLat({ x: x + east, y })),
  });
  const route = [
    { x: 0, y: 0 },
    { x: 200, y: 0 },
  ];
  const faults = (fence: readonly FencePolygon[]): string =>
    fenceFaultIssues({ fence, plane, route, halfM: 90 })
      .map(({ params }) => params?.['fault'])
      .join('; ');
  expect(faults([box(300)])).toBe('');
  expect(faults([box(300, 500)])).toContain('home well inside');
  expect(faults([box(250)])).toContain('route well inside');
  expect(faults([box(300), { ...box(50), inclusion: false }])).toContain('home well inside');
  expect(faults([box(300), box(300)])).toContain('one inclusion polygon');
  expect(faults([])).toContain('one inclusion polygon');
  const crossed = { ...box(300), ring: [0, 2, 1, 3].map((i) => box(300).ring[i] as LonLat) };
  expect(faults([crossed])).toContain('cross themselves');
  const many = Array.from({ length: 21 }, () => ({ inclusion: false, ring: box(5, 250).ring.slice(0, 3) }));
  expect(faults([box(300), ...many])).toContain('at most 64 vertices, found 67');
  expect(faults([{ inclusion: true, ring: box(300).ring.slice(0, 2) }])).toContain('at least 3 vertices');
});
