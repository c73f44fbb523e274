import { distanceM, type LonLat } from '../core/geo.ts';
import type { Issue } from '../core/issue.ts';
import type { MissionItem } from '../core/mission.ts';
import { validateMission } from './mission-items.ts';
import type { WireItem } from './mission-wire.ts';
import { fenceShapes, isAllowed, isLegAllowed, type FenceShape } from './plan-fence.ts';
import { validatePlan } from './plan-items.ts';
import { lonLatFromE7 } from './wire.ts';

/** Everything that a vehicle needs for one flight; an empty fence or rally plan takes off what is aboard. */
export type FlightPlan = {
  readonly mission: readonly MissionItem[];
  readonly fence: readonly WireItem[];
  readonly rally: readonly WireItem[];
};

/** The take-off must be where the vehicle stands: PX4 takes a first item 10 km away. */
const MAX_FROM_VEHICLE_M = 200;

const blocker = (id: Issue['id'], place: string, sentence: string): Issue => ({
  id,
  severity: 'blocker',
  place,
  sentence,
});

/** That the mission begins where the vehicle stands; nothing of a vehicle whose place is not known. */
export const siteIssues = (mission: readonly MissionItem[], vehicle: LonLat | undefined): Issue[] => {
  const [first] = mission;
  if (vehicle === undefined || first?.kind !== 'takeoff') return [];
  const offM = distanceM(first.at, vehicle);
  if (offM <= MAX_FROM_VEHICLE_M) return [];
  const sentence = `item 0: expected the take-off within ${MAX_FROM_VEHICLE_M} m of the vehicle, got ${offM.toFixed(0)} m`;
  return [blocker('mavlink.far_from_vehicle', 'item 0', sentence)];
};

const missionFenceIssues = (mission: readonly MissionItem[], shapes: readonly FenceShape[]): Issue[] => {
  const issues: Issue[] = [];
  let before: LonLat | undefined;
  for (const [seq, item] of mission.entries()) {
    if (item.kind === 'speed') continue;
    const place = `item ${seq}`;
    const isHome = item.kind === 'takeoff';
    if (!isAllowed(item.at, shapes))
      issues.push(
        blocker(
          isHome ? 'mavlink.home_outside_fence' : 'mavlink.item_outside_fence',
          place,
          `${place}: expected ${isHome ? 'the take-off' : 'it'} inside of the fence, it is outside`,
        ),
      );
    else if (before !== undefined && !isLegAllowed(before, item.at, shapes))
      issues.push(
        blocker('mavlink.leg_crosses_fence', place, `${place}: expected its leg to stay inside of the fence`),
      );
    before = item.at;
  }
  return issues;
};

const rallyFenceIssues = (rally: readonly WireItem[], shapes: readonly FenceShape[]): Issue[] =>
  rally.flatMap((item, seq) => {
    const at = lonLatFromE7(item.y, item.x);
    if (at !== undefined && isAllowed(at, shapes)) return [];
    const place = `rally point ${seq}`;
    return [blocker('mavlink.rally_outside_fence', place, `${place}: expected it inside of the fence`)];
  });

/**
 * What forbids the upload of a flight's three plans. PX4 takes a fence without home in it and arms, and judges a
 * mission by its vertices only: fences are looked at here.
 */
export const flightPlanIssues = (plan: FlightPlan, vehicle: LonLat | undefined): Issue[] => {
  const issues = [...validateMission(plan.mission), ...siteIssues(plan.mission, vehicle)];
  for (const kind of ['fence', 'rally'] as const) {
    const valid = validatePlan(kind, plan[kind]);
    if (!valid.ok) issues.push(blocker('mavlink.plan_invalid', kind, valid.error.message));
  }
  if (issues.length > 0) return issues;
  const shapes = fenceShapes(plan.fence);
  return [...missionFenceIssues(plan.mission, shapes), ...rallyFenceIssues(plan.rally, shapes)];
};
