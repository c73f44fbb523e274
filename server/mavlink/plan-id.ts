import { crc32Part } from './crc32.ts';
import type { WireItem } from './mission-wire.ts';

const AUTOCONTINUE = 1;
/** frame (1), command (2), autocontinue (1), seven params (4 each), packed. */
const ITEM_BYTES = 32;
const PARAMS_AT = 4;

const itemBytes = (item: WireItem): Uint8Array => {
  const view = new DataView(new ArrayBuffer(ITEM_BYTES));
  view.setUint8(0, item.frame);
  view.setUint16(1, item.command, true);
  view.setUint8(3, AUTOCONTINUE);
  for (const [i, param] of item.params.entries()) view.setFloat32(PARAMS_AT + i * 4, param, true);
  view.setInt32(PARAMS_AT + 16, item.x, true);
  view.setInt32(PARAMS_AT + 20, item.y, true);
  view.setFloat32(PARAMS_AT + 24, item.z, true);
  return new Uint8Array(view.buffer);
};

/**
 * The id that PX4 gives to a plan: MISSION_ACK.opaque_id, then MISSION_CURRENT.mission_id, fence_id or
 * rally_points_id. An empty plan has 0.
 */
export const planId = (items: readonly WireItem[]): number => {
  let crc = 0;
  for (const item of items) crc = crc32Part(itemBytes(item), crc);
  return crc;
};
