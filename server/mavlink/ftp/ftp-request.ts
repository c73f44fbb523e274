import { go, stay, type Transition } from '../../core/machine.ts';
import {
  send,
  timer,
  type MavId,
  type ProtocolEffect,
  type ProtocolInput,
  type ProtocolMachine,
} from '../protocol.ts';
import { ftpMessage, ftpPacketOf, nextSeq, type FtpPacket } from './ftp-wire.ts';
import { measured, waitMs, type RoundTrip } from '../round-trip.ts';

/** After the first frame. */
export const FTP_RESENDS = 6;
/** Past every number that a vehicle may hold an answer for. */
const LEAP = 64;

/** Where the talk with a vehicle's file server stands: the next free number, and how long it takes to answer. */
export type FtpTalk = { readonly seq: number; readonly roundTrip: RoundTrip };

export type FtpRequest = {
  readonly target: MavId;
  readonly self: MavId;
  readonly talk: FtpTalk;
  readonly packet: Partial<FtpPacket> & Pick<FtpPacket, 'opcode'>;
  /** For work that takes the vehicle longer than a round trip. */
  readonly leastWaitMs?: number;
};

export type FtpAnswer =
  | { readonly kind: 'answered'; readonly packet: FtpPacket; readonly talk: FtpTalk }
  | { readonly kind: 'no-answer'; readonly sent: number; readonly talk: FtpTalk }
  | { readonly kind: 'cancelled'; readonly talk: FtpTalk };

type State =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'waiting';
      readonly seq: number;
      readonly sent: number;
      readonly sentAt: number;
    }
  | { readonly kind: 'done'; readonly answer: FtpAnswer };

type Waiting = Extract<State, { kind: 'waiting' }>;
type Step = Transition<State, ProtocolEffect>;

const next = (state: State, ...effects: ProtocolEffect[]): Step =>
  go<State, ProtocolEffect>(state, ...effects);

const ask = ({ target, packet, talk, leastWaitMs = 0 }: FtpRequest, waiting: Omit<Waiting, 'kind'>): Step =>
  next(
    { kind: 'waiting', ...waiting },
    send(ftpMessage(target, { ...packet, seq: waiting.seq })),
    timer(Math.max(leastWaitMs, waitMs(talk.roundTrip, waiting.sent - 1))),
  );

const end = (answer: FtpAnswer): Step => next({ kind: 'done', answer });

const onPacket = (state: Waiting, heard: FtpPacket, request: FtpRequest, at: number): Step => {
  const { seq, sent, sentAt } = state;
  const { talk, packet, leastWaitMs = 0 } = request;
  if (heard.seq !== nextSeq(seq)) return stay(state);
  if (heard.reqOpcode !== packet.opcode)
    return sent > FTP_RESENDS
      ? stay(state)
      : ask(request, { seq: nextSeq(seq, LEAP), sent: sent + 1, sentAt: at });
  // An answer to a resent request may be one to the first: it measures nothing.
  const measures = sent === 1 && leastWaitMs === 0;
  const roundTrip = measures ? measured(talk.roundTrip, at - sentAt) : talk.roundTrip;
  return end({ kind: 'answered', packet: heard, talk: { seq: nextSeq(seq, 2), roundTrip } });
};

const onInput = (state: Waiting, input: ProtocolInput, request: FtpRequest): Step => {
  const at = input.at ?? 0;
  const { seq, sent } = state;
  const talk: FtpTalk = { ...request.talk, seq: nextSeq(seq, 2) };
  switch (input.kind) {
    case 'start':
      return stay(state);
    case 'cancel':
      return end({ kind: 'cancelled', talk });
    case 'timeout':
      return sent > FTP_RESENDS
        ? end({ kind: 'no-answer', sent, talk })
        : ask(request, { seq, sent: sent + 1, sentAt: at });
    case 'message': {
      const heard = ftpPacketOf(input.message, request.self);
      return heard === undefined ? stay(state) : onPacket(state, heard, request, at);
    }
  }
};

/**
 * One request and its answer: idle → waiting → done. A resend has the same number, so that the vehicle says again what
 * got lost instead of doing it twice. A right number with another operation is an answer to somebody before us: then
 * the request goes out under a new number.
 */
export const ftpRequestMachine = (request: FtpRequest): ProtocolMachine<State, FtpAnswer> => ({
  initial: { kind: 'idle' },
  outcome: (state) => (state.kind === 'done' ? state.answer : undefined),
  step: (state, input) => {
    if (state.kind === 'done') return stay(state);
    if (state.kind === 'waiting') return onInput(state, input, request);
    return input.kind === 'start'
      ? ask(request, { seq: request.talk.seq, sent: 1, sentAt: input.at ?? 0 })
      : stay(state);
  },
});
