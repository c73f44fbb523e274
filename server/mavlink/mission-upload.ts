import { common, type MavLinkData } from 'mavlink-mappings';
import { go, impossible, stay, type Transition } from '../core/machine.ts';
import type { PlanKind } from '../core/mission.ts';
import { isMessage, messageOf, type MavMessage } from './codec.ts';
import { addressedTo, buildAck, buildItem, missionTypeOf, type WireItem } from './mission-wire.ts';
import { missionResultName } from './names.ts';
import { planId } from './plan-id.ts';
import { note, send, timer, type MavId, type ProtocolEffect, type ProtocolMachine } from './protocol.ts';

/** MAVLink mission protocol: our timer is the slow one, the vehicle itself re-requests every 250 ms. */
const UPLOAD_TIMEOUT_MS = 1500;
const UPLOAD_RESENDS = 5;
/** Whole attempts; PX4 gives a transfer up after 5 s of silence, hence the pause. */
const UPLOAD_ATTEMPTS = 4;
const ATTEMPT_PAUSE_MS = 5500;
/** Answers to the same request in a row before the attempt counts as stuck: 250 ms each, about 10 s. */
const MAX_REPEATS = 40;

export type UploadOutcome =
  | { readonly kind: 'stored'; readonly opaqueId: number; readonly attempts: number }
  /** The vehicle's final no; what it had before stays aboard. */
  | { readonly kind: 'rejected'; readonly result: string }
  | { readonly kind: 'failed'; readonly reason: 'timeout' | 'early-ack' | 'cancelled' }
  /** The vehicle has stored something, and by its id it is not this plan. */
  | { readonly kind: 'failed'; readonly reason: 'other-id'; readonly said: number };

export type UploadState =
  | { readonly kind: 'idle' }
  /** `last` is the highest sequence that was asked for, −1 while only COUNT was sent; `sent` what a timeout resends. */
  | {
      readonly kind: 'sending';
      readonly attempt: number;
      readonly last: number;
      readonly sent: number;
      readonly resends: number;
      readonly repeats: number;
      /** ERROR came since the last request. */
      readonly doubted: boolean;
      /** ACCEPTED came with the id of another plan, after so many resends of this item. */
      readonly otherId?: { readonly id: number; readonly resends: number };
    }
  | { readonly kind: 'pausing'; readonly attempt: number }
  | { readonly kind: 'done'; readonly outcome: UploadOutcome };

export type UploadJob = {
  readonly kind: PlanKind;
  readonly items: readonly WireItem[];
  readonly target: MavId;
  readonly self: MavId;
  /** The item that a mission starts at; default the first. */
  readonly current?: number;
  /** Whole attempts, default UPLOAD_ATTEMPTS; 1 for an armed vehicle, whose plan a retry could restart. */
  readonly attempts?: number;
};

type Sending = Extract<UploadState, { kind: 'sending' }>;
type Step = Transition<UploadState, ProtocolEffect>;

const next = (state: UploadState, ...effects: ProtocolEffect[]): Step =>
  go<UploadState, ProtocolEffect>(state, ...effects);

const countOf = (job: UploadJob): MavLinkData =>
  messageOf(common.MissionCount, {
    targetSystem: job.target.sysid,
    targetComponent: job.target.compid,
    count: job.items.length,
    missionType: missionTypeOf(job.kind),
  });

/** The message that `sent` stands for. */
const messageAt = (job: UploadJob, sent: number): MavLinkData => {
  const item = job.items[sent];
  return item === undefined ? countOf(job) : buildItem(item, sent, job);
};

const begin = (job: UploadJob, attempt: number): Step =>
  next(
    { kind: 'sending', attempt, last: -1, sent: -1, resends: 0, repeats: 0, doubted: false },
    send(countOf(job)),
    timer(UPLOAD_TIMEOUT_MS),
  );

const finish = (outcome: UploadOutcome, ...effects: ProtocolEffect[]): Step =>
  next({ kind: 'done', outcome }, ...effects);

const cancelAck = (job: UploadJob): ProtocolEffect =>
  send(buildAck(job, common.MavMissionResult.OPERATION_CANCELLED));

const attemptsOf = (job: UploadJob): number => job.attempts ?? UPLOAD_ATTEMPTS;

const TIMED_OUT: UploadOutcome = { kind: 'failed', reason: 'timeout' };

const rejectedBy = (result: common.MavMissionResult): UploadOutcome => ({
  kind: 'rejected',
  result: missionResultName(result),
});

/** The attempt is lost: tell the vehicle, wait until it has given up too, start anew. */
const giveUp = (state: Sending, job: UploadJob): Step =>
  state.attempt >= attemptsOf(job)
    ? finish(state.doubted ? rejectedBy(common.MavMissionResult.ERROR) : TIMED_OUT, cancelAck(job))
    : next({ kind: 'pausing', attempt: state.attempt }, cancelAck(job), timer(ATTEMPT_PAUSE_MS));

const onTimeout = (state: Sending, job: UploadJob): Step =>
  state.resends >= UPLOAD_RESENDS
    ? giveUp(state, job)
    : next(
        { ...state, resends: state.resends + 1 },
        send(messageAt(job, state.sent)),
        timer(UPLOAD_TIMEOUT_MS),
      );

const onRequest = (state: Sending, seq: number, job: UploadJob): Step => {
  if (seq >= job.items.length || seq > state.last + 1)
    return next(state, note(`request of item ${seq} ahead of ${state.last + 1} ignored`));
  const fresh = seq === state.last + 1;
  const repeats = fresh ? 0 : state.repeats + 1;
  if (repeats > MAX_REPEATS) return giveUp(state, job);
  return next(
    {
      ...state,
      last: Math.max(state.last, seq),
      sent: seq,
      resends: fresh ? 0 : state.resends,
      repeats,
      doubted: false,
    },
    send(messageAt(job, seq)),
    timer(UPLOAD_TIMEOUT_MS),
  );
};

/**
 * ERROR in answer to COUNT is PX4's "busy": another transfer is open, often our own download whose closing ACK got lost.
 * The cancel that ends the attempt frees it, or its own 5 s do. Later PX4 says ERROR to a COUNT that comes late or twice,
 * and goes on, or because it has given the transfer up: then it says so again to the item that a timeout resends.
 */
const onError = (state: Sending, job: UploadJob): Step => {
  const doubted: Sending = { ...state, doubted: true };
  return state.last === -1 || state.doubted
    ? giveUp(doubted, job)
    : next(doubted, note(`ERROR after item ${state.sent}, waiting for a request`));
};

/** 0 says that the vehicle computes no ids. */
const isOfAnother = (opaqueId: number, job: UploadJob): boolean =>
  opaqueId !== 0 && opaqueId !== planId(job.items);

/**
 * ACCEPTED with another id is the ACK of the plan before, come late or twice: the last item is sent again, and PX4
 * answers with the id of what it has. Saying the same id to that, it has another plan than we sent.
 */
const onOtherId = (state: Sending, id: number, job: UploadJob): Step => {
  const { otherId, resends } = state;
  const isWhole = state.last === job.items.length - 1;
  if (isWhole && otherId?.id === id && resends > otherId.resends)
    return finish({ kind: 'failed', reason: 'other-id', said: id });
  return next(
    { ...state, otherId: otherId?.id === id ? otherId : { id, resends } },
    note(`ACCEPTED of plan ${id} ignored, this one is ${planId(job.items)}`),
  );
};

const onAck = (
  state: Sending,
  ack: { type: common.MavMissionResult; opaqueId: number },
  job: UploadJob,
): Step => {
  if (ack.type === common.MavMissionResult.ERROR) return onError(state, job);
  if (ack.type !== common.MavMissionResult.ACCEPTED) return finish(rejectedBy(ack.type));
  if (isOfAnother(ack.opaqueId, job)) return onOtherId(state, ack.opaqueId, job);
  if (state.last < job.items.length - 1)
    return finish({ kind: 'failed', reason: 'early-ack' }, cancelAck(job));
  return finish({ kind: 'stored', opaqueId: ack.opaqueId, attempts: state.attempt });
};

const onMessage = (state: Sending, message: MavMessage, job: UploadJob): Step => {
  if (!addressedTo(message, job)) return stay(state);
  if (isMessage(message, common.MissionRequestInt) || isMessage(message, common.MissionRequest))
    return onRequest(state, message.fields.seq, job);
  if (isMessage(message, common.MissionAck)) return onAck(state, message.fields, job);
  return stay(state);
};

/**
 * idle → sending (COUNT, then an item for each request) → done;
 * a lost attempt goes sending → pausing → sending, at most `attempts` times.
 */
export const uploadMachine = (job: UploadJob): ProtocolMachine<UploadState, UploadOutcome> => ({
  initial: { kind: 'idle' },
  outcome: (state) => (state.kind === 'done' ? state.outcome : undefined),
  step: (state, input) => {
    switch (state.kind) {
      case 'idle':
        return input.kind === 'start' ? begin(job, 1) : stay(state);
      case 'sending':
        if (input.kind === 'cancel') return finish({ kind: 'failed', reason: 'cancelled' }, cancelAck(job));
        if (input.kind === 'timeout') return onTimeout(state, job);
        return input.kind === 'message' ? onMessage(state, input.message, job) : stay(state);
      case 'pausing':
        if (input.kind === 'cancel') return finish({ kind: 'failed', reason: 'cancelled' });
        return input.kind === 'timeout' ? begin(job, state.attempt + 1) : stay(state);
      case 'done':
        return stay(state);
      default:
        return impossible(state);
    }
  },
});
