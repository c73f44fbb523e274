import type { LonLat } from '../../../server/core/geo.ts';
import { volumesOf, type Corridor } from '../../../server/plan/conflict/volume.ts';
import { planeAt } from '../../../server/plan/geometry.ts';
import type { Plan } from '../../../server/plan/plan-types.ts';
import { padAt } from '../worlds.ts';

export const ORIGIN: LonLat = [118.7, 32.07];
export const PLANE = planeAt(ORIGIN);
/** Seconds since 1970 UTC: noon of a day in March in Nanjing. */
export const NOON_S = Date.UTC(2026, 2, 1, 4) / 1000;

/** What volumes are made of. */
export type Way = Parameters<typeof volumesOf>[0];

/** A way over points in metres east and north of the origin, each leg at its height above the pad. */
export const wayOver = (
  points: readonly (readonly [number, number])[],
  { heights = [], speedMs = 16 }: { heights?: readonly number[]; speedMs?: number } = {},
): Way & Pick<Plan, 'ceilingRelAltM' | 'distanceM'> => {
  const places = points.map(([x, y]) => PLANE.toLonLat({ x, y }));
  const takeoffS = 35;
  const landingS = 70;
  let etaS = takeoffS;
  let distanceM = 0;
  const legs = points.slice(1).map((to, i) => {
    const from = points[i] as readonly [number, number];
    const lengthM = Math.hypot(to[0] - from[0], to[1] - from[1]);
    etaS += lengthM / speedMs;
    distanceM += lengthM;
    return {
      from: places[i] as LonLat,
      to: places[i + 1] as LonLat,
      relAltM: heights[i] ?? 100,
      distanceM: lengthM,
      groundSpeedMs: speedMs,
      etaS,
      minClearanceM: 60,
    };
  });
  return {
    from: padAt('from', places[0] as LonLat),
    to: padAt('to', places.at(-1) as LonLat),
    legs,
    items: [],
    takeoffS,
    landingS,
    flightS: etaS + landingS,
    ceilingRelAltM: 115,
    distanceM,
  };
};

export const volumesAt = (way: Way, departS = NOON_S): Corridor[] => volumesOf(way, departS, PLANE);
