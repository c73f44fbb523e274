import { expect, test } from 'vitest';
import { planFlight } from '../../server/plan/plan.ts';
import { planeAt, type Vec } from '../../server/plan/geometry.ts';
import { obstacleOf } from '../../server/plan/obstacles.ts';
import { NJ10 } from '../../server/plan/profile.ts';
import { costOf, metresInside } from '../../server/plan/route/cost.ts';
import { GROUND_RISK } from '../../server/plan/route/weights.ts';
import { airspaceOf, boxRing, padAt, requestOf, seeded, zoneOf } from './worlds.ts';

const from = padAt('from', [118.65, 32.07]);
const to = padAt('to', [118.75, 32.07]);
const middle = [118.7, 32.07] as const;

const distanceOf = (zones: Parameters<typeof airspaceOf>[0], more = {}): number =>
  planFlight(requestOf(from, to, more), { airspace: airspaceOf(zones) }).plan?.distanceM ?? NaN;

test('[PL28] a dense quarter is passed on its side, a wide one is crossed', () => {
  const direct = distanceOf([]);
  const quarter = zoneOf('quarter', 'populated', boxRing(middle, 2_000, 1_000));
  expect(distanceOf([quarter])).toBeGreaterThan(direct + 20);
  expect(distanceOf([quarter])).toBeLessThan(direct * 1.1);
  const town = zoneOf('town', 'populated', boxRing(middle, 2_000, 12_000));
  expect(distanceOf([town])).toBeCloseTo(direct, 0);
});

test('[PL28] a crowd is worth a longer way than housing', () => {
  const area = boxRing(middle, 500, 2_800);
  expect(distanceOf([zoneOf('housing', 'populated', area)])).toBeCloseTo(distanceOf([]), 0);
  expect(distanceOf([zoneOf('square', 'crowd', area)])).toBeGreaterThan(distanceOf([]) + 100);
});

test('[PL28] when the battery does not allow the way around, the shortest one is taken and that is said', () => {
  const quarter = zoneOf('quarter', 'crowd', boxRing(middle, 2_000, 2_500));
  const world = { airspace: airspaceOf([quarter]) };
  const full = planFlight(requestOf(from, to), world).plan;
  const needed = (full?.battery.usedPct ?? NaN) + NJ10.reservePct;
  const { plan, issues } = planFlight(requestOf(from, to, { startPct: needed - 0.1 }), world);
  expect(plan?.distanceM).toBeLessThan((full?.distanceM ?? NaN) - 50);
  expect(issues.map(({ id }) => id)).toContain('plan.risk_for_range');
  expect(issues.map(({ id }) => id)).not.toContain('plan.reserve');
});

test('[PL28] every weight has its reason', () => {
  for (const { weight, why } of Object.values(GROUND_RISK)) {
    expect(weight).toBeGreaterThan(0);
    expect(why).not.toBe('');
  }
});

test('[PL30] in any wind the straight way is not dearer than by way of another place', () => {
  const random = seeded(51);
  for (let run = 0; run < 5_000; run++) {
    const wind = { fromDeg: 360 * random(), meanMs: 12 * random(), gustMs: 12 };
    // Where the airspeed limit is reached the ground speed falls, and the cost with it a little: a kink.
    const slack = wind.meanMs <= NJ10.maxAirspeedMs - NJ10.cruiseMs ? 1e-9 : 0.01;
    const cost = costOf({
      profile: NJ10,
      payloadKg: 10 * random(),
      wind,
      obstacles: [],
      riskShare: 1,
    });
    const a: Vec = { x: 2_000 * random() - 1_000, y: 2_000 * random() - 1_000 };
    const b: Vec = { x: 2_000 * random() - 1_000, y: 2_000 * random() - 1_000 };
    expect(cost.straight({ x: a.x + b.x, y: a.y + b.y }), JSON.stringify({ wind, a, b })).toBeLessThanOrEqual(
      (cost.straight(a) + cost.straight(b)) * (1 + slack),
    );
  }
});

test('[PL30] metres inside of a ring with a hole are exact', () => {
  const plane = planeAt([118.7, 32.07]);
  const square = (half: number): [number, number][] => {
    const corners = [
      [-half, -half],
      [half, -half],
      [half, half],
      [-half, half],
      [-half, -half],
    ] as const;
    return corners.map(([x, y]) => [...plane.toLonLat({ x, y })] as [number, number]);
  };
  const zone = zoneOf('ring', 'populated', [], { polygons: [[square(1_000), square(400)]] });
  const ring = obstacleOf(zone, plane);
  expect(metresInside({ x: -3_000, y: 0 }, { x: 3_000, y: 0 }, ring)).toBeCloseTo(1_200, 0);
  expect(metresInside({ x: -3_000, y: 700 }, { x: 3_000, y: 700 }, ring)).toBeCloseTo(2_000, 0);
  expect(metresInside({ x: -500, y: 0 }, { x: 500, y: 0 }, ring)).toBeCloseTo(200, 0);
  expect(metresInside({ x: -3_000, y: 1_200 }, { x: 3_000, y: 1_200 }, ring)).toBe(0);
});

test('[PL31] a world that grows zone by zone gives the plans of worlds made anew', () => {
  const random = seeded(77);
  const zones = Array.from({ length: 12 }, (_, i) =>
    zoneOf(`z${i}`, 'no_fly', boxRing([118.66 + 0.08 * random(), 32.04 + 0.06 * random()], 900, 900)),
  );
  for (let count = 0; count <= zones.length; count++) {
    const grown = planFlight(requestOf(from, to), { airspace: airspaceOf(zones.slice(0, count)) });
    const anew = structuredClone(zones.slice(0, count));
    expect(planFlight(requestOf(from, to), { airspace: airspaceOf(anew) })).toEqual(grown);
  }
});
