import { common } from 'mavlink-mappings';
import { isLonLat, type LonLat } from '../core/geo.ts';
import type { PlanKind } from '../core/mission.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import { MAX_MISSION_ITEMS } from './mission-items.ts';
import type { WireItem } from './mission-wire.ts';
import { fenceShapes, isSelfIntersecting, ringAreaM2 } from './plan-fence.ts';
import { degToE7 } from './wire.ts';

const { MavCmd, MavFrame } = common;

/** PX4 answers NO_SPACE at COUNT beyond these. */
const MAX_ITEMS: Readonly<Record<PlanKind, number>> = { mission: MAX_MISSION_ITEMS, fence: 64, rally: 32 };
const MIN_VERTICES = 3;
/** No drone turns on less: the vertices lie on a line. */
const MIN_AREA_M2 = 10;
/** Of a circle; a larger one is a slip. */
const MAX_RADIUS_M = 100_000;

const placed = (command: number, at: LonLat, param1: number, z = 0): WireItem => ({
  command,
  frame: MavFrame.GLOBAL_RELATIVE_ALT_INT,
  params: [param1, 0, 0, 0],
  x: degToE7(at[1]),
  y: degToE7(at[0]),
  z,
});

const polygon = (command: number, ring: readonly LonLat[]): WireItem[] =>
  ring.map((at) => placed(command, at, ring.length));

/** A polygon that may not be left; `ring` is open (last vertex ≠ first). PX4 needs the vertex count in each item. */
export const inclusionPolygon = (ring: readonly LonLat[]): WireItem[] =>
  polygon(MavCmd.NAV_FENCE_POLYGON_VERTEX_INCLUSION, ring);

/** A polygon that may not be entered. */
export const exclusionPolygon = (ring: readonly LonLat[]): WireItem[] =>
  polygon(MavCmd.NAV_FENCE_POLYGON_VERTEX_EXCLUSION, ring);

/** A circle that may not be left; radius in metres. */
export const inclusionCircle = (at: LonLat, radiusM: number): WireItem =>
  placed(MavCmd.NAV_FENCE_CIRCLE_INCLUSION, at, radiusM);

/** A circle that may not be entered. */
export const exclusionCircle = (at: LonLat, radiusM: number): WireItem =>
  placed(MavCmd.NAV_FENCE_CIRCLE_EXCLUSION, at, radiusM);

/** A place to land at when returning; height in metres above take-off. */
export const rallyPoint = (at: LonLat, relAltM: number): WireItem =>
  placed(MavCmd.NAV_RALLY_POINT, at, 0, relAltM);

const POLYGON_COMMANDS = new Set<number>([
  MavCmd.NAV_FENCE_POLYGON_VERTEX_INCLUSION,
  MavCmd.NAV_FENCE_POLYGON_VERTEX_EXCLUSION,
]);
const CIRCLE_COMMANDS = new Set<number>([
  MavCmd.NAV_FENCE_CIRCLE_INCLUSION,
  MavCmd.NAV_FENCE_CIRCLE_EXCLUSION,
]);

const isFenceCommand = (command: number): boolean =>
  POLYGON_COMMANDS.has(command) || CIRCLE_COMMANDS.has(command);

const RALLY: number = MavCmd.NAV_RALLY_POINT;
const NO_PLACE: number = MavFrame.MISSION;

/** What belongs into which plan; PX4 takes a waypoint among the items of a fence. */
const belongs = (kind: PlanKind, { command }: WireItem): boolean => {
  const isRally = command === RALLY;
  if (kind === 'rally') return isRally;
  return kind === 'fence' ? isFenceCommand(command) : !isRally && !isFenceCommand(command);
};

const hasNoPlace = (item: WireItem): boolean => item.frame === NO_PLACE;

const hasGoodPlace = ({ x, y, z }: WireItem): boolean =>
  Number.isInteger(x) && Number.isInteger(y) && isLonLat([y / 1e7, x / 1e7]) && Number.isFinite(z);

const isNowhere = (item: WireItem): boolean => !hasNoPlace(item) && item.x === 0 && item.y === 0;

const refuseItem = (sentence: string): Result<undefined> => refuse('mavlink.plan_invalid', sentence);

/** From the first vertex on; undefined if the polygon is whole and good. */
const polygonFlaw = (items: readonly WireItem[], at: number): string | undefined => {
  const { command, params } = items[at] as WireItem;
  const [vertices] = params;
  const ring = items.slice(at, at + vertices);
  const whole = ring.length === vertices && ring.every((v) => v.command === command);
  if (!(vertices >= MIN_VERTICES) || !whole || ring.some((v) => v.params[0] !== vertices))
    return `a polygon of ≥ ${MIN_VERTICES} vertices that agree, got ${vertices}`;
  const [shape] = fenceShapes(ring);
  if (shape?.kind !== 'polygon') return undefined;
  if (isSelfIntersecting(shape.ring)) return 'a polygon that does not cross itself, it does';
  const areaM2 = ringAreaM2(shape.ring);
  return areaM2 < MIN_AREA_M2
    ? `an area of at least ${MIN_AREA_M2} m², got ${areaM2.toFixed(1)} m²`
    : undefined;
};

const fenceFlaw = (items: readonly WireItem[]): string | undefined => {
  for (let at = 0; at < items.length;) {
    const { command, params } = items[at] as WireItem;
    const isPolygon = POLYGON_COMMANDS.has(command);
    const radiusM = params[0];
    const circle =
      radiusM > 0 && radiusM <= MAX_RADIUS_M
        ? undefined
        : `a radius of 0 to ${MAX_RADIUS_M} m, got ${radiusM}`;
    const flaw = isPolygon ? polygonFlaw(items, at) : circle;
    if (flaw !== undefined) return `item ${at}: expected ${flaw}`;
    at += isPolygon ? radiusM : 1;
  }
  return undefined;
};

/**
 * Refuses with `mavlink.plan_invalid` what PX4 would wrongly take (wrong vertex counts, waypoints in a fence, NaN, 0/0)
 * or refuse only half-way (too many items). Of missions use `validateMission` before.
 */
export const validatePlan = (kind: PlanKind, items: readonly WireItem[]): Result<undefined> => {
  if (items.length > MAX_ITEMS[kind])
    return refuseItem(`${kind}: expected at most ${MAX_ITEMS[kind]} items, got ${items.length}`);
  const foreign = items.findIndex((item) => !belongs(kind, item));
  if (foreign !== -1)
    return refuseItem(`${kind} item ${foreign}: expected one of a ${kind}, got ${items[foreign]?.command}`);
  const bad = items.findIndex((item) => !hasGoodPlace(item) || isNowhere(item));
  if (bad !== -1) return refuseItem(`${kind} item ${bad}: expected a finite place in range, not 0/0`);
  const flaw = kind === 'fence' ? fenceFlaw(items) : undefined;
  return flaw === undefined ? ok(undefined) : refuseItem(`${kind} ${flaw}`);
};
