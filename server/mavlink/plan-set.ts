import { hasBlocker } from '../core/issue.ts';
import type { PlanKind } from '../core/mission.ts';
import { ok, refuse, type Failure, type Result } from '../core/result.ts';
import { missionToWire } from './mission-items.ts';
import type { WireItem } from './mission-wire.ts';
import { flightPlanIssues, type FlightPlan } from './plan-check.ts';
import type { StoredPlan, VerifiedMission } from './plan-proofs.ts';
import type { VehicleContext } from './vehicle-context.ts';

export type VerifiedFlightPlan = {
  readonly fence: StoredPlan;
  readonly rally: StoredPlan;
  readonly mission: VerifiedMission;
};

type Stage = 'clear' | PlanKind;

type Steps = {
  readonly context: VehicleContext;
  run<T>(job: () => Promise<T>): Promise<T>;
  /** By the caller. */
  isGivenUp(): boolean;
  clearMission(): Promise<Result<unknown>>;
  store(kind: 'fence' | 'rally', items: readonly WireItem[]): Promise<Result<StoredPlan>>;
  mission(items: readonly WireItem[]): Promise<Result<VerifiedMission>>;
};

const atStage = (stage: Stage, { code, message, details }: Failure, extra: object = {}): Result<never> =>
  refuse(code, message, { details: { ...(details as object | undefined), stage, ...extra } });

/** The failure of that stage, after what may be aboard of a mission was taken off. */
const withoutMission = async (steps: Steps, stage: Stage, error: Failure): Promise<Result<never>> => {
  const cleared = await steps.clearMission();
  return atStage(stage, error, { missionAboard: cleared.ok ? 'none' : 'unknown' });
};

const idDiffers = (stored: StoredPlan, current: number): Failure | undefined => {
  const { kind, planId: expected, idVerified } = stored;
  if (!idVerified || expected === current) return undefined;
  return {
    code: 'mavlink.plan_id_differs',
    message: `expected ${kind} ${expected} aboard at the end, MISSION_CURRENT says ${current}`,
    details: { kind, expected, current },
  };
};

/**
 * Takes the mission off, then stores fence, rally points and mission in this order: PX4 judges a mission by the fence
 * that is aboard. Where it ends early there is no mission aboard, so that none flies with a fence that is not its own.
 */
const inOrder = async (plan: FlightPlan, steps: Steps): Promise<Result<VerifiedFlightPlan>> => {
  // While it waited for its turn: what is aboard is not touched.
  if (steps.isGivenUp()) return refuse('mavlink.cancelled', 'flight plan: cancelled by us before it began');
  const cleared = await steps.clearMission();
  if (!cleared.ok) return atStage('clear', cleared.error, { missionAboard: 'unknown' });
  const fence = await steps.store('fence', plan.fence);
  if (!fence.ok) return withoutMission(steps, 'fence', fence.error);
  const rally = await steps.store('rally', plan.rally);
  if (!rally.ok) return withoutMission(steps, 'rally', rally.error);
  const mission = await steps.mission(missionToWire(plan.mission));
  if (!mission.ok) return withoutMission(steps, 'mission', mission.error);
  const { fenceId, rallyId } = mission.value.mission;
  const changed = idDiffers(fence.value, fenceId) ?? idDiffers(rally.value, rallyId);
  if (changed !== undefined) return withoutMission(steps, 'mission', changed);
  return ok({ fence: fence.value, rally: rally.value, mission: mission.value });
};

/** See `PlanTransfers.uploadFlightPlan`. */
export const uploadFlightPlan = async (
  plan: FlightPlan,
  steps: Steps,
): Promise<Result<VerifiedFlightPlan>> => {
  const { heartbeat, position, connected } = steps.context.snapshot();
  if (heartbeat.armed || !connected)
    return refuse(
      'mavlink.armed',
      `expected a disarmed vehicle for an upload, it is ${connected ? 'armed' : 'not heard'}`,
    );
  const issues = flightPlanIssues(plan, position?.lonLat);
  if (hasBlocker(issues))
    return refuse('mavlink.mission_invalid', issues[0]?.sentence ?? 'invalid', { details: { issues } });
  return steps.run(() => inOrder(plan, steps));
};
