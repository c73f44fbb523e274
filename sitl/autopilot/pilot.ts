import { stepBody, type BodyCommand } from '../physics/body.ts';
import { moveBy, offsetM } from '../physics/earth.ts';
import { estimated, stepEstimate } from '../physics/estimator.ts';
import { misled, stepGnss } from './gnss.ts';
import { follow, lead, type Limits, type Target } from './guidance.ts';
import { targetNow } from './navigator.ts';
import { restingPath } from './path.ts';
import { CMD } from './plan-item.ts';
import { missionItems, SEVERITY, type Autopilot, type LandedState } from './state.ts';

/** Low above ground a take-off climbs slowly, and gathers speed over the ramp of the motors. */
const isTakingOff = (ap: Autopilot): boolean =>
  ap.landed === 'takeoff' &&
  ap.fix.altAmslM - ap.world.surfaceAmslM(ap.body.at) < ap.parameters.value('MPC_LAND_ALT1');

const limitsOf = (ap: Autopilot): Limits => {
  const { value } = ap.parameters;
  const takingOff = isTakingOff(ap);
  return {
    accelMs2: value('MPC_ACC_HOR'),
    accelUpMs2: takingOff ? value('MPC_TKO_SPEED') / TAKEOFF_RAMP_S : value('MPC_ACC_UP_MAX'),
    accelDownMs2: value('MPC_ACC_DOWN_MAX'),
    upMs: takingOff ? value('MPC_TKO_SPEED') : value('MPC_Z_V_AUTO_UP'),
    downMs: value('MPC_Z_V_AUTO_DN'),
    acceptHeightM: value('NAV_MC_ALT_RAD'),
    origin: ap.home?.at ?? ap.fix.at,
    fallMs: value('MPC_Z_VEL_MAX_DN'),
    landMs: value('MPC_LAND_SPEED'),
    slowFromM: value('MPC_LAND_ALT1'),
    slowToM: value('MPC_LAND_ALT2'),
  };
};

/** Landed state after a step, with the time since which it stands. */
const trackLanding = (ap: Autopilot): void => {
  if (ap.body.onSurface) {
    if (ap.landed !== 'on_ground') {
      ap.landed = 'on_ground';
      ap.landedSinceMs = ap.bootMs;
      if (ap.tookOff) ap.text(SEVERITY.INFO, 'Landing detected\t');
    }
    return;
  }
  if (!ap.tookOff) {
    ap.tookOff = true;
    ap.text(SEVERITY.INFO, 'Takeoff detected\t');
  }
  ap.landed = airborneState(ap);
};

/** As PX4's: taking off until the take-off is done, landing from the landing's first metre down. */
const airborneState = (ap: Autopilot): LandedState => {
  const item = ap.mode === 'AUTO.MISSION' ? missionItems(ap)[ap.run.current]?.command : undefined;
  const goingUp = ap.landed === 'on_ground' || ap.landed === 'takeoff';
  if (goingUp && (ap.mode === 'AUTO.TAKEOFF' || item === CMD.TAKEOFF)) return 'takeoff';
  const comingHome = ap.mode === 'AUTO.RTL' && ap.returning.phase === 'descend';
  const landing = ap.target.kind === 'land' || comingHome || (item === CMD.LAND && !ap.run.finished);
  return landing ? 'landing' : 'in_air';
};

/** MPC_TKO_RAMP_T of PX4's defaults, s. */
const TAKEOFF_RAMP_S = 3;
/** Share of MPC_TKO_SPEED with which the ground is left (fitted to PX4's tracks). */
const LIFT_OFF_SPEED = 0.4;
/** From the wish to fly to the first movement, vehicle ms: COM_SPOOLUP_TIME (1 s) and most of the ramp. */
const LIFT_OFF_MS = 4000;

/** Waits for the motors; then the path begins with the speed that its ramp has come to. */
const liftsOff = (ap: Autopilot): boolean => {
  if (!ap.body.onSurface || ap.target.kind !== 'goto') {
    ap.liftWishedMs = undefined;
    return true;
  }
  ap.liftWishedMs ??= ap.bootMs;
  if (ap.bootMs - ap.liftWishedMs < LIFT_OFF_MS) return false;
  const path = restingPath(ap.fix.at, ap.fix.altAmslM);
  ap.path = { ...path, up: { v: LIFT_OFF_SPEED * ap.parameters.value('MPC_TKO_SPEED'), a: 0 } };
  return true;
};

const commandNow = (ap: Autopilot, dtS: number): BodyCommand => {
  const now = { ...ap.fix, limits: limitsOf(ap), yawDeg: ap.body.yawDeg };
  if (ap.faults.motorsOut > SPARE_MOTORS) return { kind: 'off' };
  if (!ap.armed || ap.target.kind === 'idle' || !liftsOff(ap)) {
    ap.path = restingPath(ap.fix.at, ap.fix.altAmslM);
    return { kind: ap.armed ? 'idle' : 'off' };
  }
  if (ap.target.kind === 'land' && ap.body.onSurface) return { kind: 'idle' };
  ap.path = lead(ap.path, ap.target, now, dtS);
  return follow(now, ap.path, ap.target);
};

/** Most motors that may stand still with six on the airframe: with fewer it cannot be held. */
const SPARE_MOTORS = 1;

const drainPack = (ap: Autopilot, dtS: number): void => {
  const { extraDrainW } = ap.faults;
  if (extraDrainW <= 0) return;
  ap.body = { ...ap.body, energyJ: Math.max(0, ap.body.energyJ - extraDrainW * dtS) };
};

/** Away from the waypoint that it should fly to, as far as it goes, m. */
const ASTRAY_M = 20_000;

const astray = (ap: Autopilot, target: Target): Target => {
  const { astrayMs } = ap.faults;
  if (astrayMs <= 0 || ap.mode !== 'AUTO.MISSION' || target.kind !== 'goto') return target;
  const { northM, eastM } = offsetM(target.at, ap.fix.at);
  const share = ASTRAY_M / Math.max(1, Math.hypot(northM, eastM));
  const at = moveBy(ap.fix.at, northM * share, eastM * share);
  return { ...target, from: undefined, at, speedMs: astrayMs, next: undefined };
};

/** One physics step of `dtMs` of vehicle time. */
export const flyStep = (ap: Autopilot, dtMs: number): void => {
  ap.bootMs += dtMs;
  ap.target = astray(ap, targetNow(ap));
  ap.body = stepBody(ap.body, commandNow(ap, dtMs / 1000), ap.world, dtMs / 1000);
  ap.estimateError = stepEstimate(ap.estimateError, dtMs / 1000);
  stepGnss(ap, dtMs / 1000);
  ap.fix = misled(estimated(ap.body, ap.estimateError), ap.gnss);
  drainPack(ap, dtMs / 1000);
  trackLanding(ap);
};
