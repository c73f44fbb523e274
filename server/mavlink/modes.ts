/**
 * PX4's flight modes as HEARTBEAT.custom_mode carries them: main mode in bits 16–23, sub mode in bits 24–31
 * (px4_custom_mode.h of PX4 1.18).
 */
const MAIN = {
  MANUAL: 1,
  ALTCTL: 2,
  POSCTL: 3,
  AUTO: 4,
  ACRO: 5,
  OFFBOARD: 6,
  STABILIZED: 7,
  TERMINATION: 10,
} as const;

const AUTO_SUB = {
  READY: 1,
  TAKEOFF: 2,
  LOITER: 3,
  MISSION: 4,
  RTL: 5,
  LAND: 6,
  FOLLOW_TARGET: 8,
  PRECLAND: 9,
  VTOL_TAKEOFF: 10,
} as const;

type MainName = Exclude<keyof typeof MAIN, 'AUTO'>;

/** `OFFBOARD` is never sent by us: without setpoints PX4's simulation stalls, and we fly missions only. */
export type ModeName = MainName | `AUTO.${keyof typeof AUTO_SUB}`;

const code = (main: number, sub: number): number => ((main << 16) | (sub << 24)) >>> 0;

const AUTO_NAMES = Object.entries(AUTO_SUB).map(
  ([name, sub]) => [`AUTO.${name}` as ModeName, { main: MAIN.AUTO, sub }] as const,
);
const MAIN_NAMES = Object.entries(MAIN)
  .filter(([name]) => name !== 'AUTO')
  .map(([name, main]) => [name as ModeName, { main, sub: 0 }] as const);

const BY_NAME = new Map<ModeName, { readonly main: number; readonly sub: number }>([
  ...MAIN_NAMES,
  ...AUTO_NAMES,
]);
const BY_CODE = new Map([...BY_NAME].map(([name, { main, sub }]) => [code(main, sub), name]));

/** HEARTBEAT.custom_mode of a mode. */
export const encodeMode = (mode: ModeName): number => {
  const { main, sub } = modeParams(mode);
  return code(main, sub);
};

/** param2 and param3 of MAV_CMD_DO_SET_MODE (param1 is MAV_MODE_FLAG_CUSTOM_MODE_ENABLED = 1). */
export const modeParams = (mode: ModeName): { readonly main: number; readonly sub: number } => {
  const params = BY_NAME.get(mode);
  if (params === undefined) throw new Error(`no such mode: ${mode}`);
  return params;
};

/** Name of a custom_mode; one that we do not know is `MAIN.SUB` in numbers, e.g. `4.20`. */
export const decodeMode = (customMode: number): ModeName | `${number}.${number}` =>
  BY_CODE.get(customMode >>> 0) ?? `${(customMode >>> 16) & 0xff}.${(customMode >>> 24) & 0xff}`;

/** PX4's nav_state, the number of a mode in arming reports (vehicle_status.h of PX4 1.18), for modes that we name. */
const NAV_STATES: Readonly<Record<number, ModeName>> = {
  0: 'MANUAL',
  1: 'ALTCTL',
  2: 'POSCTL',
  3: 'AUTO.MISSION',
  4: 'AUTO.LOITER',
  5: 'AUTO.RTL',
  10: 'ACRO',
  13: 'TERMINATION',
  14: 'OFFBOARD',
  15: 'STABILIZED',
  17: 'AUTO.TAKEOFF',
  18: 'AUTO.LAND',
  19: 'AUTO.FOLLOW_TARGET',
  20: 'AUTO.PRECLAND',
  22: 'AUTO.VTOL_TAKEOFF',
};

/** The mode of a nav_state; `nav.N` for one that we do not name. */
export const navStateMode = (navState: number): string => NAV_STATES[navState] ?? `nav.${navState}`;
