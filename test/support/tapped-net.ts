import type { Net } from '../../server/core/ports.ts';
import { decodeDatagram, decodeMessage, newDropCounters } from '../../server/mavlink/codec.ts';
import { systemNet } from '../../server/ports/udp.ts';

/** A message as it came to the socket of a vehicle. */
export type HeardMessage = {
  readonly msgid: number;
  readonly fields: Readonly<Record<string, unknown>>;
};

/** COMMAND_INT and COMMAND_LONG. */
const COMMANDS: readonly number[] = [75, 76];

export const isCommand = ({ msgid }: HeardMessage): boolean => COMMANDS.includes(msgid);

/** The network of vehicles, where the wire ends: `hear` gets each message before its vehicle does. */
export const tappedNet = (hear: (message: HeardMessage) => void): Net => ({
  ...systemNet,
  bindUdp: async (local) => {
    const socket = await systemNet.bindUdp(local);
    return {
      ...socket,
      onDatagram: (handler) =>
        socket.onDatagram((bytes, from) => {
          for (const frame of decodeDatagram(bytes, newDropCounters()))
            hear({ msgid: frame.msgid, fields: decodeMessage(frame)?.fields ?? {} });
          handler(bytes, from);
        }),
    };
  },
});
