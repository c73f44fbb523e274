import type { MonoMs } from '../core/clock.ts';
import { hasBlocker } from '../core/issue.ts';
import type { MissionItem, PlanKind } from '../core/mission.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import { downloadMachine, type DownloadOutcome } from './mission-download.ts';
import { comparePlans, missionToWire, validateMission } from './mission-items.ts';
import { uploadMachine, type UploadOutcome } from './mission-upload.ts';
import type { WireItem } from './mission-wire.ts';
import { planId } from './plan-id.ts';
import { validatePlan } from './plan-items.ts';
import { runProtocol } from './protocol.ts';
import type { MissionInfo, Stamped, VehicleSnapshot } from './snapshot.ts';
import type { Transactions } from './transactions.ts';
import type { VehicleContext } from './vehicle-context.ts';

/** PX4 judges feasibility after its ACK and says so in the next MISSION_CURRENT, 1 Hz. */
const FEASIBLE_WITHIN_MS = 6000;
/** Texts that explain a refusal. */
const TEXTS_TOLD = 5;

export type StoredPlan = {
  readonly kind: PlanKind;
  readonly items: number;
  /** CRC32 of the plan, as the vehicle computed it; 0 from vehicles that compute none. */
  readonly planId: number;
  /** Whole attempts that it took. */
  readonly attempts: number;
  readonly storedAt: MonoMs;
};

export type PlanAboard = { readonly items: readonly WireItem[]; readonly planId: number };

export type UploadOptions = {
  /** A new plan restarts at its first item and an infeasible one drops the mission: only for a chosen re-route. */
  readonly whileArmed?: boolean;
  readonly signal?: AbortSignal;
};

export type VerifiedMission = StoredPlan & {
  /** What MISSION_CURRENT said after the upload: the vehicle holds the plan to be feasible. */
  readonly mission: Stamped<MissionInfo>;
};

export type PlanTransfers = {
  /** `mavlink.plan_invalid`, `.armed`, `.plan_rejected` (details.result), `.transfer_failed` (details.reason). */
  uploadPlan(
    kind: PlanKind,
    items: readonly WireItem[],
    options?: UploadOptions,
  ): Promise<Result<StoredPlan>>;
  downloadPlan(kind: PlanKind): Promise<Result<PlanAboard>>;
  /**
   * Validates, uploads, reads back, compares and waits until the vehicle holds the mission to be feasible. Fails also
   * with `mavlink.mission_invalid` (details.issues), `.readback_differs`, `.mission_infeasible` (details.texts).
   */
  uploadVerified(items: readonly MissionItem[], options?: UploadOptions): Promise<Result<VerifiedMission>>;
};

const stored = (
  outcome: UploadOutcome,
  plan: { kind: PlanKind; items: number; storedAt: MonoMs },
): Result<StoredPlan> => {
  switch (outcome.kind) {
    case 'stored':
      return ok({ ...plan, planId: outcome.opaqueId, attempts: outcome.attempts });
    case 'rejected':
      return refuse('mavlink.plan_rejected', `${plan.kind}: expected ACCEPTED, got ${outcome.result}`, {
        details: { result: outcome.result },
      });
    case 'failed':
      return refuse('mavlink.transfer_failed', `${plan.kind}: upload ended by ${outcome.reason}`, {
        details: { reason: outcome.reason },
      });
  }
};

const aboard = (kind: PlanKind, outcome: DownloadOutcome): Result<PlanAboard> => {
  switch (outcome.kind) {
    case 'items':
      return ok({ items: outcome.items, planId: outcome.opaqueId });
    case 'rejected':
      return refuse('mavlink.plan_rejected', `${kind}: expected items, got ${outcome.result}`, {
        details: { result: outcome.result },
      });
    case 'failed':
      return refuse('mavlink.transfer_failed', `${kind}: download ended by ${outcome.reason}`, {
        details: { reason: outcome.reason },
      });
  }
};

/** Judged: MISSION_CURRENT after the ACK that speaks of this plan, or says that there is none. */
const judged = ({ mission }: VehicleSnapshot, plan: StoredPlan): boolean => {
  if (mission === undefined || mission.at <= plan.storedAt || mission.state === 'unknown') return false;
  return mission.state === 'none' || plan.planId === 0 || mission.missionId === plan.planId;
};

const awaitFeasible = async (context: VehicleContext, plan: StoredPlan): Promise<Result<VerifiedMission>> => {
  const accepted = (snapshot: VehicleSnapshot): boolean =>
    judged(snapshot, plan) && snapshot.mission?.state !== 'none';
  const seen = await context.waitFor(accepted, FEASIBLE_WITHIN_MS);
  if (seen?.mission !== undefined) return ok({ ...plan, mission: seen.mission });
  const { mission, texts } = context.snapshot();
  const told = texts.filter((line) => line.at >= plan.storedAt).slice(-TEXTS_TOLD);
  return refuse(
    'mavlink.mission_infeasible',
    `expected mission ${plan.planId} to be feasible, the vehicle says ${mission?.state ?? 'nothing'}`,
    { details: { state: mission?.state, texts: told.map((line) => line.text) } },
  );
};

export const createPlanTransfers = (context: VehicleContext, transactions: Transactions): PlanTransfers => {
  const transfer = (kind: PlanKind) => ({ kind, target: context.id, self: context.self });
  const endBy = (signal: AbortSignal | undefined): AbortSignal =>
    signal === undefined ? context.signal : AbortSignal.any([signal, context.signal]);
  const upload = async (
    kind: PlanKind,
    items: readonly WireItem[],
    options: UploadOptions,
  ): Promise<Result<StoredPlan>> => {
    const { armed } = context.snapshot().heartbeat;
    if (armed && options.whileArmed !== true)
      return refuse('mavlink.armed', `${kind}: expected a disarmed vehicle for an upload, it is armed`);
    const job = { ...transfer(kind), items, ...(armed ? { attempts: 1 } : {}) };
    const outcome = await runProtocol(context.port, uploadMachine(job), endBy(options.signal));
    return stored(outcome, { kind, items: items.length, storedAt: context.clock.mono() });
  };
  const download = async (kind: PlanKind, signal?: AbortSignal): Promise<Result<PlanAboard>> =>
    aboard(kind, await runProtocol(context.port, downloadMachine(transfer(kind)), endBy(signal)));
  /**
   * An equal plan is no news to PX4: it keeps its current item, and on the ground a set-current is carried out but not
   * shown. Taken off first, the plan starts at its first item again.
   */
  const isNews = ({ heartbeat, mission }: VehicleSnapshot, items: readonly WireItem[]): boolean =>
    heartbeat.armed || mission?.missionId !== planId(items);
  const verified = async (
    items: readonly WireItem[],
    options: UploadOptions,
  ): Promise<Result<VerifiedMission>> => {
    const bare = isNews(context.snapshot(), items) ? undefined : await upload('mission', [], options);
    if (bare?.ok === false) return bare;
    const plan = await upload('mission', items, options);
    if (!plan.ok) return plan;
    const back = await download('mission', options.signal);
    if (!back.ok) return back;
    const same = comparePlans(items, back.value.items);
    return same.ok ? awaitFeasible(context, plan.value) : same;
  };
  return {
    uploadPlan: async (kind, items, options = {}) => {
      const valid = validatePlan(kind, items);
      if (!valid.ok) return valid;
      return transactions.run(`upload ${kind}`, () => upload(kind, items, options));
    },
    downloadPlan: (kind) => transactions.run(`download ${kind}`, () => download(kind)),
    uploadVerified: async (items, options = {}) => {
      const issues = validateMission(items);
      if (hasBlocker(issues))
        return refuse('mavlink.mission_invalid', issues[0]?.sentence ?? 'invalid', { details: { issues } });
      return transactions.run('upload and verify mission', () => verified(missionToWire(items), options));
    },
  };
};
