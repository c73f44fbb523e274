import { common } from 'mavlink-mappings';
import { go, impossible, stay, type Transition } from '../core/machine.ts';
import { isMessage, messageOf, type MavMessage } from './codec.ts';
import {
  addressedTo,
  buildAck,
  itemFrom,
  missionTypeOf,
  type PlanTransfer,
  type WireItem,
} from './mission-wire.ts';
import { missionResultName } from './names.ts';
import { send, timer, type ProtocolEffect, type ProtocolMachine } from './protocol.ts';

const LIST_TIMEOUT_MS = 1500;
/** Slower than MAVLink's 250 ms, which a mobile network's round trip exceeds. */
const ITEM_TIMEOUT_MS = 750;
const DOWNLOAD_RESENDS = 5;
/** Whole attempts: reading changes nothing, and PX4 takes a new list request in the middle of a transfer. */
const DOWNLOAD_ATTEMPTS = 3;

export type DownloadOutcome =
  | { readonly kind: 'items'; readonly items: readonly WireItem[]; readonly opaqueId: number }
  | { readonly kind: 'rejected'; readonly result: string }
  | { readonly kind: 'failed'; readonly reason: 'timeout' | 'cancelled' };

export type DownloadState =
  | { readonly kind: 'idle' }
  /** `busy`: the vehicle said ERROR, another transfer is open; it is asked again. */
  | {
      readonly kind: 'listing';
      readonly attempt: number;
      readonly resends: number;
      readonly busy: boolean;
    }
  | {
      readonly kind: 'reading';
      readonly attempt: number;
      readonly count: number;
      readonly opaqueId: number;
      readonly items: readonly WireItem[];
      readonly resends: number;
    }
  | { readonly kind: 'done'; readonly outcome: DownloadOutcome };

type Reading = Extract<DownloadState, { kind: 'reading' }>;
type Active = Extract<DownloadState, { kind: 'listing' | 'reading' }>;
type Step = Transition<DownloadState, ProtocolEffect>;

const next = (state: DownloadState, ...effects: ProtocolEffect[]): Step =>
  go<DownloadState, ProtocolEffect>(state, ...effects);

/** The question that is open in that state, with its timer. */
const ask = (state: Active, transfer: PlanTransfer): ProtocolEffect[] => {
  const plan = {
    targetSystem: transfer.target.sysid,
    targetComponent: transfer.target.compid,
    missionType: missionTypeOf(transfer.kind),
  };
  return state.kind === 'listing'
    ? [send(messageOf(common.MissionRequestList, plan)), timer(LIST_TIMEOUT_MS)]
    : [
        send(messageOf(common.MissionRequestInt, { ...plan, seq: state.items.length })),
        timer(ITEM_TIMEOUT_MS),
      ];
};

const finish = (outcome: DownloadOutcome, ...effects: ProtocolEffect[]): Step =>
  next({ kind: 'done', outcome }, ...effects);

/** Asks for the next item, or thanks for all of them. */
const proceed = (state: Reading, transfer: PlanTransfer): Step =>
  state.items.length < state.count
    ? next(state, ...ask(state, transfer))
    : finish(
        { kind: 'items', items: state.items, opaqueId: state.opaqueId },
        send(buildAck(transfer, common.MavMissionResult.ACCEPTED)),
      );

const list = (attempt: number, transfer: PlanTransfer): Step => {
  const listing: Active = { kind: 'listing', attempt, resends: 0, busy: false };
  return next(listing, ...ask(listing, transfer));
};

/** Reading got stuck: anew from the list, or the end. */
const stuck = (state: Active, transfer: PlanTransfer): Step =>
  state.kind === 'reading' && state.attempt < DOWNLOAD_ATTEMPTS
    ? list(state.attempt + 1, transfer)
    : finish(
        state.kind === 'listing' && state.busy
          ? { kind: 'rejected', result: missionResultName(common.MavMissionResult.ERROR) }
          : { kind: 'failed', reason: 'timeout' },
        send(buildAck(transfer, common.MavMissionResult.OPERATION_CANCELLED)),
      );

const onTimeout = (state: Active, transfer: PlanTransfer): Step =>
  state.resends >= DOWNLOAD_RESENDS
    ? stuck(state, transfer)
    : next({ ...state, resends: state.resends + 1 }, ...ask(state, transfer));

const onAck = (state: Active, type: common.MavMissionResult, transfer: PlanTransfer): Step => {
  if (type === common.MavMissionResult.ACCEPTED) return stay(state);
  if (type === common.MavMissionResult.ERROR && state.kind === 'listing')
    return next({ ...state, busy: true });
  // PX4 has given the transfer up meanwhile.
  if (type === common.MavMissionResult.ERROR && state.attempt < DOWNLOAD_ATTEMPTS)
    return stuck(state, transfer);
  return finish({ kind: 'rejected', result: missionResultName(type) });
};

const onMessage = (state: Active, message: MavMessage, transfer: PlanTransfer): Step => {
  if (!addressedTo(message, transfer)) return stay(state);
  if (isMessage(message, common.MissionAck)) return onAck(state, message.fields.type, transfer);
  if (state.kind === 'listing') {
    if (!isMessage(message, common.MissionCount)) return stay(state);
    const { count, opaqueId } = message.fields;
    const { attempt } = state;
    return proceed({ kind: 'reading', attempt, count, opaqueId, items: [], resends: 0 }, transfer);
  }
  if (!isMessage(message, common.MissionItemInt) || message.fields.seq !== state.items.length)
    return stay(state);
  return proceed({ ...state, items: [...state.items, itemFrom(message.fields)], resends: 0 }, transfer);
};

/** idle → listing → reading (one item at a time, others ignored) → done. */
export const downloadMachine = (transfer: PlanTransfer): ProtocolMachine<DownloadState, DownloadOutcome> => ({
  initial: { kind: 'idle' },
  outcome: (state) => (state.kind === 'done' ? state.outcome : undefined),
  step: (state, input) => {
    switch (state.kind) {
      case 'idle':
        return input.kind === 'start' ? list(1, transfer) : stay(state);
      case 'listing':
      case 'reading':
        if (input.kind === 'timeout') return onTimeout(state, transfer);
        if (input.kind === 'message') return onMessage(state, input.message, transfer);
        if (input.kind === 'start') return stay(state);
        return finish(
          { kind: 'failed', reason: 'cancelled' },
          send(buildAck(transfer, common.MavMissionResult.OPERATION_CANCELLED)),
        );
      case 'done':
        return stay(state);
      default:
        return impossible(state);
    }
  },
});
