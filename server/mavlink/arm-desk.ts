import { common } from 'mavlink-mappings';
import { isMessage, messageOf } from './codec.ts';
import { Handlers } from './handlers.ts';
import type { VehicleContext } from './vehicle-context.ts';

const ASKED = common.MavCmd.ARM_AUTHORIZATION_REQUEST;
const { GENERIC, TIMEOUT } = common.MavArmAuthDeniedReason;

/**
 * PX4 drops an answer that came at the time of its question, and asks no more after it. Where its clock moves in steps
 * (4 ms in a simulation, more on a busy machine), an answer at once is lost most of the time.
 */
const HOLD_MS = 50;

/** MAV_ARM_AUTH_DENIED_REASON as far as this station gives them. */
const REASONS = { generic: GENERIC, timeout: TIMEOUT } as const;

export type ArmAnswer =
  /** `forS`: whole seconds in which it may be armed. */
  | { readonly mayArm: true; readonly forS: number }
  | { readonly mayArm: false; readonly why: keyof typeof REASONS };

/** "May I arm?", which PX4 asks of a ground station where COM_ARM_AUTH_REQ is 1, and our answer. */
export type ArmDesk = {
  /** Called for each question, repeats of it too, when it is time to answer. */
  onAsked(handler: () => void): () => void;
  /** Sent once: the vehicle asks again if it gets lost. */
  answer(answer: ArmAnswer): void;
};

export const createArmDesk = ({ id, self, clock, log, port, signal }: VehicleContext): ArmDesk => {
  const handlers = new Handlers<undefined>(log);
  port.subscribe((message) => {
    if (!isMessage(message, common.CommandLong) && !isMessage(message, common.CommandInt)) return;
    const { command, targetSystem, targetComponent } = message.fields;
    // PX4 names no component.
    const isForUs = targetSystem === self.sysid && (targetComponent === 0 || targetComponent === self.compid);
    if (command !== ASKED || !isForUs) return;
    clock.after(HOLD_MS, () => {
      if (!signal.aborted) handlers.call(undefined);
    });
  });
  return {
    onAsked: (handler) => handlers.add(handler),
    answer: (answer) => {
      const reason = answer.mayArm ? 0 : REASONS[answer.why];
      port.send(
        messageOf(common.CommandAck, {
          command: ASKED,
          result: answer.mayArm ? common.MavResult.ACCEPTED : common.MavResult.DENIED,
          // common.xml has the reason in result_param2, PX4 reads it here.
          progress: reason,
          resultParam2: answer.mayArm ? answer.forS : reason,
          targetSystem: id.sysid,
          targetComponent: id.compid,
        }),
      );
    },
  };
};
