import type { MonoMs } from '../core/clock.ts';
import type { PlanKind } from '../core/mission.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { MissionInfo, Stamped, VehicleSnapshot } from './snapshot.ts';
import type { VehicleContext } from './vehicle-context.ts';

/** PX4 judges feasibility after its ACK and says so in the next MISSION_CURRENT, 1 Hz. */
const SEEN_WITHIN_MS = 6000;
/** Texts that explain a refusal. */
const TEXTS_TOLD = 5;

export type StoredPlan = {
  readonly kind: PlanKind;
  readonly items: number;
  /** CRC32 of the plan as we predict it; 0 of an empty one. */
  readonly planId: number;
  /** The vehicle named that id. False: it names none, the plan is not verified by id. */
  readonly idVerified: boolean;
  /** Whole attempts that it took. */
  readonly attempts: number;
  readonly storedAt: MonoMs;
};

export type VerifiedMission = StoredPlan & {
  /** What MISSION_CURRENT said after the upload: the vehicle holds the plan to be feasible. */
  readonly mission: Stamped<MissionInfo>;
};

const ID_OF: Readonly<Record<PlanKind, (mission: MissionInfo) => number>> = {
  mission: ({ missionId }) => missionId,
  fence: ({ fenceId }) => fenceId,
  rally: ({ rallyId }) => rallyId,
};

/** MISSION_CURRENT from after the ACK, undefined while there is none. */
const saidSince = ({ mission }: VehicleSnapshot, plan: StoredPlan): Stamped<MissionInfo> | undefined =>
  mission !== undefined && mission.at > plan.storedAt ? mission : undefined;

/** A vehicle whose ACK named no id may name none here either. */
const isItsId = (said: number, plan: StoredPlan): boolean =>
  said === plan.planId || (said === 0 && !plan.idVerified);

const otherAboard = (plan: StoredPlan, said: number | undefined): Result<never> =>
  refuse(
    'mavlink.plan_id_differs',
    `expected ${plan.kind} ${plan.planId} aboard, MISSION_CURRENT says ${said ?? 'nothing'}`,
    { details: { kind: plan.kind, expected: plan.planId, current: said } },
  );

/** MISSION_CURRENT names the plan. `mavlink.plan_id_differs` (details.expected, .current) otherwise. */
export const awaitAboard = async (context: VehicleContext, plan: StoredPlan): Promise<Result<StoredPlan>> => {
  const idOf = ID_OF[plan.kind];
  const seen = await context.waitFor((snapshot) => {
    const said = saidSince(snapshot, plan);
    return said !== undefined && isItsId(idOf(said), plan);
  }, SEEN_WITHIN_MS);
  if (seen !== undefined) return ok(plan);
  const said = saidSince(context.snapshot(), plan);
  return otherAboard(plan, said && idOf(said));
};

/** MISSION_CURRENT names the mission, and has one: the vehicle could fly it. */
export const awaitFeasible = async (
  context: VehicleContext,
  plan: StoredPlan,
): Promise<Result<VerifiedMission>> => {
  const seen = await context.waitFor((snapshot) => {
    const said = saidSince(snapshot, plan);
    if (said === undefined || said.state === 'unknown' || said.state === 'none') return false;
    return isItsId(said.missionId, plan);
  }, SEEN_WITHIN_MS);
  if (seen?.mission !== undefined) return ok({ ...plan, mission: seen.mission });
  const { mission, texts } = context.snapshot();
  const said = saidSince(context.snapshot(), plan);
  if (said !== undefined && said.state !== 'none' && !isItsId(said.missionId, plan))
    return otherAboard(plan, said.missionId);
  const told = texts.filter((line) => line.at >= plan.storedAt).slice(-TEXTS_TOLD);
  return refuse(
    'mavlink.mission_infeasible',
    `expected mission ${plan.planId} to be feasible, the vehicle says ${mission?.state ?? 'nothing'}`,
    { details: { state: mission?.state, texts: told.map((line) => line.text) } },
  );
};
