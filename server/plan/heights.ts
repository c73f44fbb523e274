import type { Airspace, Zone } from './airspace.ts';
import type { Vec } from './geometry.ts';
import {
  CORRIDOR_HALF_WIDTH_M,
  HEIGHT_KEEPING_M,
  LEGAL_CEILING_AGL_M,
  MIN_CRUISE_AGL_M,
  OVERFLY_MARGIN_M,
  PAD_CLEARANCE_M,
} from './limits.ts';
import { isHit, type Obstacle } from './obstacles.ts';
import type { PlanPad } from './sites.ts';
import { isClosed, isSolid, zoneBottomAmsl, zoneTopAmsl, type Ground } from './zones.ts';

/** Metres AMSL of a pad's surface. */
export const padAmslM = (pad: PlanPad): number => pad.groundAmslM + pad.heightM;

export const groundBetween = (from: PlanPad, to: PlanPad): Ground => ({
  lowM: Math.min(from.groundAmslM, to.groundAmslM),
  highM: Math.max(from.groundAmslM, to.groundAmslM),
});

/** Highest cruise by law, metres AMSL, over the lowest ground of the flight and with room for height keeping. */
export const legalCeilingAmslM = (ground: Ground): number =>
  ground.lowM + LEGAL_CEILING_AGL_M - HEIGHT_KEEPING_M;

export type HeightTask = {
  readonly airspace: Airspace;
  readonly ground: Ground;
  /** The take-off pad's surface, metres AMSL: zero of all `relAltM`. */
  readonly takeoffAmslM: number;
  readonly landingAmslM: number;
  readonly wishedRelAltM: number;
  /** Milliseconds UTC. */
  readonly at: number;
  /** Every zone of the airspace in the plane of the legs. */
  readonly obstacles: readonly Obstacle[];
  readonly legs: readonly (readonly [Vec, Vec])[];
};

export type LegHeight = {
  readonly relAltM: number;
  /** From the cruise height down to the ground or to the highest solid zone in the corridor, metres. */
  readonly minClearanceM: number;
};

export type Heights = {
  readonly legs: readonly LegHeight[];
  /** Metres above take-off. */
  readonly ceilingRelAltM: number;
  /** Legs that would have to fly above the ceiling, with the zones below them that make it so. */
  readonly tooLow: readonly { readonly leg: number; readonly zones: readonly Zone[] }[];
};

/** One cruise height per leg: as wished, but above what it crosses and below every limit; whole metres. */
export const legHeights = (task: HeightTask): Heights => {
  const limits = task.obstacles.filter(
    (o) => o.zone.kind === 'altitude_limit' && task.legs.some(([a, b]) => meets(o, a, b)),
  );
  const lowestLimit = Math.min(
    ...limits.map((o) => zoneBottomAmsl(o.zone, task.ground) - HEIGHT_KEEPING_M),
    legalCeilingAmslM(task.ground),
  );
  const ceiling = Math.floor(lowestLimit - task.takeoffAmslM);
  const floorOver = (zones: readonly Zone[]): number =>
    Math.max(
      task.ground.highM + MIN_CRUISE_AGL_M,
      Math.max(task.takeoffAmslM, task.landingAmslM) + PAD_CLEARANCE_M,
      ...zones.map((zone) => zoneTopAmsl(zone, task.ground) + OVERFLY_MARGIN_M),
    ) - task.takeoffAmslM;
  const legs: LegHeight[] = [];
  const tooLow: { leg: number; zones: readonly Zone[] }[] = [];
  for (const [leg, [a, b]] of task.legs.entries()) {
    const below = zonesBelow(task, a, b);
    const floor = Math.ceil(floorOver(below));
    if (floor > ceiling) tooLow.push({ leg, zones: below });
    const relAltM = Math.min(Math.max(task.wishedRelAltM, floor), ceiling);
    const solid = below.filter(isSolid).map((zone) => zoneTopAmsl(zone, task.ground));
    legs.push({
      relAltM,
      minClearanceM: relAltM + task.takeoffAmslM - Math.max(task.ground.highM, ...solid),
    });
  }
  return { legs, ceilingRelAltM: ceiling, tooLow };
};

/** Closed zones in the corridor of a leg that it passes above; those that it passes below are no floor. */
const zonesBelow = (task: HeightTask, a: Vec, b: Vec): Zone[] =>
  task.obstacles
    .filter(
      ({ zone }) =>
        isClosed(zone, task.at) &&
        zoneBottomAmsl(zone, task.ground) - HEIGHT_KEEPING_M < legalCeilingAmslM(task.ground),
    )
    .filter((obstacle) => meets(obstacle, a, b))
    .map((obstacle) => obstacle.zone);

const meets = (obstacle: Obstacle, a: Vec, b: Vec): boolean => isHit(obstacle, a, b, CORRIDOR_HALF_WIDTH_M);
