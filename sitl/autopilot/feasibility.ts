import { flatDistanceM } from '../physics/earth.ts';
import { positionOf } from './mission-run.ts';
import { CMD, FRAME, type WireItem } from './plan-item.ts';
import { insideZones } from './fence.ts';
import type { Autopilot } from './state.ts';

/** MIS_TKO_LAND_REQ: 1 take-off, 2 landing, 3 both, 4 both or none. */
const takeoffLandRule = (required: number, takeoff: boolean, landing: boolean): string | undefined => {
  if ((required === 1 || required === 3) && !takeoff) return 'Mission rejected: Takeoff waypoint required.';
  if ((required === 2 || required === 3) && !landing)
    return 'Mission rejected: Landing waypoint/pattern required.';
  if (required === 4 && takeoff !== landing) return 'Mission rejected: Add Takeoff/Landing or remove both.';
  return undefined;
};

const VTOL: ReadonlySet<number> = new Set([CMD.VTOL_TAKEOFF, CMD.VTOL_LAND]);

const isPosition = (item: WireItem): boolean =>
  item.frame !== FRAME.MISSION && !(item.command >= CMD.FENCE_RETURN && item.command <= CMD.RALLY);

const climbOf = (item: WireItem, homeAmslM: number): number =>
  item.frame === FRAME.RELATIVE || item.frame === FRAME.RELATIVE_INT ? item.z : item.z - homeAmslM;

/**
 * Why the mission aboard cannot be flown, as PX4's FeasibilityChecker finds after the upload was ACCEPTED; undefined
 * if it can. Far waypoints, strange heights and holds pass, as they do on PX4.
 */
export const infeasible = (ap: Autopilot): string | undefined => {
  const { mission } = ap.transfer.plans;
  const [first] = mission.items;
  if (first === undefined) return undefined;
  if (ap.faults.plan === 'infeasible') return 'Mission rejected: not feasible here.';
  if (mission.items.some((item) => VTOL.has(item.command)))
    return 'Mission rejected: Mission contains VTOL items but vehicle is not a VTOL.';
  if (first.command === CMD.LAND) return 'Mission rejected: starts with landing';
  const secondTakeoff = mission.items.findIndex(
    (item, index) => item.command === CMD.TAKEOFF && mission.items.slice(0, index).some(isPosition),
  );
  if (secondTakeoff > 0) return 'Mission rejected: takeoff not first waypoint item';
  const low = mission.items.find((item) => item.command === CMD.TAKEOFF);
  if (low !== undefined && climbOf(low, ap.home?.altAmslM ?? ap.fix.altAmslM) <= 0)
    return 'Mission rejected: Takeoff altitude below home altitude!';
  const has = (command: number): boolean => mission.items.some((item) => item.command === command);
  const rule = takeoffLandRule(ap.parameters.value('MIS_TKO_LAND_REQ'), has(CMD.TAKEOFF), has(CMD.LAND));
  if (rule !== undefined) return rule;
  const outside = mission.items.findIndex(
    (item) => isPosition(item) && !insideZones(ap.zones, positionOf(item)),
  );
  return outside >= 0 ? `Geofence violation for waypoint ${outside + 1}` : undefined;
};

/** MIS_DIST_1WP only warns. */
export const farFirstWaypoint = (ap: Autopilot): boolean => {
  const first = ap.transfer.plans.mission.items.find(isPosition);
  const most = ap.parameters.value('MIS_DIST_1WP');
  return first !== undefined && most > 0 && flatDistanceM(ap.fix.at, positionOf(first)) > most;
};
