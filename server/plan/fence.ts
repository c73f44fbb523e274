import type { FencePolygon, RallyPoint } from '../core/mission.ts';
import type { LonLat } from '../core/geo.ts';
import type { Issue } from '../core/issue.ts';
import type { Zone } from './airspace.ts';
import { fenceFaultIssues, fenceOverload } from './fence-check.ts';
import { outlineOf } from './fence-outline.ts';
import { zonePartsIn, type ZonePart } from './fence-zones.ts';
import { isInside, pointSegmentM, type Plane, type Ring, type Vec } from './geometry.ts';
import { padAmslM } from './heights.ts';
import { FENCE_BRAKING_MS2, LEAST_BRAKING_MS2, MAX_RALLY_POINTS, RALLY_FROM_FENCE_M } from './limits.ts';
import { isHit, type Obstacle } from './obstacles.ts';
import type { DroneProfile } from './profile.ts';
import type { PlanPad } from './sites.ts';
import { corridorHalfM } from './sora/sora.ts';

const GRAVITY_MS2 = 9.80665;
const RAD = Math.PI / 180;

/**
 * How hard the vehicle brakes at its fence: MPC_ACC_HOR, or less where a wind from behind takes of the tilt. The airspeed
 * limit is where drag takes all of it, and drag grows with the square: the wind's share of the tilt is (wind / limit)².
 */
const brakingMs2 = ({ maxAirspeedMs, brakingDeg }: DroneProfile, tailMs: number): number => {
  const most = GRAVITY_MS2 * Math.tan(brakingDeg * RAD);
  const left = 1 - Math.min(1, tailMs / maxAirspeedMs) ** 2;
  return Math.min(FENCE_BRAKING_MS2, Math.max(LEAST_BRAKING_MS2, most * left));
};

/**
 * Half width of the fence's corridor, metres: the planner's distance to zones, and the way to a stop from the planned
 * ground speed (PX4 holds that, whatever the wind) with `tailMs` of wind from behind.
 */
export const fenceHalfM = (profile: DroneProfile, tailMs: number): number =>
  corridorHalfM(profile) + profile.cruiseMs ** 2 / (2 * brakingMs2(profile, tailMs));

export type FenceScene = {
  readonly plane: Plane;
  /** What the vehicle flies, home first. */
  readonly route: readonly Vec[];
  readonly profile: DroneProfile;
  /** The strongest wind that may come from behind, m/s. */
  readonly tailMs: number;
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
  /** What PX4 would not hold. */
  readonly faults: readonly Issue[];
};

/** As many parts as PX4 has room for beside the outline, nearest first. */
const withinBudget = (parts: readonly ZonePart[], outline: Ring): ZonePart[] => {
  const taken: Ring[] = [outline];
  return parts.filter(({ ring }) => {
    if (fenceOverload([...taken, ring]).length > 0) return false;
    taken.push(ring);
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
  const halfM = fenceHalfM(scene.profile, scene.tailMs);
  const outline = outlineOf(route, halfM);
  const found = zonePartsIn(outline, blocking, route);
  const parts = withinBudget(found.parts, outline.ring);
  const dropped = found.parts.filter((part) => !parts.includes(part)).map(({ zone }) => zone);
  const isClear = (pad: PlanPad): boolean => {
    const p = plane.toPlane(pad.at);
    return (
      isInside(p, [outline.ring]) &&
      edgeM(p, outline.ring) >= RALLY_FROM_FENCE_M &&
      !parts.some(({ ring }) => isInside(p, [ring]) || edgeM(p, ring) < RALLY_FROM_FENCE_M) &&
      !blocking.some((obstacle) => isHit(obstacle, p, p, corridorHalfM(scene.profile)))
    );
  };
  const others = scene.landing.filter((pad) => pad.id !== home.id && isClear(pad));
  const rallyPads = [home, ...others].slice(0, MAX_RALLY_POINTS);
  const placed = (ring: Ring): LonLat[] => ring.map((p) => rounded(plane.toLonLat(p)));
  const fence: FencePolygon[] = [
    { inclusion: true, ring: placed(outline.ring) },
    ...parts.map(({ ring }) => ({ inclusion: false, ring: placed(ring) })),
  ];
  return {
    fence,
    rally: rallyPads.map((pad) => ({ at: pad.at, relAltM: padAmslM(pad) - padAmslM(home) })),
    leftOut: [...new Set([...found.leftOut, ...dropped])],
    faults: fenceFaultIssues({ fence, plane, route, halfM }),
  };
};
