import { common } from 'mavlink-mappings';
import { moveBy } from '../physics/earth.ts';
import type { Target } from './guidance.ts';
import { stoppingM } from './path.ts';
import { orbitTarget } from './orbit.ts';
import { goto, landAt } from './places.ts';
import { returnTarget, startReturn } from './return-home.ts';
import { runMission } from './mission-run.ts';
import {
  cruiseOf,
  hasMission,
  missionItems,
  SEVERITY,
  type Autopilot,
  type Fix,
  type FlightMode,
} from './state.ts';

/** MISSION_ITEM_REACHED is told again after this, wall ms. */
export const REPEAT_MS = 1000;
/** A take-off is over this near to its height, m. */
const ARRIVED_M = 0.5;

const fixNow = (ap: Autopilot): Fix => ap.fix;

/** Where a mission is taken up: after the end and a disarm from the first item, else at the current one. */
const startMission = (ap: Autopilot): void => {
  const atEnd = ap.run.finished || ap.run.current + 1 >= missionItems(ap).length;
  const restart = ap.disarmedSinceRun && ap.missionStarted && atEnd;
  ap.run = {
    ...ap.run,
    current: restart ? 0 : ap.run.current,
    finished: restart ? false : ap.run.finished,
    jumps: restart ? {} : ap.run.jumps,
    phase: 'start',
    legFrom: undefined,
  };
  ap.missionStarted = true;
  ap.text(SEVERITY.INFO, 'Executing Mission\t');
  ap.disarmedSinceRun = false;
};

const startTakeoff = (ap: Autopilot): void => {
  const asked = ap.takeoffAmslM ?? ap.fix.altAmslM + ap.parameters.value('MIS_TAKEOFF_ALT');
  ap.hold = { at: ap.fix.at, altAmslM: ap.body.onSurface ? asked : Math.max(asked, ap.fix.altAmslM) };
};

/** Where a hold comes to rest: it brakes without coming back. */
const stopPoint = (ap: Autopilot): Fix['at'] => {
  const { northMs, eastMs, onSurface } = ap.body;
  const speed = Math.hypot(northMs, eastMs);
  if (onSurface || speed < 0.1) return ap.fix.at;
  const way = stoppingM(speed, ap.parameters.value('MPC_ACC_HOR'));
  return moveBy(ap.fix.at, (northMs / speed) * way, (eastMs / speed) * way);
};

/** What entering a mode with motors running sets up. */
const ON_ENTRY: Readonly<Record<FlightMode, (ap: Autopilot) => void>> = {
  'AUTO.RTL': startReturn,
  'AUTO.LAND': (ap) => ap.text(SEVERITY.INFO, 'Landing at current position\t'),
  'AUTO.MISSION': startMission,
  'AUTO.TAKEOFF': startTakeoff,
  'AUTO.LOITER': (ap) => {
    ap.hold = { at: stopPoint(ap), altAmslM: ap.fix.altAmslM };
  },
  POSCTL: () => {},
  ORBIT: () => {},
  DESCEND: () => {},
};

/** Enters a mode now: holds, targets and phases are those of the moment. Disarmed only the name changes. */
export const enterMode = (ap: Autopilot, mode: FlightMode): void => {
  if (ap.mode !== mode && mode !== 'AUTO.MISSION') ap.runReached = undefined;
  ap.mode = mode;
  ap.hold = fixNow(ap);
  ap.holdSpeedMs = undefined;
  if (ap.armed) ON_ENTRY[mode](ap);
};

const holdTarget = (ap: Autopilot): Target => {
  if (ap.body.onSurface) return { kind: 'idle' };
  return goto(ap, ap.hold);
};

const missionTarget = (ap: Autopilot): Target => {
  if (!hasMission(ap)) return holdTarget(ap);
  const result = runMission(missionItems(ap), ap.run, {
    nowMs: ap.bootMs,
    at: ap.fix.at,
    altAmslM: ap.fix.altAmslM,
    onSurface: ap.body.onSurface,
    homeAmslM: ap.home?.altAmslM ?? ap.fix.altAmslM,
    surfaceAmslM: ap.world.surfaceAmslM,
    acceptM: ap.parameters.value('NAV_ACC_RAD'),
    acceptHeightM: ap.parameters.value('NAV_MC_ALT_RAD'),
    cruiseMs: cruiseOf(ap),
    maxMs: ap.parameters.value('MPC_XY_VEL_MAX'),
  });
  if (result.state.finished && !ap.run.finished) {
    ap.hold = fixNow(ap);
    ap.text(SEVERITY.INFO, 'Mission finished, loitering\t');
    if (!ap.quirks.staysInMission) {
      ap.run = result.state;
      ap.intendedMode = 'AUTO.LOITER';
      ap.modeAfterDisarm = 'AUTO.LOITER';
      enterMode(ap, 'AUTO.LOITER');
      return holdTarget(ap);
    }
  }
  ap.run = result.state;
  for (const seq of result.reached) ap.send(common.MissionItemReached, { seq });
  const last = result.reached.at(-1);
  if (last !== undefined) ap.runReached = { seq: last, repeats: 1, nextWallMs: ap.wallMs + REPEAT_MS };
  if (result.wantsReturn) {
    enterMode(ap, 'AUTO.RTL');
    return returnTarget(ap);
  }
  return result.target ?? holdTarget(ap);
};

/** Where the vehicle is to go now, by its mode. */
export const targetNow = (ap: Autopilot): Target => {
  if (!ap.armed) return { kind: 'idle' };
  switch (ap.mode) {
    case 'AUTO.MISSION':
      return missionTarget(ap);
    case 'AUTO.RTL':
      return returnTarget(ap);
    case 'AUTO.LAND':
      return landAt(ap, ap.hold.at);
    case 'ORBIT':
      return ap.orbit === undefined ? holdTarget(ap) : orbitTarget(ap.orbit, ap.fix.at);
    case 'DESCEND':
      // Without a position there is no place to keep: it sinks where the wind takes it.
      return landAt(ap, ap.fix.at);
    case 'AUTO.TAKEOFF':
      return takeoffTarget(ap);
    case 'AUTO.LOITER':
    case 'POSCTL':
      return holdTarget(ap);
  }
};

/** Straight up; when it is there PX4 goes over to hold by itself. */
const takeoffTarget = (ap: Autopilot): Target => {
  if (!ap.body.onSurface && Math.abs(ap.fix.altAmslM - ap.hold.altAmslM) < ARRIVED_M) {
    const { hold } = ap;
    enterMode(ap, 'AUTO.LOITER');
    ap.intendedMode = 'AUTO.LOITER';
    ap.hold = hold;
    return holdTarget(ap);
  }
  return goto(ap, ap.hold);
};
