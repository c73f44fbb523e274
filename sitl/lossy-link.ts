import type { Clock, Timer } from '../server/core/clock.ts';
import type { Net, Rng, UdpAddress, UdpSocket } from '../server/core/ports.ts';

/** What a bad link does to datagrams; probabilities 0 to 1, times in ms. */
export type LinkQuality = {
  readonly drop: number;
  readonly duplicate: number;
  /** Probability of being held back by `reorderMs`, so that later ones overtake. */
  readonly reorder: number;
  readonly reorderMs: number;
  readonly delayMs: number;
  /** Added to `delayMs`, uniform in [0, jitterMs). */
  readonly jitterMs: number;
};

export const PERFECT: LinkQuality = {
  drop: 0,
  duplicate: 0,
  reorder: 0,
  reorderMs: 0,
  delayMs: 0,
  jitterMs: 0,
};

type LinkCounters = { sent: number; dropped: number; duplicated: number; delivered: number };

/** One direction of a link. With a virtual clock and a seeded `rng` the same inputs give the same deliveries. */
export type LossyPipe = {
  readonly counters: LinkCounters;
  send(bytes: Uint8Array): void;
  setQuality(quality: LinkQuality): void;
  close(): void;
};

export type PipeOptions = {
  readonly clock: Clock;
  readonly rng: Rng;
  readonly quality: LinkQuality;
  readonly deliver: (bytes: Uint8Array) => void;
};

export const lossyPipe = ({ clock, rng, quality, deliver }: PipeOptions): LossyPipe => {
  let current = quality;
  const timers = new Set<Timer>();
  const counters: LinkCounters = { sent: 0, dropped: 0, duplicated: 0, delivered: 0 };
  const schedule = (bytes: Uint8Array): void => {
    const held = rng.unit() < current.reorder ? current.reorderMs : 0;
    const delay = current.delayMs + rng.unit() * current.jitterMs + held;
    const timer = clock.after(delay, () => {
      timers.delete(timer);
      counters.delivered++;
      deliver(bytes);
    });
    timers.add(timer);
  };
  return {
    counters,
    send: (bytes) => {
      counters.sent++;
      if (rng.unit() < current.drop) {
        counters.dropped++;
        return;
      }
      const copy = Uint8Array.from(bytes);
      schedule(copy);
      if (rng.unit() >= current.duplicate) return;
      counters.duplicated++;
      schedule(copy);
    },
    setQuality: (next) => {
      current = next;
    },
    close: () => {
      for (const timer of timers) timer.cancel();
      timers.clear();
    },
  };
};

export type UdpProxy = {
  /** Where the vehicle sends to instead of the ground station. */
  readonly vehicleSide: UdpAddress;
  readonly up: LossyPipe;
  readonly down: LossyPipe;
  setQuality(quality: LinkQuality): void;
  close(): Promise<void>;
};

export type ProxyOptions = {
  readonly net: Net;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly quality: LinkQuality;
  readonly groundStation: UdpAddress;
};

const LOOPBACK = '127.0.0.1';

/**
 * A proxy for one vehicle on loopback: the vehicle sends to `vehicleSide`, the ground station sees the proxy's other
 * socket as the vehicle and answers to it. A vehicle that was heard from keeps the port it was heard from last.
 */
export const udpProxy = async (options: ProxyOptions): Promise<UdpProxy> => {
  const { net, clock, rng, quality, groundStation } = options;
  const inner: UdpSocket = await net.bindUdp({ host: LOOPBACK, port: 0 });
  const outer: UdpSocket = await net.bindUdp({ host: LOOPBACK, port: 0 });
  let vehicle: UdpAddress | undefined;
  const down = lossyPipe({ clock, rng, quality, deliver: (bytes) => outer.send(bytes, groundStation) });
  const up = lossyPipe({
    clock,
    rng,
    quality,
    deliver: (bytes) => {
      if (vehicle !== undefined) inner.send(bytes, vehicle);
    },
  });
  inner.onDatagram((bytes, from) => {
    vehicle = from;
    down.send(bytes);
  });
  outer.onDatagram((bytes) => up.send(bytes));
  return {
    vehicleSide: inner.local,
    up,
    down,
    setQuality: (next) => {
      up.setQuality(next);
      down.setQuality(next);
    },
    close: async () => {
      up.close();
      down.close();
      await inner.close();
      await outer.close();
    },
  };
};
