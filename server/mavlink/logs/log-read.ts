import { common } from 'mavlink-mappings';
import { go, stay, type Transition } from '../../core/machine.ts';
import { emptyBuffer, holesOf, putBlock, type BlockBuffer } from '../block-buffer.ts';
import { isMessage, messageOf, type MavMessage } from '../codec.ts';
import { send, store, timer, type MavId, type ProtocolEffect, type ProtocolMachine } from '../protocol.ts';

/** LOG_DATA.data. */
const DATA_BYTES = 90;
/** Asked for at once: 512 blocks, so that the buffer stays small. */
const CHUNK_BYTES = 512 * DATA_BYTES;
/** Longer than a mobile network's round trip. */
const GAP_MS = 1000;
const RESENDS = 6;

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
  /** Something new came since. */
  readonly heard: boolean;
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

/** The first hole, else what comes next. */
const ask = (state: Reading, job: LogReadJob): Step => {
  if (state.buffer.at >= job.to) return finish(state, 'complete', job);
  const [hole] = holesOf(state.buffer, CHUNK_BYTES, 1);
  const offset = state.buffer.at;
  const count = hole?.size ?? Math.min(CHUNK_BYTES, job.to - offset);
  const asked: Reading = { ...state, end: offset + count, heard: false };
  const request = messageOf(common.LogRequestData, {
    targetSystem: job.target.sysid,
    targetComponent: job.target.compid,
    id: job.id,
    ofs: offset,
    count,
  });
  return next(asked, send(request), timer(GAP_MS));
};

const proceed = (state: Reading, job: LogReadJob): Step => {
  if (state.heard) return ask({ ...state, inVain: 0 }, job);
  return state.inVain >= RESENDS
    ? finish(state, 'no-answer', job)
    : ask({ ...state, inVain: state.inVain + 1 }, job);
};

/** Data beyond what was asked for belongs to a request of before, and is good all the same. */
const isUsable = ({ buffer }: Reading, ofs: number, size: number): boolean =>
  size > 0 && ofs <= buffer.at + 2 * CHUNK_BYTES;

const onData = (state: Reading, message: MavMessage, job: LogReadJob): Step => {
  if (!isMessage(message, common.LogData) || message.fields.id !== job.id) return stay(state);
  const { ofs, count, data } = message.fields;
  const size = Math.min(count, DATA_BYTES, job.to - ofs);
  if (!isUsable(state, ofs, size)) return stay(state);
  const { buffer, ready } = putBlock(state.buffer, ofs, Uint8Array.from(data.slice(0, size)));
  const heard: Reading = { ...state, buffer, heard: state.heard || buffer !== state.buffer };
  const stored = ready.map(store);
  if (buffer.at < job.to && ofs + size < state.end) return next(heard, ...stored, timer(GAP_MS));
  // A late copy of a last block is no end of what was asked for.
  if (!heard.heard) return stay(state);
  const then = proceed(heard, job);
  return next(then.state, ...stored, ...then.effects);
};

/**
 * A log by LOG_REQUEST_DATA, chunk by chunk; holes are asked for one after another before the next chunk.
 * idle → reading → done. Bytes are handed on in order, each once.
 */
export const logReadMachine = (job: LogReadJob): ProtocolMachine<State, LogReadOutcome> => ({
  initial: { kind: 'idle' },
  outcome: (state) => (state.kind === 'done' ? state.outcome : undefined),
  step: (state, input) => {
    if (state.kind === 'done') return stay(state);
    if (state.kind === 'idle')
      return input.kind === 'start'
        ? ask({ kind: 'reading', buffer: emptyBuffer(job.from), end: job.from, heard: false, inVain: 0 }, job)
        : stay(state);
    switch (input.kind) {
      case 'start':
        return stay(state);
      case 'cancel':
        return finish(state, 'cancelled', job);
      case 'timeout':
        return proceed(state, job);
      case 'message':
        return onData(state, input.message, job);
    }
  },
});
