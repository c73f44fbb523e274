import type { ByteStream, Streams, UdpAddress } from '../../core/ports.ts';
import { addressKey } from '../link.ts';
import type { Carrier, CarrierEvents, OpenCarrier } from './carrier.ts';
import { streamPeer, type StreamPeer } from './stream-peer.ts';

/** A connection whose other end lost its power says nothing: as long as a vehicle needs to count as lost. */
const TCP_SILENCE_MS = 5000;

const onePeer = (
  stream: ByteStream,
  events: CarrierEvents,
  { remote, silenceMs }: { remote: string; silenceMs: number | undefined },
): Carrier => {
  const peer = streamPeer(stream, events, {
    remote,
    silenceMs,
    ended: (reason) => events.ended(reason),
  });
  return { local: undefined, transmit: (bytes) => peer.transmit(bytes), close: () => peer.close() };
};

export const tcpClientCarrier =
  (streams: Streams, to: UdpAddress): OpenCarrier =>
  async (events) =>
    onePeer(await streams.connectTcp(to), events, { remote: addressKey(to), silenceMs: TCP_SILENCE_MS });

/** A serial line may well be silent: a radio whose vehicle is switched off. */
export const serialCarrier =
  (streams: Streams, device: string, baud: number): OpenCarrier =>
  async (events) =>
    onePeer(await streams.openSerial(device, baud), events, { remote: device, silenceMs: undefined });

export const tcpServerCarrier =
  (streams: Streams, local: UdpAddress): OpenCarrier =>
  async (events) => {
    const server = await streams.listenTcp(local);
    const peers = new Map<string, StreamPeer>();
    server.onConnection((stream) => {
      const remote = stream.peer;
      if (peers.has(remote) || !events.joined(remote)) return void stream.close();
      const ended = (reason: string): void => {
        peers.delete(remote);
        events.left(remote);
        events.failed(new Error(reason));
      };
      peers.set(remote, streamPeer(stream, events, { remote, silenceMs: TCP_SILENCE_MS, ended }));
    });
    return {
      local: server.local,
      transmit: (bytes, remote) => peers.get(remote)?.transmit(bytes) ?? false,
      close: async () => {
        await Promise.all([server.close(), ...[...peers.values()].map((peer) => peer.close())]);
        peers.clear();
      },
    };
  };
