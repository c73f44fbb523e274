import type { MonoMs } from '../core/clock.ts';
import type { LaunchMission } from './launch-proofs.ts';
import type { LaunchStep } from './launch-steps.ts';
import type { OneShotOutcome, PlanIds, VehicleFacts } from './ports.ts';
import type { LaunchFailure, Reason } from './reasons.ts';

/** What has to be in the record before the next byte leaves. */
export type LaunchRecord = 'UPLOADED' | 'VERIFIED' | 'PREFLIGHT' | 'AUTHORISED' | 'ARM_INTENT' | 'CONFIRMED';

export type LaunchState =
  | { readonly kind: 'ready' }
  /** A step runs: its command has left, its proof is awaited. */
  | {
      readonly kind: 'step';
      readonly step: LaunchStep;
      readonly since: MonoMs;
      readonly mission: LaunchMission;
    }
  /** The record is being written; nothing leaves before it is. */
  | {
      readonly kind: 'recording';
      readonly record: LaunchRecord;
      readonly since: MonoMs;
      readonly mission: LaunchMission;
    }
  /** It may be armed and must not be: disarm while it is on the ground, until the heartbeat agrees. */
  | {
      readonly kind: 'standing_down';
      readonly reason: Reason;
      readonly since: MonoMs;
      readonly lastDisarmAt: MonoMs;
    }
  | { readonly kind: 'flying' }
  | { readonly kind: 'aborted'; readonly reason: Reason }
  /** A person has to look: nobody knows whether it is armed or flies. */
  | { readonly kind: 'unknown'; readonly reason: Reason };

export type LaunchInput = { readonly now: MonoMs } & (
  | { readonly kind: 'start'; readonly itemCount: number }
  /** `boots` as before the upload: a vehicle that started anew since then is not armed. */
  | ({ readonly kind: 'uploaded'; readonly boots: number } & PlanIds)
  | {
      readonly kind: 'preflight';
      readonly blockers: readonly string[];
      /** COM_DISARM_PRFLT, s; undefined = it could not be read. */
      readonly autoDisarmS: number | undefined;
    }
  | { readonly kind: 'recorded'; readonly record: LaunchRecord; readonly facts: VehicleFacts }
  /** A step's command or record failed for good. */
  | { readonly kind: 'failed'; readonly code: LaunchFailure; readonly sentence: string }
  | { readonly kind: 'arm_outcome'; readonly outcome: OneShotOutcome }
  /** Our own guard did not let a frame leave that arms, or that starts the mission. */
  | { readonly kind: 'kept_back'; readonly frame: 'arm' | 'start'; readonly sentence: string }
  | { readonly kind: 'facts'; readonly facts: VehicleFacts }
  | { readonly kind: 'cancel'; readonly sentence: string }
);

export type LaunchEffect =
  | { readonly kind: 'upload' | 'preflight' | 'set_current' | 'arm' | 'disarm' }
  | { readonly kind: 'set_mode'; readonly mode: 'AUTO.LOITER' | 'AUTO.MISSION' }
  | { readonly kind: 'record'; readonly record: LaunchRecord }
  /** The ARM frame is unanswered: shown and recorded, while the heartbeat is still watched. */
  | { readonly kind: 'doubt'; readonly reason: Reason }
  | {
      readonly kind: 'progress';
      readonly step: LaunchStep;
      readonly state: 'running' | 'done';
      readonly proof: string;
    };

export const NEW_LAUNCH: LaunchState = { kind: 'ready' };

export const isLaunchOver = (state: LaunchState): boolean =>
  state.kind === 'flying' || state.kind === 'aborted' || state.kind === 'unknown';
