import type { Net, Rng, UdpAddress, UdpSocket } from '../../server/core/ports.ts';
import type { Life } from './life.ts';
import { createNoise, goodLink, type LinkCounters, type SimLink } from './link-noise.ts';
import type { Timeline } from './timeline.ts';

export type Network = {
  readonly counters: LinkCounters;
  /** The server's side, for one life of it. */
  netOf(life: Life, wire: Wire): Net;
  /** A vehicle at `port`; gives its link and the way to the server. */
  attach(
    port: number,
    receive: (bytes: Uint8Array) => void,
  ): { link: SimLink; send(bytes: readonly Uint8Array[]): void };
  detach(port: number): void;
  /** When this life of the server last got anything from there. */
  heardAt(port: number): number;
};

/** Hears of every datagram that leaves the server. `before` may end that life: then nothing leaves. */
export type Wire = {
  before(bytes: Uint8Array, port: number): void;
  after(bytes: Uint8Array, port: number): void;
};

type Handler = (bytes: Uint8Array, from: UdpAddress) => void;
type End = { readonly life: Life; handler: Handler | undefined };
type Attached = { readonly link: SimLink; readonly receive: (bytes: Uint8Array) => void };

const HOST = '127.0.0.1';

/** UDP between one server and its vehicles: seeded loss, doubling, delay, disorder and noise on each link. */
export const createNetwork = (timeline: Timeline, rng: Rng): Network => {
  const noise = createNoise(timeline, rng);
  const vehicles = new Map<number, Attached>();
  const heardAt = new Map<number, number>();
  let server: End | undefined;

  const down = (port: number, bytes: Uint8Array): void => {
    const vehicle = vehicles.get(port);
    if (vehicle === undefined || noise.isCut(vehicle.link, false)) return;
    for (const copy of noise.fate(vehicle.link, bytes)) {
      const receive = (): void => {
        noise.counters.delivered++;
        vehicles.get(port)?.receive(copy.bytes);
      };
      timeline.at(noise.arrival(vehicle.link, copy.heldMs), receive, true);
    }
  };

  const toServer = (port: number, all: readonly Uint8Array[]): void => {
    const end = server;
    end?.life.enter(() => {
      heardAt.set(port, timeline.now());
      for (const bytes of all) {
        noise.counters.delivered++;
        end.handler?.(bytes, { host: HOST, port });
      }
    });
  };

  const up = (port: number, link: SimLink, all: readonly Uint8Array[]): void => {
    const together: Uint8Array[] = [];
    for (const bytes of all) {
      if (noise.isCut(link, true)) continue;
      for (const copy of noise.fate(link, bytes)) {
        if (copy.heldMs === 0) together.push(copy.bytes);
        else timeline.at(noise.arrival(link, copy.heldMs), () => toServer(port, [copy.bytes]));
      }
    }
    if (together.length > 0) timeline.at(noise.arrival(link, 0), () => toServer(port, together));
  };

  const socketOf = (end: End, wire: Wire, local: UdpAddress): UdpSocket => ({
    local,
    send: (bytes, to) => {
      if (!end.life.isAlive()) return;
      wire.before(bytes, to.port);
      // The life may have ended right before this byte.
      if (!end.life.isAlive()) return;
      down(to.port, Uint8Array.from(bytes));
      wire.after(bytes, to.port);
    },
    onDatagram: (handler) => {
      end.handler = handler;
    },
    onError: () => {},
    close: async () => {
      if (server === end) server = undefined;
    },
  });

  return {
    counters: noise.counters,
    netOf: (life, wire) => ({
      bindUdp: async (local) => {
        server = { life, handler: undefined };
        heardAt.clear();
        return socketOf(server, wire, local);
      },
    }),
    attach: (port, receive) => {
      const link = vehicles.get(port)?.link ?? goodLink();
      vehicles.set(port, { link, receive });
      return { link, send: (all) => up(port, link, all) };
    },
    detach: (port) => void vehicles.delete(port),
    heardAt: (port) => heardAt.get(port) ?? -Infinity,
  };
};
