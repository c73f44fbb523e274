import { common } from 'mavlink-mappings';
import { go, stay, type Transition } from '../../core/machine.ts';
import { emptyBuffer, holesOf, putBlock, type BlockBuffer, type Span } from '../block-buffer.ts';
import { isMessage, messageOf, type MavMessage } from '../codec.ts';
import { send, store, timer, type MavId, type ProtocolEffect, type ProtocolMachine } from '../protocol.ts';
import { measured, waitMs, type RoundTrip } from '../round-trip.ts';

/** LOG_DATA.data. */
const DATA_BYTES = 90;
/** Asked for at once: 512 blocks, so that the buffer stays small. */
const CHUNK_BYTES = 512 * DATA_BYTES;
/** Holes that are closer than that are asked for in one request: a round trip costs more than the blocks between. */
const MERGE_BYTES = 32 * DATA_BYTES;
/** On a slow radio one block takes 20 ms, and others have their turn. */
const LEAST_GAP_MS = 250;
const RESENDS = 6;
/** Of one chunk. */
const MOST_HOLES = 512;

export type LogReadJob = {
  readonly target: MavId;
  readonly id: number;
  readonly from: number;
  readonly to: number;
};

export type LogReadOutcome = {
  readonly kind: 'complete' | 'no-answer' | 'cancelled';
  readonly at: number;
};

type Reading = {
  readonly kind: 'reading';
  readonly buffer: BlockBuffer;
  /** End of what was asked for last. */
  readonly end: number;
  readonly askedAt: number;
  /** Something new came since. */
  readonly heard: boolean;
  readonly roundTrip: RoundTrip;
  readonly inVain: number;
};

type State =
  | { readonly kind: 'idle' }
  | Reading
  | { readonly kind: 'done'; readonly outcome: LogReadOutcome };

type Step = Transition<State, ProtocolEffect>;

const next = (state: State, ...effects: ProtocolEffect[]): Step =>
  go<State, ProtocolEffect>(state, ...effects);

const finish = (state: Reading, kind: LogReadOutcome['kind'], job: LogReadJob): Step =>
  next(
    { kind: 'done', outcome: { kind, at: state.buffer.at } },
    send(
      messageOf(common.LogRequestEnd, {
        targetSystem: job.target.sysid,
        targetComponent: job.target.compid,
      }),
    ),
  );

const gapTimer = ({ roundTrip, inVain }: Reading): ProtocolEffect =>
  timer(Math.max(LEAST_GAP_MS, waitMs(roundTrip, inVain)));

/** The first hole with those that follow closely, else what comes next. */
const wanted = ({ buffer }: Reading, { to }: LogReadJob): Span => {
  const offset = buffer.at;
  const [first, ...others] = holesOf(buffer, CHUNK_BYTES, MOST_HOLES);
  if (first === undefined) return { offset, size: Math.min(CHUNK_BYTES, to - offset) };
  let end = first.offset + first.size;
  for (const hole of others) {
    if (hole.offset - end > MERGE_BYTES) break;
    end = hole.offset + hole.size;
  }
  return { offset, size: end - offset };
};

const ask = (state: Reading, job: LogReadJob, at: number): Step => {
  if (state.buffer.at >= job.to) return finish(state, 'complete', job);
  const { offset, size } = wanted(state, job);
  const asked: Reading = { ...state, end: offset + size, askedAt: at, heard: false };
  const request = messageOf(common.LogRequestData, {
    targetSystem: job.target.sysid,
    targetComponent: job.target.compid,
    id: job.id,
    ofs: offset,
    count: size,
  });
  return next(asked, send(request), gapTimer(asked));
};

const proceed = (state: Reading, job: LogReadJob, at: number): Step => {
  if (state.heard) return ask({ ...state, inVain: 0 }, job, at);
  return state.inVain >= RESENDS
    ? finish(state, 'no-answer', job)
    : ask({ ...state, inVain: state.inVain + 1 }, job, at);
};

/** Data beyond what was asked for belongs to a request of before, and is good all the same. */
const isUsable = ({ buffer }: Reading, ofs: number, size: number): boolean =>
  size > 0 && ofs <= buffer.at + 2 * CHUNK_BYTES;

const onData = (state: Reading, message: MavMessage, job: LogReadJob, at: number): Step => {
  if (!isMessage(message, common.LogData) || message.fields.id !== job.id) return stay(state);
  const { ofs, count, data } = message.fields;
  const size = Math.min(count, DATA_BYTES, job.to - ofs);
  if (!isUsable(state, ofs, size)) return stay(state);
  const { buffer, ready } = putBlock(state.buffer, ofs, Uint8Array.from(data.slice(0, size)));
  const measures = !state.heard && state.inVain === 0;
  const heard: Reading = {
    ...state,
    buffer,
    heard: state.heard || buffer !== state.buffer,
    roundTrip: measures ? measured(state.roundTrip, at - state.askedAt) : state.roundTrip,
  };
  const stored = ready.map(store);
  if (buffer.at < job.to && ofs + size < state.end) return next(heard, ...stored, gapTimer(heard));
  // A late copy of a last block is no end of what was asked for.
  if (!heard.heard) return stay(state);
  const then = proceed(heard, job, at);
  return next(then.state, ...stored, ...then.effects);
};

const begin = ({ from }: LogReadJob): Reading => ({
  kind: 'reading',
  buffer: emptyBuffer(from),
  end: from,
  askedAt: 0,
  heard: false,
  roundTrip: undefined,
  inVain: 0,
});

/**
 * A log by LOG_REQUEST_DATA, chunk by chunk; holes are asked for one after another before the next chunk.
 * idle → reading → done. Bytes are handed on in order, each once.
 */
export const logReadMachine = (job: LogReadJob): ProtocolMachine<State, LogReadOutcome> => ({
  initial: { kind: 'idle' },
  outcome: (state) => (state.kind === 'done' ? state.outcome : undefined),
  step: (state, input) => {
    const at = input.at ?? 0;
    if (state.kind === 'done') return stay(state);
    if (state.kind === 'idle') return input.kind === 'start' ? ask(begin(job), job, at) : stay(state);
    switch (input.kind) {
      case 'start':
        return stay(state);
      case 'cancel':
        return finish(state, 'cancelled', job);
      case 'timeout':
        return proceed(state, job, at);
      case 'message':
        return onData(state, input.message, job, at);
    }
  },
});
