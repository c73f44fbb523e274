import { common } from 'mavlink-mappings';
import { commandOf } from './commands.ts';
import type { Partner } from './plan-transfer.ts';
import type { VehicleService } from './service.ts';
import type { Autopilot } from './state.ts';

const DO_GRIPPER = 211;
const IN_PROGRESS = 5;
const ACCEPTED = 0;
/** From the command to the gripper's own word that it is open or closed (seen on PX4: about 1 s), wall ms. */
const MOVES_MS = 1000;
/** PX4 tells the gripper at boot to close, and forwards that to everybody. */
const FIRST_WORD_MS = 3000;

/** DO_GRIPPER: IN_PROGRESS at once and ACCEPTED when it has moved; a second command begins anew. */
export const createGripper = (): VehicleService => {
  let moving: { readonly to: Partner; readonly doneMs: number } | undefined;
  let bootMs = Number.POSITIVE_INFINITY;
  const answer = (ap: Autopilot, to: Partner, result: number): void =>
    ap.send(common.CommandAck, {
      command: DO_GRIPPER,
      result,
      targetSystem: to.sysid,
      targetComponent: to.compid,
    });
  return {
    handle: (ap, message, from) => {
      const command = commandOf(message);
      if (command?.command !== DO_GRIPPER || command.targetSystem !== ap.sysid) return false;
      answer(ap, from, IN_PROGRESS);
      moving = { to: from, doneMs: ap.wallMs + MOVES_MS };
      return true;
    },
    run: (ap) => {
      if (ap.quirks.sendsCommands && bootMs < FIRST_WORD_MS && ap.bootMs >= FIRST_WORD_MS)
        ap.send(common.CommandLong, { targetSystem: 0, targetComponent: 0, command: DO_GRIPPER });
      bootMs = ap.bootMs;
      if (moving === undefined || ap.wallMs < moving.doneMs) return;
      answer(ap, moving.to, ACCEPTED);
      moving = undefined;
    },
  };
};
