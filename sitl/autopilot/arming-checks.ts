import { armingBlock, gcsConnected } from './commander.ts';
import { positionValid } from './gnss.ts';
import { charge, estimatorReady, hasMission, SEVERITY, type Autopilot, type FlightMode } from './state.ts';
import type { EventValue } from './text-events.ts';

/** Numbers of PX4's health components. */
const COMPONENT = {
  pressure: 1,
  gps: 3,
  remoteControl: 7,
  motors: 8,
  battery: 11,
  links: 12,
  localPosition: 17,
  system: 20,
  globalPosition: 24,
  magnetometer: 27,
  accel: 28,
  gyro: 29,
} as const;

/** PX4's nav_state of the modes that this vehicle has. */
const NAV_STATE: Readonly<Record<string, number>> = {
  POSCTL: 2,
  'AUTO.MISSION': 3,
  'AUTO.LOITER': 4,
  'AUTO.RTL': 5,
  'AUTO.TAKEOFF': 17,
  'AUTO.LAND': 18,
  DESCEND: 12,
  ORBIT: 21,
};
const MODES = Object.keys(NAV_STATE) as readonly FlightMode[];
const ALL_MODES = 0xffff_ffff;

/** One reason of a report, with the arguments after modes and component. */
type Check = {
  readonly name: string;
  /** Bits of nav_state. */
  readonly modes: number;
  readonly component: number;
  readonly severity: number;
  readonly args: readonly EventValue[];
  /** True for the health group: the component itself is ill. */
  readonly isHealth: boolean;
};

export type ArmingChecks = {
  readonly canArm: number;
  readonly canRun: number;
  readonly checks: readonly Check[];
  readonly present: number;
  readonly armingErrors: number;
  readonly healthErrors: number;
};

const bit = (number: number): number => 2 ** number;
const bits = (numbers: readonly number[]): number =>
  [...new Set(numbers)].reduce((sum, at) => sum + bit(at), 0);
const modeBits = (modes: readonly string[]): number => bits(modes.map((mode) => NAV_STATE[mode] ?? 0));

const check = (
  name: string,
  component: number,
  severity: number,
  rest: Partial<Omit<Check, 'name' | 'component' | 'severity'>> = {},
): Check => ({ name, component, severity, modes: ALL_MODES, args: [], isHealth: false, ...rest });

const batteryCheck = (ap: Autopilot): Check[] => {
  const least = Math.max(ap.parameters.value('BAT_CRIT_THR'), ap.parameters.value('COM_ARM_BAT_MIN'));
  if (charge(ap) > least) return [];
  const isCritical = charge(ap) <= ap.parameters.value('BAT_CRIT_THR');
  return isCritical
    ? [check('check_battery_critical', COMPONENT.battery, SEVERITY.CRITICAL)]
    : [check('check_battery_low', COMPONENT.battery, SEVERITY.WARNING)];
};

/** A motor that will not start: number 1, stalled, no advice. */
const MOTOR_STALLED: readonly EventValue[] = [
  ['uint8', 1],
  ['uint8', 5],
  ['uint8', 0],
];

const missionCheck = (ap: Autopilot): Check[] => {
  if (hasMission(ap)) return [];
  const modes = ap.parameters.value('COM_ARM_MIS_REQ') === 0 ? modeBits(['AUTO.MISSION']) : ALL_MODES;
  return [check('check_modes_mission', COMPONENT.system, SEVERITY.INFO, { modes })];
};

/** PX4 says of these that one cannot arm in them only while it is in one of them. */
const PREVENTING: readonly string[] = ['AUTO.RTL', 'AUTO.LAND', 'DESCEND', 'ORBIT'];

const modeChecks = (ap: Autopilot): Check[] => {
  const prevented = check('check_modes_cannot_takeoff', COMPONENT.system, SEVERITY.INFO, {
    modes: modeBits(PREVENTING),
  });
  // Always so on a drone without remote control.
  const manual = check('check_modes_manual_control', COMPONENT.remoteControl, SEVERITY.ERROR, {
    modes: modeBits(['POSCTL']),
  });
  return PREVENTING.includes(ap.mode) ? [prevented, manual] : [manual];
};

const isBlocked = (ap: Autopilot, mode: FlightMode): boolean => {
  const isSilent = PREVENTING.includes(mode) && !PREVENTING.includes(ap.mode);
  return armingBlock({ ...ap, mode: isSilent ? 'AUTO.LOITER' : mode }) !== undefined;
};

/** Without satellites: as PX4 with COM_ARM_WO_GPS 0. */
const positionChecks = (ap: Autopilot): Check[] =>
  positionValid(ap)
    ? []
    : [
        check('check_estimator_gps_fix_too_low', COMPONENT.gps, SEVERITY.ERROR),
        check('check_modes_local_pos', COMPONENT.localPosition, SEVERITY.CRITICAL, {
          modes: modeBits(MODES.filter((mode) => mode !== 'DESCEND')),
        }),
        check('check_modes_global_pos', COMPONENT.globalPosition, SEVERITY.CRITICAL, {
          modes: modeBits(['AUTO.MISSION', 'AUTO.LOITER', 'AUTO.RTL']),
        }),
      ];

/** The reasons of `armingBlock`, all of them, in PX4's names. */
const reasons = (ap: Autopilot): Check[] => {
  const found: Check[] = [];
  if (!estimatorReady(ap))
    found.push(check('check_estimator_missing_data', COMPONENT.localPosition, SEVERITY.INFO));
  if (ap.faults.refuseArming)
    found.push(
      check('check_failure_detector_arm_esc', COMPONENT.motors, SEVERITY.CRITICAL, {
        args: MOTOR_STALLED,
        isHealth: true,
      }),
    );
  const isLinkNeeded = ap.parameters.value('NAV_DLL_ACT') !== 0;
  if (isLinkNeeded && !gcsConnected(ap))
    found.push(check('check_rc_dl_no_dllink', COMPONENT.links, SEVERITY.INFO));
  return [...found, ...positionChecks(ap), ...missionCheck(ap), ...modeChecks(ap), ...batteryCheck(ap)];
};

const errors = (checks: readonly Check[], isHealth: boolean): number =>
  bits(
    checks
      .filter((found) => found.isHealth === isHealth && found.severity <= SEVERITY.ERROR)
      .map(({ component }) => component),
  );

const includes = (modes: number, mode: FlightMode): boolean =>
  Math.floor(modes / bit(NAV_STATE[mode] ?? 0)) % 2 === 1;

/**
 * PX4's health and arming checks of this vehicle: for the mode it is in just what `armingBlock` says, for the others
 * what it would say, and at least one reason for each mode that is refused.
 */
export const armingChecks = (ap: Autopilot): ArmingChecks => {
  const blocked = MODES.filter((mode) => isBlocked(ap, mode));
  const found = reasons(ap);
  const unexplained = blocked.filter((mode) => !found.some(({ modes }) => includes(modes, mode)));
  const checks =
    unexplained.length === 0
      ? found
      : [
          ...found,
          check('check_armable_configuration', COMPONENT.system, SEVERITY.ERROR, {
            modes: modeBits(unexplained),
          }),
        ];
  return {
    canArm: modeBits(MODES.filter((mode) => !blocked.includes(mode))),
    canRun:
      estimatorReady(ap) && positionValid(ap)
        ? modeBits(MODES.filter((mode) => mode !== 'POSCTL' && (mode !== 'AUTO.MISSION' || hasMission(ap))))
        : 0,
    checks,
    present: bits(Object.values(COMPONENT)) - bits([COMPONENT.remoteControl, COMPONENT.system]),
    armingErrors: errors(checks, false),
    healthErrors: errors(checks, true),
  };
};
