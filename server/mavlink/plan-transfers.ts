import type { MonoMs } from '../core/clock.ts';
import { hasBlocker } from '../core/issue.ts';
import type { MissionItem, PlanKind } from '../core/mission.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import { downloadMachine, type DownloadOutcome } from './mission-download.ts';
import { comparePlans, missionToWire, validateMission } from './mission-items.ts';
import { uploadMachine, type UploadOutcome } from './mission-upload.ts';
import type { WireItem } from './mission-wire.ts';
import { siteIssues, type FlightPlan } from './plan-check.ts';
import { planId } from './plan-id.ts';
import { validatePlan } from './plan-items.ts';
import { awaitAboard, awaitFeasible, type StoredPlan, type VerifiedMission } from './plan-proofs.ts';
import { uploadFlightPlan, type VerifiedFlightPlan } from './plan-set.ts';
import { runProtocol } from './protocol.ts';
import type { VehicleSnapshot } from './snapshot.ts';
import type { Transactions } from './transactions.ts';
import type { VehicleContext } from './vehicle-context.ts';
import { whileDisarmed } from './while-disarmed.ts';

export type PlanAboard = { readonly items: readonly WireItem[]; readonly planId: number };

export type UploadOptions = {
  /** A new plan restarts at its first item and an infeasible one drops the mission: only for a chosen re-route. */
  readonly whileArmed?: boolean;
  /** The item that a mission starts at; default the first. PX4 shows a set-current only while it flies the mission. */
  readonly current?: number;
  readonly signal?: AbortSignal;
};

export type PlanTransfers = {
  /**
   * `mavlink.plan_invalid`, `.armed`, `.plan_rejected` (details.result), `.transfer_failed` (details.reason),
   * `.plan_id_differs` (details.expected, .ack): something else is aboard.
   */
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
  /**
   * Fence, rally points and mission as one operation on a disarmed vehicle, each as `uploadVerified`. While it runs,
   * and when it fails, no mission is aboard that could be flown. Failures name their plan in details.stage.
   */
  uploadFlightPlan(plan: FlightPlan, signal?: AbortSignal): Promise<Result<VerifiedFlightPlan>>;
};

type Sent = { readonly kind: PlanKind; readonly items: readonly WireItem[]; readonly storedAt: MonoMs };

const stored = (outcome: UploadOutcome, { kind, items, storedAt }: Sent): Result<StoredPlan> => {
  const expected = planId(items);
  switch (outcome.kind) {
    case 'stored': {
      const { attempts, opaqueId } = outcome;
      const idVerified = opaqueId === expected;
      return ok({ kind, items: items.length, planId: expected, idVerified, attempts, storedAt });
    }
    case 'rejected':
      return refuse('mavlink.plan_rejected', `${kind}: expected ACCEPTED, got ${outcome.result}`, {
        details: { result: outcome.result },
      });
    case 'failed':
      if (outcome.reason === 'other-id')
        return refuse(
          'mavlink.plan_id_differs',
          `${kind}: expected plan ${expected} stored, MISSION_ACK says ${outcome.said}`,
          { details: { kind, expected, ack: outcome.said } },
        );
      return refuse('mavlink.transfer_failed', `${kind}: upload ended by ${outcome.reason}`, {
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

/** Transfers of one vehicle, without validation and without waiting for each other. */
const rawTransfers = (context: VehicleContext) => {
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
    const { current = 0 } = options;
    const job = { ...transfer(kind), items, current, ...(armed ? { attempts: 1 } : {}) };
    const run = async (signal: AbortSignal): Promise<Result<StoredPlan>> => {
      const outcome = await runProtocol(context.port, uploadMachine(job), signal);
      return stored(outcome, { kind, items, storedAt: context.clock.mono() });
    };
    const until = endBy(options.signal);
    if (options.whileArmed === true) return run(until);
    return whileDisarmed(context, `upload of ${kind}`, (arming) => run(AbortSignal.any([arming, until])));
  };
  const download = async (kind: PlanKind, signal?: AbortSignal): Promise<Result<PlanAboard>> =>
    aboard(kind, await runProtocol(context.port, downloadMachine(transfer(kind)), endBy(signal)));
  return { upload, download };
};

/** Stores a plan and reads it back: the same items, and the id that we predicted. */
const storeVerified =
  ({ upload, download }: ReturnType<typeof rawTransfers>) =>
  async (kind: PlanKind, items: readonly WireItem[], options: UploadOptions): Promise<Result<StoredPlan>> => {
    const plan = await upload(kind, items, options);
    if (!plan.ok) return plan;
    const back = await download(kind, options.signal);
    if (!back.ok) return back;
    const same = comparePlans(items, back.value.items);
    if (!same.ok) return same;
    const said = back.value.planId;
    if (said === 0 || said === plan.value.planId) return plan;
    return refuse(
      'mavlink.plan_id_differs',
      `${kind}: expected plan ${plan.value.planId} read back, MISSION_COUNT says ${said}`,
      { details: { kind, expected: plan.value.planId, count: said } },
    );
  };

/**
 * An equal plan is no news to PX4: it keeps its current item, and on the ground a set-current is carried out but not
 * shown. Taken off first, the plan starts at its first item again.
 */
const isNews = ({ heartbeat, mission }: VehicleSnapshot, items: readonly WireItem[]): boolean =>
  heartbeat.armed || mission?.missionId !== planId(items);

export const createPlanTransfers = (context: VehicleContext, transactions: Transactions): PlanTransfers => {
  const raw = rawTransfers(context);
  const store = storeVerified(raw);
  const verified = async (
    items: readonly WireItem[],
    options: UploadOptions,
  ): Promise<Result<VerifiedMission>> => {
    const bare = isNews(context.snapshot(), items) ? undefined : await raw.upload('mission', [], options);
    if (bare?.ok === false) return bare;
    const plan = await store('mission', items, options);
    return plan.ok ? awaitFeasible(context, plan.value) : plan;
  };
  return {
    uploadPlan: async (kind, items, options = {}) => {
      const valid = validatePlan(kind, items);
      if (!valid.ok) return valid;
      return transactions.run(`upload ${kind}`, () => raw.upload(kind, items, options));
    },
    downloadPlan: (kind) => transactions.run(`download ${kind}`, () => raw.download(kind)),
    uploadVerified: async (items, options = {}) => {
      const { heartbeat, position } = context.snapshot();
      const issues = [
        ...validateMission(items),
        ...siteIssues(items, heartbeat.armed ? undefined : position?.lonLat),
      ];
      if (hasBlocker(issues))
        return refuse('mavlink.mission_invalid', issues[0]?.sentence ?? 'invalid', { details: { issues } });
      return transactions.run('upload and verify mission', () => verified(missionToWire(items), options));
    },
    uploadFlightPlan: (plan, signal) => {
      const options: UploadOptions = signal === undefined ? {} : { signal };
      return uploadFlightPlan(plan, {
        context,
        run: (job) => transactions.run('upload and verify flight plan', job),
        isGivenUp: () => signal?.aborted === true,
        clearMission: () => raw.upload('mission', [], {}),
        store: async (kind, items) => {
          const verifiedPlan = await store(kind, items, options);
          return verifiedPlan.ok ? awaitAboard(context, verifiedPlan.value) : verifiedPlan;
        },
        mission: (items) => verified(items, options),
      });
    },
  };
};
