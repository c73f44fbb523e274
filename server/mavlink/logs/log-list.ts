import { common } from 'mavlink-mappings';
import { go, stay, type Transition } from '../../core/machine.ts';
import { isMessage, messageOf, type MavMessage } from '../codec.ts';
import { send, timer, type MavId, type ProtocolEffect, type ProtocolMachine } from '../protocol.ts';

/** After the last entry that came. */
const LIST_TIMEOUT_MS = 1500;
const LIST_RESENDS = 5;
const TO_THE_LAST = 0xffff;
/** A vehicle that tells more is not believed. */
const MOST_LOGS = 5000;

/** A log as LOG_ENTRY tells it. */
export type LogEntryInfo = {
  readonly id: number;
  /** Bytes. */
  readonly size: number;
  /** Seconds since 1970 UTC by the vehicle's clock; 0 = it did not know. */
  readonly timeUtcS: number;
};

export type LogListOutcome =
  | { readonly kind: 'listed'; readonly entries: readonly LogEntryInfo[] }
  | { readonly kind: 'no-answer' | 'cancelled' | 'too-many' };

type Listing = {
  readonly kind: 'listing';
  readonly entries: ReadonlyMap<number, LogEntryInfo>;
  readonly resends: number;
};

type State =
  | { readonly kind: 'idle' }
  | Listing
  | { readonly kind: 'done'; readonly outcome: LogListOutcome };

type Step = Transition<State, ProtocolEffect>;

const next = (state: State, ...effects: ProtocolEffect[]): Step =>
  go<State, ProtocolEffect>(state, ...effects);
const end = (outcome: LogListOutcome): Step => next({ kind: 'done', outcome });

/** The first number that is missing. From vehicles that count from 1 all are asked for again. */
const firstGap = ({ entries }: Listing): number => {
  let id = 0;
  while (entries.has(id)) id++;
  return id;
};

const ask = (state: Listing, target: MavId): Step =>
  next(
    state,
    send(
      messageOf(common.LogRequestList, {
        targetSystem: target.sysid,
        targetComponent: target.compid,
        start: firstGap(state),
        end: TO_THE_LAST,
      }),
    ),
    timer(LIST_TIMEOUT_MS),
  );

const onEntry = (state: Listing, message: MavMessage): Step => {
  if (!isMessage(message, common.LogEntry)) return stay(state);
  const { id, numLogs, size, timeUtc } = message.fields;
  if (numLogs === 0) return end({ kind: 'listed', entries: [] });
  if (numLogs > MOST_LOGS) return end({ kind: 'too-many' });
  const entries = new Map(state.entries).set(id, { id, size, timeUtcS: timeUtc });
  if (entries.size >= numLogs)
    return end({ kind: 'listed', entries: [...entries.values()].sort((a, b) => a.id - b.id) });
  // The same ones again and again do not hold the list open.
  return state.entries.has(id) ? stay(state) : next({ ...state, entries }, timer(LIST_TIMEOUT_MS));
};

/** idle → listing (gaps are asked for again) → done. A vehicle without logs may say nothing at all: no answer. */
export const logListMachine = (target: MavId): ProtocolMachine<State, LogListOutcome> => ({
  initial: { kind: 'idle' },
  outcome: (state) => (state.kind === 'done' ? state.outcome : undefined),
  step: (state, input) => {
    if (state.kind === 'done') return stay(state);
    if (state.kind === 'idle')
      return input.kind === 'start'
        ? ask({ kind: 'listing', entries: new Map(), resends: 0 }, target)
        : stay(state);
    switch (input.kind) {
      case 'start':
        return stay(state);
      case 'cancel':
        return end({ kind: 'cancelled' });
      case 'timeout':
        return state.resends >= LIST_RESENDS
          ? end({ kind: 'no-answer' })
          : ask({ ...state, resends: state.resends + 1 }, target);
      case 'message':
        return onEntry(state, input.message);
    }
  },
});
