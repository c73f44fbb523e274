import { common } from 'mavlink-mappings';
import { messageOf } from '../codec.ts';
import type { MavId } from '../protocol.ts';
import { KEY_BYTES } from './signature.ts';

const ID = common.SetupSigning.MSG_ID;

/** Whether a frame is SETUP_SIGNING: it holds a key in the clear, and no log, record or subscriber may see it. */
export const carriesKey = (bytes: Uint8Array): boolean =>
  bytes[7] === (ID & 0xff) && bytes[8] === ID >> 8 && bytes[9] === 0;

/** Gives a vehicle that key; frames that it then takes are stamped later than `stamp`. */
export const giveKey = (target: MavId, secret: Uint8Array, stamp: number): common.SetupSigning =>
  messageOf(common.SetupSigning, {
    targetSystem: target.sysid,
    targetComponent: target.compid,
    secretKey: [...secret],
    initialTimestamp: BigInt(stamp),
  });

/** All zero: signing ends. PX4 takes it only signed with its key. */
export const takeKeyAway = (target: MavId): common.SetupSigning =>
  giveKey(target, new Uint8Array(KEY_BYTES), 0);
