import { common } from 'mavlink-mappings';
import { isLonLat, type LonLat } from '../core/geo.ts';
import type { PlanKind } from '../core/mission.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import { MAX_MISSION_ITEMS } from './mission-items.ts';
import type { WireItem } from './mission-wire.ts';
import { degToE7 } from './wire.ts';

/** PX4 answers NO_SPACE at COUNT beyond these. */
const MAX_ITEMS: Readonly<Record<PlanKind, number>> = { mission: MAX_MISSION_ITEMS, fence: 64, rally: 32 };
const MIN_VERTICES = 3;

const placed = (command: number, at: LonLat, param1: number, z = 0): WireItem => ({
  command,
  frame: common.MavFrame.GLOBAL_RELATIVE_ALT_INT,
  params: [param1, 0, 0, 0],
  x: degToE7(at[1]),
  y: degToE7(at[0]),
  z,
});

const polygon = (command: number, ring: readonly LonLat[]): WireItem[] =>
  ring.map((at) => placed(command, at, ring.length));

/** A polygon that may not be left; `ring` is open (last vertex ≠ first). PX4 needs the vertex count in each item. */
export const inclusionPolygon = (ring: readonly LonLat[]): WireItem[] =>
  polygon(common.MavCmd.NAV_FENCE_POLYGON_VERTEX_INCLUSION, ring);

/** A polygon that may not be entered. */
export const exclusionPolygon = (ring: readonly LonLat[]): WireItem[] =>
  polygon(common.MavCmd.NAV_FENCE_POLYGON_VERTEX_EXCLUSION, ring);

/** A place to land at when returning; height in metres above take-off. */
export const rallyPoint = (at: LonLat, relAltM: number): WireItem =>
  placed(common.MavCmd.NAV_RALLY_POINT, at, 0, relAltM);

const POLYGON_COMMANDS = new Set<number>([
  common.MavCmd.NAV_FENCE_POLYGON_VERTEX_INCLUSION,
  common.MavCmd.NAV_FENCE_POLYGON_VERTEX_EXCLUSION,
]);

const badPlace = (item: WireItem): boolean =>
  !Number.isInteger(item.x) ||
  !Number.isInteger(item.y) ||
  !isLonLat([item.y / 1e7, item.x / 1e7]) ||
  !Number.isFinite(item.z);

const refuseItem = (sentence: string): Result<undefined> => refuse('mavlink.plan_invalid', sentence);

/**
 * Refuses with `mavlink.plan_invalid` what PX4 would wrongly take (wrong vertex counts, NaN) or refuse only half-way
 * (too many items). Of missions use `validateMission` before.
 */
export const validatePlan = (kind: PlanKind, items: readonly WireItem[]): Result<undefined> => {
  if (items.length > MAX_ITEMS[kind])
    return refuseItem(`${kind}: expected at most ${MAX_ITEMS[kind]} items, got ${items.length}`);
  const bad = items.findIndex(badPlace);
  if (bad !== -1) return refuseItem(`${kind} item ${bad}: expected a finite place in range`);
  for (let i = 0; i < items.length;) {
    const item = items[i] as WireItem;
    if (!POLYGON_COMMANDS.has(item.command)) {
      i++;
      continue;
    }
    const vertices = item.params[0];
    const ring = items.slice(i, i + vertices);
    const whole = ring.length === vertices && ring.every((v) => v.command === item.command);
    if (!(vertices >= MIN_VERTICES) || !whole || ring.some((v) => v.params[0] !== vertices))
      return refuseItem(`${kind} item ${i}: expected a polygon of ≥ 3 vertices that agree, got ${vertices}`);
    i += vertices;
  }
  return ok(undefined);
};
