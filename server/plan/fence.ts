import type { FencePolygon, RallyPoint } from '../core/mission.ts';
import type { LonLat } from '../core/geo.ts';
import type { Zone } from './airspace.ts';
import { outlineOf } from './fence-outline.ts';
import { zonePartsIn, type ZonePart } from './fence-zones.ts';
import { isInside, pointSegmentM, type Plane, type Ring, type Vec } from './geometry.ts';
import { padAmslM } from './heights.ts';
import {
  CORRIDOR_HALF_WIDTH_M,
  FENCE_BRAKING_MS2,
  MAX_FENCE_VERTICES,
  MAX_RALLY_POINTS,
  RALLY_FROM_FENCE_M,
} from './limits.ts';
import { isHit, type Obstacle } from './obstacles.ts';
import type { PlanPad } from './sites.ts';

/** Half width of the fence's corridor, metres: the planner's distance to zones, and the way to a stop from full speed. */
export const fenceHalfM = (cruiseMs: number): number =>
  CORRIDOR_HALF_WIDTH_M + cruiseMs ** 2 / (2 * FENCE_BRAKING_MS2);

export type FenceScene = {
  readonly plane: Plane;
  /** What the vehicle flies, home first. */
  readonly route: readonly Vec[];
  readonly cruiseMs: number;
  /** The zones that block this flight. */
  readonly blocking: readonly Obstacle[];
  /** Home: relative heights are above this pad. */
  readonly home: PlanPad;
  /** Landing places that may be used. */
  readonly landing: readonly PlanPad[];
};

export type Bounds = {
  readonly fence: readonly FencePolygon[];
  readonly rally: readonly RallyPoint[];
  /** Zones near the route that the fence could not hold. */
  readonly leftOut: readonly Zone[];
};

/** As many parts as there are vertices left, nearest first. */
const withinBudget = (parts: readonly ZonePart[], vertices: number): ZonePart[] => {
  let left = vertices;
  return parts.filter(({ ring }) => {
    if (ring.length > left) return false;
    left -= ring.length;
    return true;
  });
};

const edgeM = (p: Vec, ring: Ring): number =>
  Math.min(...ring.map((a, i) => pointSegmentM(p, a, ring[(i + 1) % ring.length] as Vec)));

/** MAVLink carries positions in 1e-7 degrees. */
const rounded = (p: LonLat): LonLat => [Math.round(p[0] * 1e7) / 1e7, Math.round(p[1] * 1e7) / 1e7];

/**
 * Fence and rally points of a route. PX4 demands every one of several inclusion zones, so the corridor is one polygon;
 * zones inside of it are taken out again. Rally points are home and what other pads lie well inside: the fence does not
 * reach out for them.
 */
export const boundsOf = (scene: FenceScene): Bounds => {
  const { plane, route, blocking, home } = scene;
  const outline = outlineOf(route, fenceHalfM(scene.cruiseMs));
  const found = zonePartsIn(outline, blocking, route);
  const parts = withinBudget(found.parts, MAX_FENCE_VERTICES - outline.ring.length);
  const dropped = found.parts.filter((part) => !parts.includes(part)).map(({ zone }) => zone);
  const isClear = (pad: PlanPad): boolean => {
    const p = plane.toPlane(pad.at);
    return (
      isInside(p, [outline.ring]) &&
      edgeM(p, outline.ring) >= RALLY_FROM_FENCE_M &&
      !parts.some(({ ring }) => isInside(p, [ring]) || edgeM(p, ring) < RALLY_FROM_FENCE_M) &&
      !blocking.some((obstacle) => isHit(obstacle, p, p, CORRIDOR_HALF_WIDTH_M))
    );
  };
  const others = scene.landing.filter((pad) => pad.id !== home.id && isClear(pad));
  const rallyPads = [home, ...others].slice(0, MAX_RALLY_POINTS);
  const placed = (ring: Ring): LonLat[] => ring.map((p) => rounded(plane.toLonLat(p)));
  return {
    fence: [
      { inclusion: true, ring: placed(outline.ring) },
      ...parts.map(({ ring }) => ({ inclusion: false, ring: placed(ring) })),
    ],
    rally: rallyPads.map((pad) => ({ at: pad.at, relAltM: padAmslM(pad) - padAmslM(home) })),
    leftOut: [...new Set([...found.leftOut, ...dropped])],
  };
};
