/** FNV-1a, 32 bits: offset basis and prime. */
const BASIS = 0x811c_9dc5;
const PRIME = 0x0100_0193;
const SUB_ID = 0xff_ffff;
/** MAV_COMP_ID_AUTOPILOT1: the namespace of PX4's own events. */
const AUTOPILOT = 1;

/** PX4's id of an event's name: the component in the top 8 bits, the lower 24 of the name's FNV-1a hash below. */
export const eventId = (name: string, component = AUTOPILOT): number => {
  let hash = BASIS;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), PRIME) >>> 0;
  return ((component << 24) | (hash & SUB_ID)) >>> 0;
};
