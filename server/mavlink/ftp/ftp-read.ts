import { go, stay, type Transition } from '../../core/machine.ts';
import { emptyBuffer, holesOf, putBlock, type BlockBuffer } from '../block-buffer.ts';
import {
  send,
  store,
  timer,
  type MavId,
  type ProtocolEffect,
  type ProtocolInput,
  type ProtocolMachine,
} from '../protocol.ts';
import { FTP_RESENDS, type FtpTalk } from './ftp-request.ts';
import {
  FTP,
  FTP_DATA_BYTES,
  ftpMessage,
  ftpPacketOf,
  nakOf,
  nextSeq,
  type FtpPacket,
  type NakName,
} from './ftp-wire.ts';
import { measured, waitMs } from '../round-trip.ts';

/** Blocks of a burst come one after another; on a slow radio one takes 50 ms. */
const LEAST_GAP_MS = 250;
/** Holes that are asked for at once. */
const FILL_AT_ONCE = 8;
/** PX4 sends some 170 blocks in a burst; the numbers of that many answers are kept free. */
const BURST_SEQS = 1024;
/** Below what a link lets through, so that the vehicle's telemetry still finds room beside its blocks. */
const BLOCKS_PER_MS = 6;
/** Few blocks harm nobody. */
const LEAST_PAUSE_MS = 10;
/** What comes further ahead of its turn is dropped and asked for again: memory is bounded. */
const MOST_AHEAD_BYTES = 256 * 1024;
/** Answers that are further off belong to another transfer. */
const SEQ_WINDOW = 4096;

export type FtpReadJob = {
  readonly target: MavId;
  readonly self: MavId;
  readonly talk: FtpTalk;
  readonly session: number;
  /** Where to start, and where the file ends. */
  readonly from: number;
  readonly to: number;
};

export type FtpReadOutcome = { readonly at: number; readonly talk: FtpTalk } & (
  | { readonly kind: 'complete' }
  | { readonly kind: 'refused'; readonly nak: NakName }
  | { readonly kind: 'no-answer' | 'cancelled' }
);

type Reading = {
  /** `pause`: the next request waits, for the last one brought much in little time. */
  readonly kind: 'burst' | 'fill' | 'pause';
  readonly buffer: BlockBuffer;
  readonly talk: FtpTalk;
  /** The number of what was asked last, and how many answers to it may still come. */
  readonly askedSeq: number;
  readonly open: number;
  readonly askedAt: number;
  /** Something new came since it was asked. */
  readonly heard: boolean;
  /** Requests since the last new byte. */
  readonly inVain: number;
  /** Blocks that came since, new or not. */
  readonly blocks: number;
  /** False once the vehicle has said that it knows no bursts. */
  readonly bursts: boolean;
};

type State =
  | { readonly kind: 'idle' }
  | Reading
  | { readonly kind: 'done'; readonly outcome: FtpReadOutcome };

type Step = Transition<State, ProtocolEffect>;

const next = (state: State, ...effects: ProtocolEffect[]): Step =>
  go<State, ProtocolEffect>(state, ...effects);

const finish = ({ buffer, talk }: Reading, how: { kind: 'complete' | 'no-answer' | 'cancelled' }): Step =>
  next({ kind: 'done', outcome: { ...how, at: buffer.at, talk: leaveSession(talk) } });

/** Late blocks of this session must not be taken for the next one's. */
const leaveSession = (talk: FtpTalk): FtpTalk => ({ ...talk, seq: nextSeq(talk.seq, 2 * SEQ_WINDOW) });

const refused = ({ buffer, talk }: Reading, nak: NakName): Step =>
  next({ kind: 'done', outcome: { kind: 'refused', nak, at: buffer.at, talk: leaveSession(talk) } });

const gapTimer = ({ talk, inVain }: Reading): ProtocolEffect =>
  timer(Math.max(LEAST_GAP_MS, waitMs(talk.roundTrip, inVain)));

const askBurst = (state: Reading, job: FtpReadJob, at: number): Step => {
  const { talk, buffer } = state;
  const packet = { seq: talk.seq, session: job.session, opcode: FTP.BURST, offset: buffer.at };
  const asked: Reading = {
    ...state,
    kind: 'burst',
    talk: { ...talk, seq: nextSeq(talk.seq, BURST_SEQS) },
    askedSeq: talk.seq,
    askedAt: at,
    heard: false,
    blocks: 0,
    open: 1,
  };
  return next(asked, send(ftpMessage(job.target, { ...packet, size: FTP_DATA_BYTES })), gapTimer(asked));
};

const askHoles = (state: Reading, job: FtpReadJob, at: number): Step => {
  const holes = holesOf(state.buffer, FTP_DATA_BYTES, FILL_AT_ONCE);
  const { at: from } = state.buffer;
  // Without bursts the file is one hole after another.
  const wanted = holes.length > 0 ? holes : [{ offset: from, size: Math.min(FTP_DATA_BYTES, job.to - from) }];
  const sends = wanted.map(({ offset, size }, i) => {
    const packet = { seq: nextSeq(state.talk.seq, 2 * i), session: job.session, opcode: FTP.READ };
    return send(ftpMessage(job.target, { ...packet, offset, size }));
  });
  const asked: Reading = {
    ...state,
    kind: 'fill',
    talk: { ...state.talk, seq: nextSeq(state.talk.seq, 2 * wanted.length) },
    askedSeq: state.talk.seq,
    askedAt: at,
    heard: false,
    blocks: 0,
    open: wanted.length,
  };
  return next(asked, ...sends, gapTimer(asked));
};

const pauseOf = ({ blocks, askedAt }: Reading, at: number): number =>
  Math.ceil(blocks / BLOCKS_PER_MS - (at - askedAt));

/** What was asked for has come, or what there was of it. */
const settle = (state: Reading, job: FtpReadJob, at: number): Step => {
  if (state.buffer.at >= job.to) return finish(state, { kind: 'complete' });
  const pauseMs = pauseOf(state, at);
  if (pauseMs >= LEAST_PAUSE_MS) return next({ ...state, kind: 'pause' }, timer(pauseMs));
  if (state.buffer.beyond.length > 0 || !state.bursts) return askHoles(state, job, at);
  return askBurst(state, job, at);
};

/** After a request that brought something new the next one follows; those that bring nothing are counted. */
const proceed = (state: Reading, job: FtpReadJob, at: number, otherwise: () => Step): Step => {
  if (state.heard) return settle({ ...state, inVain: 0 }, job, at);
  return state.inVain >= FTP_RESENDS ? otherwise() : settle({ ...state, inVain: state.inVain + 1 }, job, at);
};

const silent = (state: Reading) => () => finish(state, { kind: 'no-answer' });

/** A late answer to something before tells nothing about what was asked last. */
const isLatest = (packet: FtpPacket, { askedSeq }: Reading): boolean => {
  const ahead = nextSeq(packet.seq, -askedSeq);
  return ahead > 0 && ahead <= BURST_SEQS;
};

const onNak = (state: Reading, packet: FtpPacket, job: FtpReadJob, at: number): Step => {
  const nak = nakOf(packet);
  if (nak === undefined || !isLatest(packet, state)) return stay(state);
  if (nak === 'UNKNOWN_COMMAND' && packet.reqOpcode === FTP.BURST)
    return settle({ ...state, bursts: false }, job, at);
  // The end of a burst, of which nothing may have come; a file that got shorter says nothing else.
  return nak === 'EOF' ? proceed(state, job, at, () => refused(state, nak)) : refused(state, nak);
};

/** What of the block is within the file and not too far ahead. */
const usable = ({ buffer }: Reading, { offset, data }: FtpPacket, job: FtpReadJob): Uint8Array => {
  const size = Math.min(data.length, job.to - offset);
  return size <= 0 || offset > buffer.at + MOST_AHEAD_BYTES ? new Uint8Array() : data.slice(0, size);
};

/** The state after a block. */
const heardBlock = (state: Reading, packet: FtpPacket, buffer: BlockBuffer, at: number): Reading => {
  const { talk } = state;
  const isNew = buffer !== state.buffer;
  const measures = !state.heard && state.inVain === 0 && isLatest(packet, state);
  const answersRead = state.kind === 'fill' && packet.reqOpcode === FTP.READ && isNew;
  return {
    ...state,
    buffer,
    heard: state.heard || isNew,
    blocks: state.blocks + 1,
    open: answersRead ? state.open - 1 : state.open,
    talk: measures ? { ...talk, roundTrip: measured(talk.roundTrip, at - state.askedAt) } : talk,
  };
};

const onBlock = (state: Reading, packet: FtpPacket, job: FtpReadJob, at: number): Step => {
  const put = putBlock(state.buffer, packet.offset, usable(state, packet, job));
  const heard = heardBlock(state, packet, put.buffer, at);
  const stored = put.ready.map(store);
  const endsBurst = heard.kind === 'burst' && packet.burstComplete && isLatest(packet, heard);
  const isOver = endsBurst || heard.open <= 0 || put.buffer.at >= job.to;
  if (!isOver)
    return next(
      heard,
      ...stored,
      heard.kind === 'pause' ? timer(Math.max(1, pauseOf(heard, at))) : gapTimer(heard),
    );
  const then = proceed(heard, job, at, silent(heard));
  return next(then.state, ...stored, ...then.effects);
};

const isOfThis = (packet: FtpPacket, { talk }: Reading, job: FtpReadJob): boolean =>
  packet.session === job.session &&
  (packet.reqOpcode === FTP.READ || packet.reqOpcode === FTP.BURST) &&
  nextSeq(talk.seq, SEQ_WINDOW - packet.seq) < 2 * SEQ_WINDOW;

const onInput = (state: Reading, input: ProtocolInput, job: FtpReadJob): Step => {
  const at = input.at ?? 0;
  if (input.kind === 'cancel') return finish(state, { kind: 'cancelled' });
  if (input.kind === 'timeout') return proceed(state, job, at, silent(state));
  const packet = input.kind === 'message' ? ftpPacketOf(input.message, job.self) : undefined;
  if (packet === undefined || !isOfThis(packet, state, job)) return stay(state);
  if (packet.opcode === FTP.NAK) return onNak(state, packet, job, at);
  return packet.opcode === FTP.ACK ? onBlock(state, packet, job, at) : stay(state);
};

/**
 * The content of an open file: burst after burst; what a burst lost is asked for block by block before the next one.
 * idle → burst ⇄ fill → done, with a pause between requests that bring much. Bytes are handed on in order, each once.
 */
export const ftpReadMachine = (job: FtpReadJob): ProtocolMachine<State, FtpReadOutcome> => ({
  initial: { kind: 'idle' },
  outcome: (state) => (state.kind === 'done' ? state.outcome : undefined),
  step: (state, input) => {
    if (state.kind === 'done') return stay(state);
    if (state.kind !== 'idle') return onInput(state, input, job);
    if (input.kind !== 'start') return stay(state);
    const start: Reading = {
      kind: 'burst',
      buffer: emptyBuffer(job.from),
      talk: job.talk,
      open: 0,
      askedSeq: job.talk.seq,
      askedAt: 0,
      heard: false,
      inVain: 0,
      blocks: 0,
      bursts: true,
    };
    return settle(start, job, input.at ?? 0);
  },
});
