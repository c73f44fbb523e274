import type { PlanKind } from '../../server/core/mission.ts';

/** One MISSION_ITEM_INT as it came over the wire (x, y: degE7 in global frames, plain numbers in MAV_FRAME_MISSION). */
export type WireItem = {
  readonly frame: number;
  readonly command: number;
  readonly current: number;
  readonly autocontinue: number;
  /** param1…param4 */
  readonly params: readonly [number, number, number, number];
  readonly x: number;
  readonly y: number;
  readonly z: number;
};

export const PLAN_KINDS: readonly PlanKind[] = ['mission', 'fence', 'rally'];
/** MISSION_COUNT limits of PX4 1.18: more is NO_SPACE. */
export const MAX_ITEMS: Readonly<Record<PlanKind, number>> = { mission: 10_000, fence: 64, rally: 32 };

/** MAV_MISSION_RESULT. */
export const RESULT = {
  ACCEPTED: 0,
  ERROR: 1,
  UNSUPPORTED_FRAME: 2,
  UNSUPPORTED: 3,
  NO_SPACE: 4,
  INVALID_PARAM1: 6,
  INVALID_PARAM7: 12,
  OPERATION_CANCELLED: 15,
} as const;

/** MAV_FRAME: the global ones that PX4 takes, and the one of items without a position. */
export const FRAME = { GLOBAL: 0, MISSION: 2, RELATIVE: 3, GLOBAL_INT: 5, RELATIVE_INT: 6 } as const;

/** MAV_CMD numbers that the vehicle tells apart. */
export const CMD = {
  WAYPOINT: 16,
  LOITER_UNLIM: 17,
  LOITER_TIME: 19,
  RTL: 20,
  LAND: 21,
  TAKEOFF: 22,
  VTOL_TAKEOFF: 84,
  VTOL_LAND: 85,
  DELAY: 93,
  CONDITION_DELAY: 112,
  DO_JUMP: 177,
  DO_CHANGE_SPEED: 178,
  DO_GRIPPER: 211,
  FENCE_RETURN: 5000,
  FENCE_INCLUSION: 5001,
  FENCE_EXCLUSION: 5002,
  FENCE_CIRCLE_IN: 5003,
  FENCE_CIRCLE_OUT: 5004,
  RALLY: 5100,
} as const;

const isPosition = (frame: number): boolean => frame !== FRAME.MISSION;

/**
 * Which of the seven parameters a command uses (bit 0 = param1), from mavlink_command_params.hpp. A parameter outside
 * the mask must be NaN or 0 (positions in a global frame: INT32_MAX or INT32_MIN).
 */
const USED = new Map<number, number>([
  [CMD.WAYPOINT, 0x7b],
  [CMD.LOITER_UNLIM, 0x7c],
  [CMD.LOITER_TIME, 0x7f],
  [CMD.RTL, 0x00],
  [CMD.LAND, 0x7b],
  [CMD.TAKEOFF, 0x78],
  [CMD.DELAY, 0x0f],
  [CMD.DO_JUMP, 0x03],
  [CMD.DO_CHANGE_SPEED, 0x07],
  [CMD.DO_GRIPPER, 0x03],
]);

/** Commands that PX4 takes in a global frame and in MAV_FRAME_MISSION (parse_mavlink_mission_item). */
const GLOBAL_COMMANDS = new Set<number>([
  16, 17, 19, 21, 22, 31, 84, 85, 195, 201, 400, 4501, 5000, 5001, 5002, 5003, 5004, 5100,
]);
const MISSION_COMMANDS = new Set<number>([
  20, 80, 93, 112, 177, 178, 179, 183, 187, 189, 196, 197, 201, 203, 204, 205, 206, 211, 212, 214, 260, 400,
  530, 531, 532, 534, 1000, 1001, 2000, 2001, 2003, 2500, 2501, 3000, 42600,
]);

const INT32_MAX = 2 ** 31 - 1;
const INT32_MIN = -(2 ** 31);

const unset = (value: number): boolean => Number.isNaN(value) || value === 0;
const unsetInt = (value: number): boolean => value === INT32_MAX || value === INT32_MIN;

/** 1-based number of the first parameter that the command does not use and that is set, 0 if none. */
const firstOffending = (item: WireItem): number => {
  const mask = USED.get(item.command);
  if (mask === undefined) return 0;
  const unused = (index: number): boolean => ((mask >> index) & 1) === 0;
  const xyUnset = isPosition(item.frame) ? unsetInt : (v: number): boolean => unset(v) || unsetInt(v);
  const set = [
    ...item.params.map((value) => !unset(value)),
    !xyUnset(item.x),
    !xyUnset(item.y),
    !unset(item.z),
  ];
  return set.findIndex((isSet, index) => isSet && unused(index)) + 1;
};

const isFenceOrRally = (command: number): boolean => command >= CMD.FENCE_RETURN && command <= CMD.RALLY;
const isPolygon = (command: number): boolean =>
  command === CMD.FENCE_INCLUSION || command === CMD.FENCE_EXCLUSION;

/** What PX4 answers to one uploaded item: ACCEPTED, or the MAV_MISSION_RESULT that ends the upload. */
export const checkItem = (kind: PlanKind, item: WireItem): number => {
  const { frame, command } = item;
  const frames: readonly number[] = Object.values(FRAME);
  if (!frames.includes(frame)) return RESULT.UNSUPPORTED_FRAME;
  const offending = firstOffending(item);
  if (offending > 0) return RESULT.INVALID_PARAM1 + offending - 1;
  if (!(isPosition(frame) ? GLOBAL_COMMANDS : MISSION_COMMANDS).has(command)) return RESULT.UNSUPPORTED;
  if (kind === 'mission' && isFenceOrRally(command) && command !== CMD.FENCE_RETURN)
    return RESULT.INVALID_PARAM7;
  return kind === 'fence' && isPolygon(command) && item.params[0] < 3 ? RESULT.ERROR : RESULT.ACCEPTED;
};

const CRC_POLYNOMIAL = 0xedb88320;

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ CRC_POLYNOMIAL : value >>> 1;
  return value >>> 0;
});

/** PX4's crc32part: the table of CRC-32, start value and end value not inverted. */
export const crc32Part = (bytes: Uint8Array, start: number): number => {
  let crc = start;
  for (const byte of bytes) crc = (CRC_TABLE[(crc ^ byte) & 0xff] as number) ^ (crc >>> 8);
  return crc >>> 0;
};

const CRC_ITEM_BYTES = 32;

/** The plan's id after one more item: frame, command, autocontinue and seven parameters, as PX4 packs them. */
export const crcWithItem = (item: WireItem, start: number): number => {
  const view = new DataView(new ArrayBuffer(CRC_ITEM_BYTES));
  view.setUint8(0, item.frame);
  view.setUint16(1, item.command, true);
  view.setUint8(3, item.autocontinue);
  item.params.forEach((value, index) => view.setFloat32(4 + index * 4, value, true));
  view.setInt32(20, item.x, true);
  view.setInt32(24, item.y, true);
  view.setFloat32(28, item.z, true);
  return crc32Part(new Uint8Array(view.buffer), start);
};

const DEG_PER_TURN = 360;
const yawBack = (deg: number): number => Math.fround(((deg % DEG_PER_TURN) + DEG_PER_TURN) % DEG_PER_TURN);

type Params = WireItem['params'];
type Kept = (params: Params) => Params;
const keepFirst: Kept = ([a]) => [a, 0, 0, 0];
const keepYaw: Kept = ([, , , d]) => [0, 0, 0, yawBack(d)];
const keepPoint: Kept = ([a, b, , d]) => [a, b, 0, yawBack(d)];

/** Parameters that PX4 keeps of an item with a position; the others come back as 0. */
const KEPT = new Map<number, Kept>([
  [CMD.WAYPOINT, keepPoint],
  [CMD.LAND, keepPoint],
  [CMD.LOITER_UNLIM, ([, , c, d]) => [0, 0, c, yawBack(d)]],
  [CMD.LOITER_TIME, ([a, b, c, d]) => [a, b > 0 ? 1 : 0, c, d > 0 ? 1 : 0]],
  [CMD.TAKEOFF, keepYaw],
  [CMD.VTOL_TAKEOFF, keepYaw],
  [CMD.VTOL_LAND, keepYaw],
  [CMD.FENCE_INCLUSION, keepFirst],
  [CMD.FENCE_EXCLUSION, keepFirst],
  [CMD.FENCE_CIRCLE_IN, keepFirst],
  [CMD.FENCE_CIRCLE_OUT, keepFirst],
]);

/** The item as PX4 sends it on download: INT frames, unused parameters 0, yaw in [0, 360). */
export const readBack = (item: WireItem): WireItem => {
  if (!isPosition(item.frame)) return { ...item, current: 0 };
  const relative = item.frame === FRAME.RELATIVE || item.frame === FRAME.RELATIVE_INT;
  return {
    ...item,
    frame: relative ? FRAME.RELATIVE_INT : FRAME.GLOBAL_INT,
    current: 0,
    params: KEPT.get(item.command)?.(item.params) ?? [0, 0, 0, 0],
  };
};
