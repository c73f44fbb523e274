import { mayArm } from './arm-authorisation.ts';
import { hasMission, charge, estimatorReady, SEVERITY, type Autopilot, type FlightMode } from './state.ts';
import { positionValid } from './gnss.ts';
import { enterMode } from './navigator.ts';

/** MAV_RESULT. */
export const MAV_RESULT = {
  ACCEPTED: 0,
  TEMPORARILY_REJECTED: 1,
  DENIED: 2,
  UNSUPPORTED: 3,
  FAILED: 4,
} as const;

/** A ground station that was heard less than this long ago counts as connected, wall ms (PX4: COM_DL_LOSS_T). */
export const gcsConnected = (ap: Autopilot): boolean =>
  ap.gcsHeardWallMs !== undefined &&
  ap.wallMs - ap.gcsHeardWallMs <= ap.parameters.value('COM_DL_LOSS_T') * 1000;

/** Modes in which PX4 arms: RTL, LAND and a pilot's mode without a pilot do not. */
const ARMING_MODES: ReadonlySet<FlightMode> = new Set(['AUTO.LOITER', 'AUTO.MISSION', 'AUTO.TAKEOFF']);

const DENIED_TEXT = 'Arming denied: Resolve system health failures first';

/** Why the vehicle would not arm now; undefined = it would. Also the PREARM_CHECK bit. */
export const armingBlock = (ap: Autopilot): string | undefined => {
  if (!estimatorReady(ap)) return 'Preflight Fail: ekf2 missing data';
  if (!positionValid(ap)) return 'Preflight Fail: GPS fix too low';
  if (ap.faults.refuseArming) return 'Preflight Fail: motor failure';
  if (!ARMING_MODES.has(ap.mode)) return DENIED_TEXT;
  if (ap.mode === 'AUTO.MISSION' && !hasMission(ap)) return DENIED_TEXT;
  if (ap.parameters.value('COM_ARM_MIS_REQ') !== 0 && !hasMission(ap))
    return 'Arming denied: no valid mission available';
  if (ap.parameters.value('NAV_DLL_ACT') !== 0 && !gcsConnected(ap))
    return 'Preflight Fail: No connection to the GCS';
  const least = Math.max(ap.parameters.value('BAT_CRIT_THR'), ap.parameters.value('COM_ARM_BAT_MIN'));
  return charge(ap) <= least ? 'Preflight Fail: Low battery' : undefined;
};

/** Arms if leave was given and the checks allow it; home becomes the place where it stands. */
const armIf = (ap: Autopilot, leave: boolean, reason: string): number => {
  if (ap.armed) return MAV_RESULT.ACCEPTED;
  const block = leave ? armingBlock(ap) : DENIED_TEXT;
  if (block !== undefined) {
    ap.text(SEVERITY.CRITICAL, `${block}\t`);
    return MAV_RESULT.TEMPORARILY_REJECTED;
  }
  ap.armed = true;
  ap.armedWallMs = ap.wallMs;
  ap.tookOff = false;
  ap.home = ap.fix;
  ap.homeChanges++;
  // A new home makes PX4 look at the mission again and tell where it stands.
  ap.shownItem = ap.run.current;
  ap.failsafe = { kind: 'none' };
  ap.text(SEVERITY.INFO, `Armed by ${reason}\t`);
  enterMode(ap, ap.mode);
  return MAV_RESULT.ACCEPTED;
};

/** Arms, or asks first whether it may (COM_ARM_AUTH_REQ): undefined where `later` gets the MAV_RESULT. */
export const arm = (ap: Autopilot, reason: string, later: (result: number) => void): number | undefined => {
  if (ap.armed) return MAV_RESULT.ACCEPTED;
  const leave = mayArm(ap, (may) => later(armIf(ap, may, reason)));
  return leave === 'later' ? undefined : armIf(ap, leave === 'yes', reason);
};

const isFlying = (ap: Autopilot): boolean => !ap.body.onSurface;

/** Stops the motors: in the air only if forced, and then it falls. */
export const disarm = (ap: Autopilot, reason: string, forced: boolean): number => {
  if (!ap.armed) return MAV_RESULT.ACCEPTED;
  if (isFlying(ap) && !forced) {
    ap.text(SEVERITY.CRITICAL, 'Disarming denied: not landed\t');
    return MAV_RESULT.TEMPORARILY_REJECTED;
  }
  ap.armed = false;
  ap.tookOff = false;
  ap.disarmedSinceRun = true;
  ap.failsafe = { kind: 'none' };
  ap.cruiseMs = undefined;
  ap.takeoffAmslM = undefined;
  ap.mode = ap.modeAfterDisarm;
  ap.intendedMode = ap.modeAfterDisarm;
  ap.text(SEVERITY.INFO, `Disarmed by ${reason}\t`);
  return MAV_RESULT.ACCEPTED;
};

/** Modes that stay after a disarm; after a return, a landing or a take-off the one before comes back. */
const RESTING_MODES: ReadonlySet<FlightMode> = new Set(['AUTO.LOITER', 'AUTO.MISSION', 'POSCTL']);

/** Whether an armed vehicle can be switched to that mode; a disarmed one can be switched to any. */
const canRun = (ap: Autopilot, mode: FlightMode): boolean => {
  if (mode === 'AUTO.LAND') return true;
  if (mode === 'POSCTL') return false;
  return mode === 'AUTO.MISSION' ? hasMission(ap) : true;
};

/** A person's mode command: it also ends a failsafe. */
export const changeMode = (ap: Autopilot, mode: FlightMode): number => {
  if (ap.armed && !canRun(ap, mode)) return MAV_RESULT.TEMPORARILY_REJECTED;
  const overrules = ap.failsafe.kind !== 'none';
  ap.intendedMode = mode;
  if (RESTING_MODES.has(mode)) ap.modeAfterDisarm = mode;
  ap.failsafe = { kind: 'none' };
  if (ap.mode !== mode || overrules) enterMode(ap, mode);
  return MAV_RESULT.ACCEPTED;
};

/** On the ground between two items of a mission: PX4 keeps the motors running. */
const amidMission = (ap: Autopilot): boolean =>
  ap.mode === 'AUTO.MISSION' && hasMission(ap) && !ap.run.finished;

/** Disarms by itself: `COM_DISARM_PRFLT` s without take-off (wall), `COM_DISARM_LAND` s after landing (vehicle). */
export const autoDisarm = (ap: Autopilot): void => {
  if (!ap.armed || !ap.body.onSurface) return;
  const preflightS = ap.parameters.value('COM_DISARM_PRFLT');
  const landS = ap.parameters.value('COM_DISARM_LAND');
  if (!ap.tookOff && preflightS > 0 && ap.wallMs - ap.armedWallMs >= preflightS * 1000)
    disarm(ap, 'auto preflight disarming', false);
  if (ap.tookOff && landS > 0 && !amidMission(ap) && ap.bootMs - ap.landedSinceMs >= landS * 1000)
    disarm(ap, 'landing', false);
};
