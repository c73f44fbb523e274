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
const STRENGTH: Readonly<Partial<Record<FlightMode, number>>> = { 'AUTO.LAND': 3, 'AUTO.RTL': 2 };

const strength = (mode: FlightMode): number => STRENGTH[mode] ?? 1;

/** Holds first and acts COM_FAIL_ACT_T later. */
const trigger = (ap: Autopilot, cause: 'link' | 'battery', action: FlightMode): void => {
  if (!ap.armed || ap.body.onSurface) return;
  const already = ap.failsafe.kind === 'none' ? ap.mode : ap.failsafe.action;
  if (strength(already) >= strength(action) && strength(already) > 1) return;
  ap.failsafe = { kind: 'delay', cause, action, sinceMs: ap.bootMs };
  enterMode(ap, 'AUTO.LOITER');
  ap.text(SEVERITY.CRITICAL, 'Failsafe activated: switching to Hold\t');
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
  emergency: 'Emergency battery level, land immediately\t',
};

const watchBattery = (ap: Autopilot): void => {
  const level = levelOf(ap);
  if (level === ap.batteryWarned) return;
  const worse = LEVELS.indexOf(level) > LEVELS.indexOf(ap.batteryWarned);
  ap.batteryWarned = level;
  if (!worse) return;
  ap.text(level === 'low' ? SEVERITY.WARNING : SEVERITY.CRITICAL, WARNINGS[level]);
  const action = batteryAction(ap.parameters.value('COM_LOW_BAT_ACT'), level);
  if (action !== undefined) trigger(ap, 'battery', action);
};

const TEXTS: Readonly<Record<FlightMode, string>> = {
  'AUTO.RTL': 'Failsafe activated: switching to Return\t',
  'AUTO.LAND': 'Failsafe activated: switching to Land\t',
  'AUTO.LOITER': 'Failsafe activated: staying in Hold\t',
  'AUTO.MISSION': '',
  'AUTO.TAKEOFF': '',
  POSCTL: '',
};

const actWhenDue = (ap: Autopilot, failsafe: Failsafe): void => {
  if (failsafe.kind !== 'delay') return;
  if (ap.bootMs - failsafe.sinceMs < ap.parameters.value('COM_FAIL_ACT_T') * 1000) return;
  ap.failsafe = { ...failsafe, kind: 'acting' };
  if (failsafe.action !== 'AUTO.LOITER') enterMode(ap, failsafe.action);
  ap.text(SEVERITY.CRITICAL, TEXTS[failsafe.action]);
};

/** Link loss and battery, looked at once a tick. A failsafe never gives the mode back: a person must command. */
export const watchFailsafes = (ap: Autopilot): void => {
  watchLink(ap);
  watchBattery(ap);
  actWhenDue(ap, ap.failsafe);
};
