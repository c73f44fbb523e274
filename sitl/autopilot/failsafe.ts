import { withinFence } from './fence.ts';
import { positionValid } from './gnss.ts';
import { enterMode } from './navigator.ts';
import { charge, SEVERITY, type Autopilot, type Failsafe, type FlightMode } from './state.ts';

/** PX4 notices the loss a little after COM_DL_LOSS_T (seen: hold at +11 to +12 s with 10 s), wall ms. */
const LINK_LAG_MS = 1000;

/** NAV_DLL_ACT: 1 hold, 2 return, 3 land; 0 none, others (terminate, disarm) this vehicle does not have. */
const LINK_ACTIONS: Readonly<Record<number, FlightMode>> = {
  1: 'AUTO.LOITER',
  2: 'AUTO.RTL',
  3: 'AUTO.LAND',
};

/** The stronger wins: a landing is not turned into a return, nor a return into a hold. */
const STRENGTH: Readonly<Partial<Record<FlightMode, number>>> = { DESCEND: 4, 'AUTO.LAND': 3, 'AUTO.RTL': 2 };

const strength = (mode: FlightMode): number => STRENGTH[mode] ?? 1;

type Cause = Exclude<Failsafe, { kind: 'none' }>['cause'];

/** Holds first and acts COM_FAIL_ACT_T later; a hold or a loss of position needs no such respite. */
const trigger = (ap: Autopilot, cause: Cause, action: FlightMode): void => {
  if (!ap.armed || ap.body.onSurface) return;
  const already = ap.failsafe.kind === 'none' ? ap.mode : ap.failsafe.action;
  if (strength(already) >= strength(action) && strength(already) > 1) return;
  const delayS = ap.parameters.value('COM_FAIL_ACT_T');
  const atOnce = cause === 'position' || cause === 'fence' || delayS <= 0;
  if (atOnce && (action === 'AUTO.LOITER' || cause === 'position' || delayS <= 0)) {
    ap.failsafe = { kind: 'acting', cause, action, sinceMs: ap.bootMs };
    enterMode(ap, action);
    return ap.text(SEVERITY.CRITICAL, 'Failsafe activated\t');
  }
  ap.failsafe = { kind: 'delay', cause, action, sinceMs: ap.bootMs };
  enterMode(ap, 'AUTO.LOITER');
  ap.text(SEVERITY.CRITICAL, `Failsafe activated: entering Hold for ${Math.round(delayS)} seconds\t`);
};

/** Without a position it sinks; with one again it goes on with what it was told last. */
const watchPosition = (ap: Autopilot): void => {
  if (!positionValid(ap)) return trigger(ap, 'position', 'DESCEND');
  if (ap.failsafe.kind === 'none' || ap.failsafe.cause !== 'position') return;
  ap.failsafe = { kind: 'none' };
  enterMode(ap, ap.intendedMode);
};

/** GF_ACTION: 2 hold, 3 return, 5 land; 1 says so alone. */
const FENCE_ACTIONS: Readonly<Record<number, FlightMode>> = {
  2: 'AUTO.LOITER',
  3: 'AUTO.RTL',
  5: 'AUTO.LAND',
};

const watchFence = (ap: Autopilot): void => {
  const policy = ap.parameters.value('GF_ACTION');
  const outside = policy > 0 && ap.armed && !withinFence(ap, ap.fix);
  if (outside === ap.outside) return;
  ap.outside = outside;
  if (!outside) return;
  ap.text(SEVERITY.CRITICAL, 'Geofence: approaching or outside geofence');
  const action = FENCE_ACTIONS[policy];
  if (action !== undefined) trigger(ap, 'fence', action);
};

const watchLink = (ap: Autopilot): void => {
  if (ap.gcsHeardWallMs === undefined) return;
  const limit = ap.parameters.value('COM_DL_LOSS_T') * 1000 + LINK_LAG_MS;
  const lost = ap.wallMs - ap.gcsHeardWallMs > limit;
  if (lost === ap.gcsLost) return;
  ap.gcsLost = lost;
  if (!lost) return ap.text(SEVERITY.INFO, 'GCS connection regained\t');
  const exceptMission = (ap.parameters.value('COM_DLL_EXCEPT') & 1) !== 0 && ap.mode === 'AUTO.MISSION';
  const action = LINK_ACTIONS[ap.parameters.value('NAV_DLL_ACT')];
  if (action !== undefined && !exceptMission) trigger(ap, 'link', action);
};

type Level = Autopilot['batteryWarned'];
const LEVELS: readonly Level[] = ['none', 'low', 'critical', 'emergency'];

const levelOf = (ap: Autopilot): Level => {
  const left = charge(ap);
  if (left <= ap.parameters.value('BAT_EMERGEN_THR')) return 'emergency';
  if (left <= ap.parameters.value('BAT_CRIT_THR')) return 'critical';
  return left <= ap.parameters.value('BAT_LOW_THR') ? 'low' : 'none';
};

/** COM_LOW_BAT_ACT: 0 warn only, 2 land at critical, 3 return at critical and land at emergency. */
const batteryAction = (policy: number, level: Level): FlightMode | undefined => {
  if (policy === 2 && (level === 'critical' || level === 'emergency')) return 'AUTO.LAND';
  if (policy !== 3) return undefined;
  if (level === 'critical') return 'AUTO.RTL';
  return level === 'emergency' ? 'AUTO.LAND' : undefined;
};

const WARNINGS: Readonly<Record<Level, string>> = {
  none: '',
  low: 'Low battery level, return advised\t',
  critical: 'Critical battery level\t',
  emergency: 'Emergency battery level\t',
};

const WARNED: Readonly<Record<Level, number>> = {
  none: SEVERITY.INFO,
  low: SEVERITY.WARNING,
  critical: SEVERITY.CRITICAL,
  emergency: SEVERITY.EMERGENCY,
};

const watchBattery = (ap: Autopilot): void => {
  const level = levelOf(ap);
  if (level === ap.batteryWarned) return;
  const worse = LEVELS.indexOf(level) > LEVELS.indexOf(ap.batteryWarned);
  ap.batteryWarned = level;
  if (!worse) return;
  ap.text(WARNED[level], WARNINGS[level]);
  const action = batteryAction(ap.parameters.value('COM_LOW_BAT_ACT'), level);
  if (action !== undefined) trigger(ap, 'battery', action);
};

const actWhenDue = (ap: Autopilot, failsafe: Failsafe): void => {
  if (failsafe.kind !== 'delay') return;
  if (ap.bootMs - failsafe.sinceMs < ap.parameters.value('COM_FAIL_ACT_T') * 1000) return;
  ap.failsafe = { ...failsafe, kind: 'acting' };
  if (failsafe.action !== 'AUTO.LOITER') enterMode(ap, failsafe.action);
  ap.text(SEVERITY.CRITICAL, 'Failsafe activated\t');
};

/**
 * Link, battery, position and fence, looked at once a tick. Only the loss of position gives the mode back by itself:
 * after the others a person must command.
 */
export const watchFailsafes = (ap: Autopilot): void => {
  watchLink(ap);
  watchBattery(ap);
  watchPosition(ap);
  watchFence(ap);
  actWhenDue(ap, ap.failsafe);
};
