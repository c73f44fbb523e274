import { hasBlocker } from '../core/issue.ts';
import type { VehiclePlan } from '../core/mission.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { PlanIds } from '../flight/ports.ts';
import { flightPlanIssues, type FlightPlan } from '../mavlink/plan-check.ts';
import { exclusionPolygon, inclusionPolygon, rallyPoint } from '../mavlink/plan-items.ts';
import type { MissionInfo } from '../mavlink/snapshot.ts';
import type { Vehicle } from '../mavlink/vehicle.ts';

/** In the wire's items. */
export const flightPlanOf = ({ items, fence, rally }: VehiclePlan): FlightPlan => ({
  mission: items,
  fence: fence.flatMap(({ inclusion, ring }) =>
    inclusion ? inclusionPolygon(ring) : exclusionPolygon(ring),
  ),
  rally: rally.map(({ at, relAltM }) => rallyPoint(at, relAltM)),
});

const IN_FLIGHT = { whileArmed: true } as const;

/** Fence and rally points before the mission, which is judged by them. */
const store = async (vehicle: Vehicle, plan: FlightPlan, current: number): Promise<Result<PlanIds>> => {
  const fence = await vehicle.uploadPlan('fence', plan.fence, IN_FLIGHT);
  if (!fence.ok) return fence;
  const rally = await vehicle.uploadPlan('rally', plan.rally, IN_FLIGHT);
  if (!rally.ok) return rally;
  const mission = await vehicle.uploadVerified(plan.mission, { ...IN_FLIGHT, current });
  if (!mission.ok) return mission;
  return ok({
    missionId: mission.value.planId,
    fenceId: fence.value.planId,
    rallyId: rally.value.planId,
  });
};

const namedAs = (ids: PlanIds, said: MissionInfo): Result<PlanIds> => {
  const { missionId, fenceId, rallyId, state } = said;
  const same = missionId === ids.missionId && fenceId === ids.fenceId && rallyId === ids.rallyId;
  if (same && state !== 'none') return ok(ids);
  return refuse(
    'mavlink.plan_id_differs',
    `expected mission ${ids.missionId}, fence ${ids.fenceId}, rally points ${ids.rallyId}, the vehicle says ${missionId}, ${fenceId}, ${rallyId}, ${state}`,
  );
};

/** Other plans for a vehicle that holds in the air; then the item that it goes on with, and all of it named once more. */
export const rerouteVehicle = async (
  vehicle: Vehicle,
  plan: FlightPlan,
  current: number,
): Promise<Result<PlanIds>> => {
  const issues = flightPlanIssues(plan, vehicle.snapshot().position?.lonLat);
  if (hasBlocker(issues))
    return refuse('mavlink.mission_invalid', issues[0]?.sentence ?? 'invalid', { details: { issues } });
  const ids = await store(vehicle, plan, current);
  if (!ids.ok) return ids;
  const set = await vehicle.setCurrent(current);
  return set.ok ? namedAs(ids.value, set.value.mission) : set;
};
