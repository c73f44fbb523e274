import { common, type MavLinkData } from 'mavlink-mappings';
import { go, impossible, stay, type Transition } from '../core/machine.ts';
import { isMessage, messageOf, type FieldsOf } from './codec.ts';
import type { CommandClass } from './command-classes.ts';
import {
  note,
  send,
  timer,
  type MavId,
  type ProtocolEffect,
  type ProtocolInput,
  type ProtocolMachine,
} from './protocol.ts';
import type { TwoPersonProof } from './two-person.ts';

export type CommandRequest = {
  readonly class: CommandClass;
  readonly command: number;
  /** param1 to param7; missing ones are 0. */
  readonly params: readonly number[];
  /**
   * COMMAND_INT for positions: param5 and param6 are degE7 and param7 the altitude in that MAV_FRAME.
   * Default: COMMAND_LONG.
   */
  readonly frame?: number;
  /** Of class `two-person` only. */
  readonly proof?: TwoPersonProof;
};

export type CommandOutcome =
  | { readonly kind: 'answered'; readonly result: common.MavResult; readonly resultParam2: number }
  /** A one-shot without answer: it may have been carried out. */
  | { readonly kind: 'unknown'; readonly inProgress: boolean }
  | { readonly kind: 'no-answer'; readonly sent: number }
  | { readonly kind: 'cancelled'; readonly inProgress: boolean };

export type CommandState =
  | { readonly kind: 'idle' }
  /** `progress`: the vehicle has said IN_PROGRESS, `fresh` since the timer started, which it has prolonged so often. */
  | {
      readonly kind: 'waiting';
      readonly sent: number;
      readonly progress?: { readonly fresh: boolean; readonly prolonged: number };
    }
  | { readonly kind: 'done'; readonly outcome: CommandOutcome };

/** As PX4's own command sender and MAVSDK: 0.5 s, three resends. */
const RESEND_AFTER_MS = 500;
const RESENDS = 3;
/** A one-shot's answer is worth nothing later than that (reliability: expiry of one-shots). */
const ONE_SHOT_EXPIRY_MS = 3000;
/** After IN_PROGRESS the vehicle owes another answer; MAVSDK waits as long. */
const IN_PROGRESS_MS = 3000;
/** No command of ours takes a minute: a vehicle that goes on saying IN_PROGRESS says nothing. */
const MOST_PROLONGED = 20;

const buildLong = (request: CommandRequest, target: MavId, confirmation: number): MavLinkData => {
  const [p1 = 0, p2 = 0, p3 = 0, p4 = 0, p5 = 0, p6 = 0, p7 = 0] = request.params;
  return messageOf(common.CommandLong, {
    targetSystem: target.sysid,
    targetComponent: target.compid,
    command: request.command,
    confirmation,
    _param1: p1,
    _param2: p2,
    _param3: p3,
    _param4: p4,
    _param5: p5,
    _param6: p6,
    _param7: p7,
  });
};

const buildInt = (request: CommandRequest, target: MavId, frame: number): MavLinkData => {
  const [p1 = 0, p2 = 0, p3 = 0, p4 = 0, x = 0, y = 0, p7 = 0] = request.params;
  return messageOf(common.CommandInt, {
    targetSystem: target.sysid,
    targetComponent: target.compid,
    command: request.command,
    frame,
    _param1: p1,
    _param2: p2,
    _param3: p3,
    _param4: p4,
    _param5: x,
    _param6: y,
    _param7: p7,
  });
};

/** Confirmation counts resends; COMMAND_INT has none. */
const build = (request: CommandRequest, target: MavId, confirmation: number): MavLinkData =>
  request.frame === undefined
    ? buildLong(request, target, confirmation)
    : buildInt(request, target, request.frame);

const ended = (outcome: CommandOutcome): Transition<CommandState, ProtocolEffect> =>
  go<CommandState, ProtocolEffect>({ kind: 'done', outcome });

/** One frame on the wire, ever. */
const isOneShot = (request: CommandRequest): boolean =>
  request.class === 'one-shot' || request.class === 'two-person';

const firstWait = (request: CommandRequest): number =>
  isOneShot(request) ? ONE_SHOT_EXPIRY_MS : RESEND_AFTER_MS;

type Waiting = Extract<CommandState, { kind: 'waiting' }>;
type Step = Transition<CommandState, ProtocolEffect>;
type Asked = { readonly request: CommandRequest; readonly supersedes: boolean };

const onTimeout = (state: Waiting, request: CommandRequest, target: MavId): Step => {
  const { progress, sent } = state;
  if (progress?.fresh === true && progress.prolonged < MOST_PROLONGED)
    return go<CommandState, ProtocolEffect>(
      { ...state, progress: { fresh: false, prolonged: progress.prolonged + 1 } },
      timer(IN_PROGRESS_MS),
    );
  if (isOneShot(request)) return ended({ kind: 'unknown', inProgress: progress !== undefined });
  if (progress !== undefined || sent > RESENDS) return ended({ kind: 'no-answer', sent });
  return go<CommandState, ProtocolEffect>(
    { ...state, sent: sent + 1 },
    send(build(request, target, sent)),
    timer(RESEND_AFTER_MS),
  );
};

type Ack = { readonly result: common.MavResult; readonly resultParam2: number };

const onAck = (state: Waiting, ack: Ack, { supersedes, request }: Asked): Step => {
  if (supersedes && state.sent === 1 && !isOneShot(request))
    return go(state, note('COMMAND_ACK that may be that of the command before ignored'));
  if (ack.result !== common.MavResult.IN_PROGRESS)
    return ended({ kind: 'answered', result: ack.result, resultParam2: ack.resultParam2 });
  return state.progress === undefined
    ? go<CommandState, ProtocolEffect>(
        { ...state, progress: { fresh: false, prolonged: 0 } },
        timer(IN_PROGRESS_MS),
      )
    : stay({ ...state, progress: { ...state.progress, fresh: true } });
};

const onCancel = (state: Waiting, request: CommandRequest): Step =>
  ended({
    kind: isOneShot(request) ? 'unknown' : 'cancelled',
    inProgress: state.progress !== undefined,
  });

/** True for the vehicle's answer to that command of ours. The runner has checked the source. */
const answers = (ack: FieldsOf<common.CommandAck>, request: CommandRequest, self: MavId): boolean => {
  const command: number = ack.command;
  return (
    command === request.command && ack.targetSystem === self.sysid && ack.targetComponent === self.compid
  );
};

/**
 * idle → waiting (resends by class, prolonged by IN_PROGRESS) → done. With `supersedes` a frame of the same command was
 * unanswered when this one left: up to its first resend an ACK may be that one's, also a refusal, and does not count.
 */
export const commandMachine = (
  request: CommandRequest,
  target: MavId,
  self: MavId,
  supersedes = false,
): ProtocolMachine<CommandState, CommandOutcome> => ({
  initial: { kind: 'idle' },
  outcome: (state) => (state.kind === 'done' ? state.outcome : undefined),
  step: (state: CommandState, input: ProtocolInput): Transition<CommandState, ProtocolEffect> => {
    switch (state.kind) {
      case 'idle':
        if (input.kind !== 'start') return stay(state);
        return go<CommandState, ProtocolEffect>(
          { kind: 'waiting', sent: 1 },
          send(build(request, target, 0)),
          timer(firstWait(request)),
        );
      case 'waiting':
        if (input.kind === 'cancel') return onCancel(state, request);
        if (input.kind === 'timeout') return onTimeout(state, request, target);
        if (input.kind !== 'message' || !isMessage(input.message, common.CommandAck)) return stay(state);
        if (!answers(input.message.fields, request, self))
          return go(state, note(`COMMAND_ACK of another command or for somebody else ignored`));
        return onAck(state, input.message.fields, { supersedes, request });
      case 'done':
        return stay(state);
      default:
        return impossible(state);
    }
  },
});
