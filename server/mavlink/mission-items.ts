import { common } from 'mavlink-mappings';
import { distanceM, isLonLat, type LonLat } from '../core/geo.ts';
import type { Issue } from '../core/issue.ts';
import type { MissionItem } from '../core/mission.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { WireItem } from './mission-wire.ts';
import { asFloat32, degToE7, lonLatFromE7 } from './wire.ts';

/** PX4 takes as many; more are refused at COUNT. */
export const MAX_MISSION_ITEMS = 10_000;
/**
 * Limits of what we upload, metres above take-off; PX4 itself takes 95° of latitude, NaN heights, 1,000 m and −50 m
 * without complaint. Only a landing may lie lower than the take-off: a pad at the foot of a hill.
 */
const MAX_REL_ALT_M = 500;
const MIN_TAKEOFF_M = 1;
const MIN_WAYPOINT_M = 0;
const MIN_LANDING_M = -150;
/** No route of the service has a longer leg; a slip in a coordinate makes one. */
const MAX_LEG_M = 30_000;
const MAX_HOLD_S = 3600;
const MAX_ACCEPT_RADIUS_M = 200;
const MIN_SPEED_MS = 1;
const MAX_SPEED_MS = 40;
/** DO_CHANGE_SPEED: param1 1 = ground speed, param3 −1 = throttle unchanged. */
const GROUND_SPEED = 1;
const THROTTLE_UNCHANGED = -1;

const RELATIVE: number = common.MavFrame.GLOBAL_RELATIVE_ALT_INT;
/** Items without a place; PX4 refuses DO_CHANGE_SPEED in any other frame. */
const NO_PLACE: number = common.MavFrame.MISSION;

const COMMANDS: Readonly<Record<MissionItem['kind'], number>> = {
  takeoff: common.MavCmd.NAV_TAKEOFF,
  waypoint: common.MavCmd.NAV_WAYPOINT,
  speed: common.MavCmd.DO_CHANGE_SPEED,
  land: common.MavCmd.NAV_LAND,
};

type PlacedItem = Exclude<MissionItem, { kind: 'speed' }>;

const placed = (item: PlacedItem, params: WireItem['params']): WireItem => ({
  command: COMMANDS[item.kind],
  frame: RELATIVE,
  params,
  x: degToE7(item.at[1]),
  y: degToE7(item.at[0]),
  z: item.relAltM,
});

/** param4 is the yaw: NaN leaves it to the vehicle's own way of heading along the route. */
const toWire = (item: MissionItem): WireItem => {
  switch (item.kind) {
    case 'takeoff':
    case 'land':
      return placed(item, [0, 0, 0, Number.NaN]);
    case 'waypoint':
      return placed(item, [item.holdS, item.acceptRadiusM, 0, Number.NaN]);
    case 'speed':
      return {
        command: COMMANDS.speed,
        frame: NO_PLACE,
        params: [GROUND_SPEED, item.groundSpeedMs, THROTTLE_UNCHANGED, 0],
        x: 0,
        y: 0,
        z: 0,
      };
  }
};

/** The mission as MISSION_ITEM_INT carries it. Validate first (`validateMission`). */
export const missionToWire = (items: readonly MissionItem[]): WireItem[] => items.map(toWire);

const fromWire = (item: WireItem, seq: number): Result<MissionItem> => {
  if (item.command === COMMANDS.speed) return ok({ kind: 'speed', groundSpeedMs: item.params[1] });
  const at = lonLatFromE7(item.y, item.x);
  if (at === undefined || item.frame !== RELATIVE)
    return refuse(
      'mavlink.foreign_item',
      `item ${seq}: expected a place in frame ${RELATIVE}, got frame ${item.frame}, ${item.x}, ${item.y}`,
    );
  switch (item.command) {
    case COMMANDS.takeoff:
      return ok({ kind: 'takeoff', at, relAltM: item.z });
    case COMMANDS.land:
      return ok({ kind: 'land', at, relAltM: item.z });
    case COMMANDS.waypoint:
      return ok({
        kind: 'waypoint',
        at,
        relAltM: item.z,
        holdS: item.params[0],
        acceptRadiusM: item.params[1],
      });
    default:
      return refuse('mavlink.foreign_item', `item ${seq}: expected 22, 16, 178 or 21, got ${item.command}`);
  }
};

/** A mission that was read back; fails with `mavlink.foreign_item` where an item is none of ours. */
export const missionFromWire = (items: readonly WireItem[]): Result<MissionItem[]> => {
  const mission: MissionItem[] = [];
  for (const [seq, item] of items.entries()) {
    const read = fromWire(item, seq);
    if (!read.ok) return read;
    mission.push(read.value);
  }
  return ok(mission);
};

const sameFloat = (a: number, b: number): boolean =>
  Object.is(asFloat32(a), asFloat32(b)) || asFloat32(a) === asFloat32(b);

/** PX4 gives a yaw that is NaN back as 0 or NaN, and x, y, z of an item without place as it likes. */
const sameItem = (sent: WireItem, read: WireItem): boolean => {
  if (sent.command !== read.command) return false;
  const [s1, s2, s3] = sent.params;
  const [r1, r2, r3] = read.params;
  if (!sameFloat(s1, r1) || !sameFloat(s2, r2) || !sameFloat(s3, r3)) return false;
  if (sent.frame === NO_PLACE) return true;
  return sent.x === read.x && sent.y === read.y && sameFloat(sent.z, read.z);
};

const text = (item: WireItem): string =>
  `${item.command} (${item.params.join(', ')}) at ${item.x}, ${item.y}, ${item.z} m`;

/** Item by item within the wire's resolution. The frame is not compared: PX4 gives every placed item back in 6 or 5. */
export const comparePlans = (sent: readonly WireItem[], read: readonly WireItem[]): Result<undefined> => {
  if (sent.length !== read.length)
    return refuse('mavlink.readback_differs', `expected ${sent.length} items read back, got ${read.length}`);
  for (const [seq, item] of sent.entries()) {
    const other = read[seq] as WireItem;
    if (!sameItem(item, other))
      return refuse(
        'mavlink.readback_differs',
        `item ${seq}: expected ${text(item)}, read back ${text(other)}`,
        { details: { seq } },
      );
  }
  return ok(undefined);
};

const issue = (id: Issue['id'], place: string, sentence: string): Issue => ({
  id,
  severity: 'blocker',
  place,
  sentence,
});

/** A figure that must lie in a range, with its unit for the sentence. */
type Bound = readonly [name: string, value: number, min: number, max: number, unit: string];

const checkPlace = (at: LonLat, place: string): Issue[] =>
  isLonLat(at) && !(at[0] === 0 && at[1] === 0)
    ? []
    : [issue('mavlink.item_position', place, `${place}: expected a WGS-84 position, got ${at.join(', ')}`)];

const LOWEST_M: Readonly<Record<PlacedItem['kind'], number>> = {
  takeoff: MIN_TAKEOFF_M,
  waypoint: MIN_WAYPOINT_M,
  land: MIN_LANDING_M,
};

const boundsOf = (item: MissionItem): Bound[] => {
  if (item.kind === 'speed') return [['ground speed', item.groundSpeedMs, MIN_SPEED_MS, MAX_SPEED_MS, 'm/s']];
  const height: Bound = ['height', item.relAltM, LOWEST_M[item.kind], MAX_REL_ALT_M, 'm'];
  if (item.kind !== 'waypoint') return [height];
  return [
    height,
    ['hold', item.holdS, 0, MAX_HOLD_S, 's'],
    ['acceptance radius', item.acceptRadiusM, 0, MAX_ACCEPT_RADIUS_M, 'm'],
  ];
};

const checkItem = (item: MissionItem, seq: number): Issue[] => {
  const place = `item ${seq}`;
  const issues = item.kind === 'speed' ? [] : checkPlace(item.at, place);
  for (const [name, value, min, max, unit] of boundsOf(item))
    if (!(value >= min && value <= max))
      issues.push(
        issue(
          'mavlink.item_range',
          place,
          `${place}: expected a ${name} of ${min} to ${max} ${unit}, got ${value} ${unit}`,
        ),
      );
  return issues;
};

/** Only of missions whose positions are good. */
const checkLegs = (items: readonly MissionItem[]): Issue[] => {
  const issues: Issue[] = [];
  let before: LonLat | undefined;
  for (const [seq, item] of items.entries()) {
    if (item.kind === 'speed') continue;
    const legM = before === undefined ? 0 : distanceM(before, item.at);
    before = item.at;
    if (legM <= MAX_LEG_M) continue;
    const sentence = `item ${seq}: expected a leg of at most ${MAX_LEG_M} m, got ${legM.toFixed(0)} m`;
    issues.push(issue('mavlink.leg_length', `item ${seq}`, sentence));
  }
  return issues;
};

/** What forbids an upload. PX4 takes nearly everything, so this is the last gate before the wire. */
export const validateMission = (items: readonly MissionItem[]): Issue[] => {
  const first = items[0];
  if (first === undefined) return [issue('mavlink.empty', 'mission', 'expected items, got none')];
  const issues = items.flatMap(checkItem);
  if (issues.length === 0) issues.push(...checkLegs(items));
  if (items.length > MAX_MISSION_ITEMS)
    issues.push(
      issue('mavlink.too_long', 'mission', `expected ≤ ${MAX_MISSION_ITEMS} items, got ${items.length}`),
    );
  if (first.kind !== 'takeoff')
    issues.push(issue('mavlink.no_takeoff', 'item 0', `expected a take-off first, got ${first.kind}`));
  const last = items[items.length - 1] as MissionItem;
  if (last.kind !== 'land')
    issues.push(
      issue('mavlink.no_landing', `item ${items.length - 1}`, `expected a landing last, got ${last.kind}`),
    );
  return issues;
};
