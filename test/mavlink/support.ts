import type { MavLinkData } from 'mavlink-mappings';
import type { Net, UdpAddress, UdpSocket } from '../../server/core/ports.ts';
import {
  decodeDatagram,
  decodeMessage,
  encodeFrame,
  newDropCounters,
  type MavMessage,
} from '../../server/mavlink/codec.ts';
import type { MavLog } from '../../server/mavlink/log.ts';
import type {
  MavId,
  ProtocolEffect,
  ProtocolInput,
  ProtocolMachine,
  ProtocolPort,
} from '../../server/mavlink/protocol.ts';
import type { FakeClock } from '../support/fake-clock.ts';

export const SELF: MavId = { sysid: 255, compid: 190 };
export const VEHICLE: MavId = { sysid: 7, compid: 1 };

/** A message as the other side sees it: encoded and decoded. */
export const overTheWire = (message: MavLinkData, from: MavId = SELF): MavMessage => {
  const [frame] = decodeDatagram(encodeFrame(message, { ...from, seq: 0 }), newDropCounters());
  const decoded = frame && decodeMessage(frame);
  if (decoded === undefined) throw new Error('not decodable');
  return decoded;
};

/** Steps a machine by hand. */
export const byHand = <S extends { readonly kind: string }, R>(machine: ProtocolMachine<S, R>) => {
  let state = machine.initial;
  const feed = (input: ProtocolInput): readonly ProtocolEffect[] => {
    const next = machine.step(state, input);
    state = next.state;
    return next.effects;
  };
  const sentBy = (effects: readonly ProtocolEffect[]): MavMessage[] =>
    effects.flatMap((effect) => (effect.kind === 'send' ? [overTheWire(effect.message)] : []));
  return {
    feed,
    sent: (input: ProtocolInput): MavMessage[] => sentBy(feed(input)),
    hear: (message: MavLinkData): MavMessage[] =>
      sentBy(feed({ kind: 'message', message: overTheWire(message, VEHICLE) })),
    state: () => state,
    outcome: () => machine.outcome(state),
  };
};

/** A port whose partner is a function; both directions pass `lossy`, which may drop. */
export const pairedPort = (
  clock: FakeClock,
  partner: (message: MavMessage, reply: (message: MavLinkData) => void) => void,
  passes: (direction: 'up' | 'down', message: MavMessage) => boolean = () => true,
) => {
  const handlers = new Set<(message: MavMessage) => void>();
  const logged: { level: string; sentence: string }[] = [];
  const sent: MavMessage[] = [];
  const LATENCY_MS = 20;
  const reply = (message: MavLinkData): void => {
    const decoded = overTheWire(message, VEHICLE);
    if (!passes('down', decoded)) return;
    clock.after(LATENCY_MS, () => {
      for (const handler of handlers) handler(decoded);
    });
  };
  const log: MavLog = (level, sentence) => logged.push({ level, sentence });
  const port: ProtocolPort = {
    clock,
    log,
    send: (message) => {
      const decoded = overTheWire(message);
      sent.push(decoded);
      if (passes('up', decoded)) clock.after(LATENCY_MS, () => partner(decoded, reply));
    },
    subscribe: (handler) => {
      handlers.add(handler);
      return () => handlers.delete(handler);
    },
  };
  return { port, sent, logged, reply, subscribers: () => handlers.size };
};

/** Runs the clock until the promise settles; fails after `limitMs` of virtual time. */
export const settle = async <T>(clock: FakeClock, promise: Promise<T>, limitMs = 120_000): Promise<T> => {
  let result: { value: T } | undefined;
  void promise.then((value) => {
    result = { value };
  });
  for (let spent = 0; result === undefined && spent <= limitMs; spent += 10) await clock.advanceAsync(10);
  if (result === undefined) throw new Error(`not settled after ${limitMs} ms`);
  return result.value;
};

type FakeSocket = UdpSocket & {
  deliver(bytes: Uint8Array, from: UdpAddress): void;
  failing: boolean;
};

/** UDP in memory: datagrams arrive at once. Port 0 is the next free one from 50,000 on. */
export const fakeNet = () => {
  const sockets = new Map<string, FakeSocket>();
  let nextFree = 50_000;
  const key = ({ host, port }: UdpAddress): string => `${host}:${port}`;
  const bind = (wanted: UdpAddress): FakeSocket => {
    const local = wanted.port === 0 ? { ...wanted, port: nextFree++ } : wanted;
    if (sockets.has(key(local))) throw new Error(`${key(local)}: address in use`);
    let onDatagram: (bytes: Uint8Array, from: UdpAddress) => void = () => {};
    let onError: (error: Error) => void = () => {};
    const socket: FakeSocket = {
      local,
      failing: false,
      send: (bytes, to) => {
        if (socket.failing) return onError(new Error('network is unreachable'));
        sockets.get(key(to))?.deliver(bytes, local);
      },
      onDatagram: (handler) => {
        onDatagram = handler;
      },
      onError: (handler) => {
        onError = handler;
      },
      close: async () => {
        sockets.delete(key(local));
      },
      deliver: (bytes, from) => onDatagram(bytes, from),
    };
    sockets.set(key(local), socket);
    return socket;
  };
  const net: Net = { bindUdp: async (local) => bind(local) };
  return { net, bind, socket: (local: UdpAddress) => sockets.get(key(local)) };
};

export const at = (port: number): UdpAddress => ({ host: '127.0.0.1', port });

/** A vehicle's end of a link: speaks as `id`, remembers what it was sent. */
export const wirePeer = (
  net: ReturnType<typeof fakeNet>,
  local: UdpAddress,
  { id = VEHICLE, to }: { id?: MavId; to: UdpAddress },
) => {
  const socket = net.bind(local);
  const heard: MavMessage[] = [];
  const seqs: number[] = [];
  let answer: (message: MavMessage) => void = () => {};
  let seq = 0;
  socket.onDatagram((bytes) => {
    for (const frame of decodeDatagram(bytes, newDropCounters())) {
      const message = decodeMessage(frame);
      if (message === undefined) continue;
      heard.push(message);
      seqs.push(frame.seq);
      answer(message);
    }
  });
  return {
    heard,
    seqs,
    say: (message: MavLinkData): void => socket.send(encodeFrame(message, { ...id, seq: seq++ }), to),
    raw: (bytes: Uint8Array): void => socket.send(bytes, to),
    onHeard: (handler: (message: MavMessage) => void): void => {
      answer = handler;
    },
    count: (name: string): number => heard.filter((message) => message.name === name).length,
  };
};
