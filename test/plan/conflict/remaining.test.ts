import { expect, test } from 'vitest';
import { remainingVolumes, type Flying } from '../../../server/plan/conflict/remaining.ts';
import { conflictsOf, trafficOf } from '../../../server/plan/conflict/traffic.ts';
import { windowOf } from '../../../server/plan/conflict/volume.ts';
import type { Plan } from '../../../server/plan/plan-types.ts';
import { NOON_S, PLANE, volumesAt, wayOver } from './scene.ts';

const WAY = wayOver([
  [-3000, 0],
  [0, 0],
  [3000, 0],
]) as unknown as Plan;

/** 1 km into its second leg, 20 s behind its plan. */
const flying = (more: Partial<Flying> = {}): Flying => ({
  plan: WAY,
  progress: { leg: 1, alongM: 4000, etaS: 125 + 20 + 70 },
  at: PLANE.toLonLat({ x: 1000, y: 0 }),
  altAmslM: 112,
  nowS: NOON_S,
  asPlanned: true,
  ...more,
});

const crossingAt = (x: number, departS: number) =>
  volumesAt(
    wayOver([
      [x, -3000],
      [x, 3000],
    ]),
    departS,
  );

test('[DC6] of a flight in the air only what is left of its way counts, from where it is, to its expected arrival', () => {
  const rest = remainingVolumes(flying(), PLANE);
  expect(rest).toHaveLength(2);
  expect(rest[0]?.a.x).toBeCloseTo(1000, 1);
  expect(rest[0]?.fromS).toBe(NOON_S);
  expect(rest[1]?.toS).toBeCloseTo(NOON_S + 215, 3);
  expect(windowOf(rest[0] as (typeof rest)[number])[0]).toBe(NOON_S - 5);
});

test('[DC6] what lies behind it is free at once; what lies ahead is not', () => {
  const traffic = trafficOf([
    { id: 'f', name: 'F-1', kind: 'flight', volumes: remainingVolumes(flying(), PLANE) },
  ]);
  const behind = crossingAt(-1500, NOON_S - 200);
  const ahead = crossingAt(2000, NOON_S - 150);
  expect(conflictsOf(behind, traffic)).toEqual([]);
  expect(conflictsOf(ahead, traffic).length).toBeGreaterThan(0);
});

test('[DC6] one that holds or returns keeps its place, its way and the way home for as long as that may take', () => {
  const unsure = remainingVolumes(flying({ asPlanned: false }), PLANE);
  const traffic = trafficOf([{ id: 'f', name: 'F-1', kind: 'flight', volumes: unsure }]);
  expect(conflictsOf(crossingAt(-1500, NOON_S), traffic).length).toBeGreaterThan(0);
  expect(conflictsOf(crossingAt(1000, NOON_S + 300), traffic).length).toBeGreaterThan(0);
  expect(conflictsOf(crossingAt(1000, NOON_S + 3600), traffic)).toEqual([]);
});

test('[DC6] above its pad only the landing is left', () => {
  const over = flying({
    progress: { leg: 1, alongM: 6000, etaS: 40 },
    at: PLANE.toLonLat({ x: 3000, y: 0 }),
    altAmslM: 60,
  });
  const rest = remainingVolumes(over, PLANE);
  expect(rest).toHaveLength(1);
  expect(rest[0]).toMatchObject({ fromS: NOON_S });
  expect(rest[0]?.toS).toBeCloseTo(NOON_S + 40, 3);
});
