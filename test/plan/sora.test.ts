import { expect, test } from 'vitest';
import { planFlight } from '../../server/plan/plan.ts';
import { planeAt, pointSegmentM, type Vec } from '../../server/plan/geometry.ts';
import { NJ10 } from '../../server/plan/profile.ts';
import { corridorHalfM, soraOf } from '../../server/plan/sora/sora.ts';
import { violations } from './oracle.ts';
import { airspaceOf, boxRing, padAt, requestOf, zoneOf } from './worlds.ts';

test('[SO1] 16 m/s, 2.2 m, 30° and 120 m give the published example: 46, 24 and 149 m', () => {
  const volumes = soraOf({ ...NJ10, parachuteSinkMs: 0 }, 120, 10);
  // 45.6 m, 148 - 120 - 5 (height keeping) m and 149 m, with the top at 144 m.
  expect(volumes).toMatchObject({ geographyM: 10, contingencyM: 46, contingencyHeightM: 25 });
  expect(volumes.groundRiskM).toBeCloseTo(120 + 0.7 * 16 + 16 ** 2 / (2 * 9.80665) + 1.1, -1);
  expect(corridorHalfM(NJ10)).toBe(56);
});

test('[SO2] a parachute drifts with the wind: the larger of both buffers counts', () => {
  expect(soraOf(NJ10, 120, 8)).toMatchObject({ groundRiskBy: 'parachute' });
  expect(soraOf(NJ10, 120, 8).groundRiskM).toBe(Math.ceil(16 * 2 + (8 * (120 + 11.2 + 13.0523)) / 6));
  expect(soraOf(NJ10, 120, 0)).toMatchObject({ groundRiskBy: 'one_to_one' });
});

test('[SO1, PL5] a faster drone keeps farther away', () => {
  const fast = { ...NJ10, cruiseMs: 20 };
  expect(corridorHalfM(fast)).toBeGreaterThan(corridorHalfM(NJ10) + 10);
  const [from, to] = [padAt('from', [118.65, 32.07]), padAt('to', [118.75, 32.07])];
  const wall = zoneOf('wall', 'no_fly', boxRing([118.7, 32.07], 300, 2_000));
  const request = requestOf(from, to, { profile: fast });
  const { plan } = planFlight(request, { airspace: airspaceOf([wall]) });
  expect(violations(plan as NonNullable<typeof plan>, [wall], request, corridorHalfM(fast) - 0.2)).toEqual(
    [],
  );
});

test('[SO3] the outlines hold the route with its volumes', () => {
  const [from, to] = [padAt('from', [118.65, 32.07]), padAt('to', [118.75, 32.07])];
  const wall = zoneOf('wall', 'no_fly', boxRing([118.7, 32.07], 300, 2_000));
  const { plan } = planFlight(requestOf(from, to), { airspace: airspaceOf([wall]) });
  if (plan === undefined) throw new Error('no plan');
  const plane = planeAt([118.7, 32.07]);
  const flat = (ring: (typeof plan)['sora']['operational']): Vec[] => ring.map((p) => plane.toPlane(p));
  const least = (ring: readonly Vec[]): number =>
    Math.min(
      ...plan.legs.flatMap((leg) =>
        ring.map((a, i) => pointSegmentM(plane.toPlane(leg.from), a, ring[(i + 1) % ring.length] as Vec)),
      ),
    );
  const { sora } = plan;
  expect(least(flat(sora.geography))).toBeGreaterThan(9.9);
  expect(least(flat(sora.geography))).toBeLessThan(least(flat(sora.operational)));
  expect(least(flat(sora.operational))).toBeGreaterThan(55.5);
  expect(least(flat(sora.groundRisk))).toBeGreaterThan(55.5 + sora.groundRiskM);
});
