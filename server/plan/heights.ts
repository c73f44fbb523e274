import type { Airspace, Zone } from './airspace.ts';
import {
  HEIGHT_KEEPING_M,
  LEGAL_CEILING_AGL_M,
  MIN_CRUISE_AGL_M,
  OVERFLY_MARGIN_M,
  PAD_CLEARANCE_M,
} from './limits.ts';
import { isHit, type Obstacle } from './obstacles.ts';
import { isClosedBetween } from './route/layers.ts';
import type { RouteLeg } from './route/route.ts';
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
  /** Milliseconds UTC. */
  readonly at: number;
  /** Half width of the corridor that must be clear. */
  readonly corridorM: number;
  /** The zones near the legs, in their plane. */
  readonly obstacles: readonly Obstacle[];
  readonly legs: readonly RouteLeg[];
  /** Of a terrain model, the ground below a leg; undefined: as flat as between the pads. */
  groundOf?(leg: RouteLeg): Ground | undefined;
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

/** One cruise height per leg: as routed, but above what it crosses and below every limit over it; whole metres. */
export const legHeights = (task: HeightTask): Heights => {
  const { takeoffAmslM } = task;
  const floorOver = (zones: readonly Zone[], { below, zonesOn }: Grounds): number =>
    Math.max(
      below.highM + MIN_CRUISE_AGL_M,
      Math.max(takeoffAmslM, task.landingAmslM) + PAD_CLEARANCE_M,
      ...zones.map((zone) => zoneTopAmsl(zone, zonesOn) + OVERFLY_MARGIN_M),
    ) - takeoffAmslM;
  const legs: LegHeight[] = [];
  const tooLow: { leg: number; zones: readonly Zone[] }[] = [];
  let ceilingRelAltM = Infinity;
  for (const [number, leg] of task.legs.entries()) {
    const grounds = groundsOf(task, leg);
    const ceiling = Math.floor(ceilingOver(task, leg, grounds) - takeoffAmslM);
    ceilingRelAltM = Math.min(ceilingRelAltM, ceiling);
    const below = zonesBelow(task, leg, grounds);
    const floor = Math.ceil(floorOver(below, grounds));
    const relAltM = Math.min(Math.max(Math.round(leg.heightAmslM - takeoffAmslM), floor), ceiling);
    const into = zonesAt(task, leg, { grounds, heightM: relAltM + takeoffAmslM });
    if (floor > ceiling || into.length > 0)
      tooLow.push({ leg: number, zones: [...new Set([...below, ...into])] });
    const solid = below.filter(isSolid).map((zone) => zoneTopAmsl(zone, grounds.zonesOn));
    legs.push({ relAltM, minClearanceM: relAltM + takeoffAmslM - Math.max(grounds.below.highM, ...solid) });
  }
  return { legs, ceilingRelAltM, tooLow };
};

/** The ground that law and clearance ask for, and that on which zones of a height above ground stand, on the safe side. */
type Grounds = { readonly below: Ground; readonly zonesOn: Ground };

const groundsOf = (task: HeightTask, leg: RouteLeg): Grounds => {
  const { ground } = task;
  const below = task.groundOf?.(leg) ?? ground;
  const zonesOn = {
    lowM: Math.min(ground.lowM, below.lowM),
    highM: Math.max(ground.highM, below.highM),
  };
  return { below, zonesOn };
};

/** Zones that a leg gets into because the terrain lifts or lowers it; as it was routed it is clear of them. */
const zonesAt = (
  task: HeightTask,
  leg: RouteLeg,
  { grounds, heightM }: { readonly grounds: Grounds; readonly heightM: number },
): Zone[] => {
  if (task.groundOf?.(leg) === undefined) return [];
  const band = { ground: grounds.zonesOn, at: task.at };
  return task.obstacles
    .filter(({ zone }) => isClosedBetween(zone, band, [heightM, heightM]))
    .filter((obstacle) => meets(task, obstacle, leg))
    .map(({ zone }) => zone);
};

/** The law's ceiling, or the lowest height limit over the leg. Metres AMSL. */
const ceilingOver = (task: HeightTask, leg: RouteLeg, { below, zonesOn }: Grounds): number =>
  task.obstacles
    .filter((obstacle) => obstacle.zone.kind === 'altitude_limit' && meets(task, obstacle, leg))
    .reduce(
      (lowest, { zone }) => Math.min(lowest, zoneBottomAmsl(zone, zonesOn) - HEIGHT_KEEPING_M),
      legalCeilingAmslM(below),
    );

/** Closed zones in the corridor of a leg that it passes above; those that it passes below are no floor. */
const zonesBelow = (task: HeightTask, leg: RouteLeg, { zonesOn }: Grounds): Zone[] =>
  task.obstacles
    .filter(
      ({ zone }) =>
        isClosed(zone, task.at) && zoneBottomAmsl(zone, zonesOn) - HEIGHT_KEEPING_M < leg.heightAmslM,
    )
    .filter((obstacle) => meets(task, obstacle, leg))
    .map((obstacle) => obstacle.zone);

const meets = ({ corridorM }: HeightTask, obstacle: Obstacle, { from, to }: RouteLeg): boolean =>
  isHit(obstacle, from, to, corridorM);
