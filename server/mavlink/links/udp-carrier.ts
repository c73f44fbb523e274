import type { Net, UdpAddress } from '../../core/ports.ts';
import { decodeDatagram } from '../codec.ts';
import { addressKey } from '../link.ts';
import type { OpenCarrier } from './carrier.ts';

const addressOf = (remote: string): UdpAddress => {
  const colon = remote.lastIndexOf(':');
  return { host: remote.slice(0, colon), port: Number(remote.slice(colon + 1)) };
};

/** One socket, many remotes; each datagram stands for itself. */
export const udpCarrier =
  (net: Net, local: UdpAddress): OpenCarrier =>
  async (events) => {
    const socket = await net.bindUdp(local);
    socket.onDatagram((bytes, from) =>
      events.heard(addressKey(from), bytes.length, decodeDatagram(bytes, events.drops)),
    );
    socket.onError((error) => events.failed(error));
    return {
      local: socket.local,
      transmit: (bytes, remote) => {
        socket.send(bytes, addressOf(remote));
        return true;
      },
      close: () => socket.close(),
    };
  };
