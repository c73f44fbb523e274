import { common, type MavLinkData } from 'mavlink-mappings';
import { go, impossible, stay, type Transition } from '../core/machine.ts';
import { isMessage, messageOf, type FieldsOf } from './codec.ts';
import {
  note,
  send,
  timer,
  type MavId,
  type ProtocolEffect,
  type ProtocolInput,
  type ProtocolMachine,
} from './protocol.ts';

/**
 * - `query`: asks only; resent freely;
 * - `safe`: idempotent and towards safety (hold, return, land, disarm when landed); resent;
 * - `one-shot`: sent exactly once per intent. No answer means *unknown*: only telemetry or a person can tell.
 */
export type CommandClass = 'query' | 'safe' | 'one-shot';

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
};

export type CommandOutcome =
  | { readonly kind: 'answered'; readonly result: common.MavResult; readonly resultParam2: number }
  /** A one-shot without answer: it may have been carried out. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'no-answer'; readonly sent: number }
  | { readonly kind: 'cancelled' };

export type CommandState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'waiting'; readonly sent: number; readonly inProgress: boolean }
  | { readonly kind: 'done'; readonly outcome: CommandOutcome };

/** As PX4's own command sender and MAVSDK: 0.5 s, three resends. */
const RESEND_AFTER_MS = 500;
const RESENDS = 3;
/** A one-shot's answer is worth nothing later than that (reliability: expiry of one-shots). */
const ONE_SHOT_EXPIRY_MS = 3000;
/** After IN_PROGRESS the vehicle owes a final answer; MAVSDK waits as long. */
const IN_PROGRESS_MS = 3000;

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

const firstWait = (request: CommandRequest): number =>
  request.class === 'one-shot' ? ONE_SHOT_EXPIRY_MS : RESEND_AFTER_MS;

const onTimeout = (
  state: Extract<CommandState, { kind: 'waiting' }>,
  request: CommandRequest,
  target: MavId,
): Transition<CommandState, ProtocolEffect> => {
  if (request.class === 'one-shot') return ended({ kind: 'unknown' });
  if (state.inProgress || state.sent > RESENDS) return ended({ kind: 'no-answer', sent: state.sent });
  return go<CommandState, ProtocolEffect>(
    { ...state, sent: state.sent + 1 },
    send(build(request, target, state.sent)),
    timer(RESEND_AFTER_MS),
  );
};

const onAck = (
  state: Extract<CommandState, { kind: 'waiting' }>,
  ack: { result: common.MavResult; resultParam2: number },
): Transition<CommandState, ProtocolEffect> =>
  ack.result === common.MavResult.IN_PROGRESS
    ? go<CommandState, ProtocolEffect>({ ...state, inProgress: true }, timer(IN_PROGRESS_MS))
    : ended({ kind: 'answered', result: ack.result, resultParam2: ack.resultParam2 });

/** True for the vehicle's answer to that command of ours. The runner has checked the source. */
const answers = (ack: FieldsOf<common.CommandAck>, request: CommandRequest, self: MavId): boolean => {
  const command: number = ack.command;
  return (
    command === request.command && ack.targetSystem === self.sysid && ack.targetComponent === self.compid
  );
};

/** idle → waiting (resends by class, prolonged by IN_PROGRESS) → done. */
export const commandMachine = (
  request: CommandRequest,
  target: MavId,
  self: MavId,
): ProtocolMachine<CommandState, CommandOutcome> => ({
  initial: { kind: 'idle' },
  outcome: (state) => (state.kind === 'done' ? state.outcome : undefined),
  step: (state: CommandState, input: ProtocolInput): Transition<CommandState, ProtocolEffect> => {
    switch (state.kind) {
      case 'idle':
        if (input.kind !== 'start') return stay(state);
        return go<CommandState, ProtocolEffect>(
          { kind: 'waiting', sent: 1, inProgress: false },
          send(build(request, target, 0)),
          timer(firstWait(request)),
        );
      case 'waiting':
        if (input.kind === 'cancel')
          return ended(request.class === 'one-shot' ? { kind: 'unknown' } : { kind: 'cancelled' });
        if (input.kind === 'timeout') return onTimeout(state, request, target);
        if (input.kind !== 'message' || !isMessage(input.message, common.CommandAck)) return stay(state);
        if (!answers(input.message.fields, request, self))
          return go(state, note(`COMMAND_ACK of another command or for somebody else ignored`));
        return onAck(state, input.message.fields);
      case 'done':
        return stay(state);
      default:
        return impossible(state);
    }
  },
});
