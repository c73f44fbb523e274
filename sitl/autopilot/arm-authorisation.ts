import { common } from 'mavlink-mappings';
import { isMessage } from '../../server/mavlink/codec.ts';
import type { VehicleService } from './service.ts';
import { SEVERITY, type Autopilot } from './state.ts';

/** What the vehicle knows of its leave to arm (PX4's ArmAuthorization.cpp). Times are the vehicle's. */
export type ArmAuth =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'waiting';
      readonly askedMs: number;
      readonly untilMs: number;
      /** The arming that waits for the answer: of the method with one step. */
      readonly arming: ((mayArm: boolean) => void) | undefined;
    }
  | { readonly kind: 'approved'; readonly untilMs: number };

/** COM_ARM_AUTH_MET: the first arming command asks and is refused, a second one arms. */
const TWO_STEPS = 1;
/** PX4 repeats a command of its own that nobody has answered: every 500 ms, three times. */
const AGAIN_MS = 500;
const REPEATS = 3;

/** MAV_RESULT. */
const ACCEPTED = 0;
const TEMPORARILY_REJECTED = 1;
const IN_PROGRESS = 5;
/** MAV_CMD_ARM_AUTHORIZATION_REQUEST. */
const ASK = 3001;

/** By `progress` of the answer, where PX4 looks for the reason; 1 = the authoriser itself tells people. */
const DENIALS: Readonly<Record<number, (param2: number) => string | undefined>> = {
  1: () => undefined,
  2: (item) => `Arm auth: Denied, waypoint ${item} have a invalid value`,
  3: () => 'Arm auth: Denied by timeout in authorizer',
  4: () => 'Arm auth: Denied because airspace is in use',
  5: () => 'Arm auth: Denied because of bad weather',
};

const say = (ap: Autopilot, text: string | undefined, severity: number = SEVERITY.CRITICAL): void => {
  if (text !== undefined) ap.text(severity, text);
};

const ask = (ap: Autopilot, confirmation: number): void =>
  ap.send(common.CommandLong, {
    targetSystem: ap.parameters.value('COM_ARM_AUTH_ID'),
    targetComponent: 0,
    command: ASK,
    confirmation,
  });

const end = (ap: Autopilot, next: ArmAuth): void => {
  const before = ap.armAuth;
  ap.armAuth = next;
  if (before.kind === 'waiting') before.arming?.(next.kind === 'approved');
};

/**
 * Whether it may arm now. `later`: asked, and `arming` is told. PX4 stops its commander for that time; here the command
 * waits and everything else goes on.
 */
export const mayArm = (ap: Autopilot, arming: (mayArm: boolean) => void): 'yes' | 'no' | 'later' => {
  if (ap.parameters.value('COM_ARM_AUTH_REQ') === 0 || ap.armAuth.kind === 'approved') return 'yes';
  if (ap.armAuth.kind === 'waiting') return 'no';
  const isTwoSteps = ap.parameters.value('COM_ARM_AUTH_MET') === TWO_STEPS;
  const untilMs = ap.bootMs + ap.parameters.value('COM_ARM_AUTH_TO') * 1000;
  ap.armAuth = { kind: 'waiting', askedMs: ap.bootMs, untilMs, arming: isTwoSteps ? undefined : arming };
  ap.armAsked = { sentMs: ap.bootMs, repeats: 0 };
  ask(ap, 0);
  if (!isTwoSteps) return 'later';
  say(ap, 'Arm auth: Requesting authorization...', SEVERITY.INFO);
  return 'no';
};

type Answer = { readonly result: number; readonly progress: number; readonly resultParam2: number };

/** An answer that comes at the time of the question is taken for one to an earlier question. */
const answered = (ap: Autopilot, { result, progress, resultParam2 }: Answer): void => {
  if (ap.armAuth.kind !== 'waiting' || ap.bootMs <= ap.armAuth.askedMs || result === IN_PROGRESS) return;
  if (result === ACCEPTED) {
    say(ap, `Arm auth: Authorized for the next ${resultParam2} seconds`, SEVERITY.INFO);
    return end(ap, { kind: 'approved', untilMs: ap.bootMs + resultParam2 * 1000 });
  }
  const denial = DENIALS[progress] ?? (() => 'Arm auth: Denied');
  say(ap, result === TEMPORARILY_REJECTED ? 'Arm auth: Temporarily rejected' : denial(resultParam2));
  end(ap, { kind: 'idle' });
};

const askAgain = (ap: Autopilot): void => {
  const asked = ap.armAsked;
  if (asked === undefined || ap.bootMs - asked.sentMs < AGAIN_MS) return;
  const repeats = asked.repeats + 1;
  ap.armAsked = repeats > REPEATS ? undefined : { sentMs: ap.bootMs, repeats };
  if (repeats <= REPEATS) ask(ap, repeats);
};

/** The answers of a ground station, and their absence. */
export const createArmAuthorisation = (): VehicleService => ({
  handle: (ap, message) => {
    if (!isMessage(message, common.CommandAck) || (message.fields.command as number) !== ASK) return false;
    if (message.fields.targetSystem !== ap.sysid) return true;
    ap.armAsked = undefined;
    answered(ap, message.fields);
    return true;
  },
  run: (ap) => {
    askAgain(ap);
    if (ap.armAuth.kind === 'idle' || ap.bootMs <= ap.armAuth.untilMs) return;
    if (ap.armAuth.kind === 'waiting') say(ap, 'Arm auth: No response');
    end(ap, { kind: 'idle' });
  },
});
