import type { MavLinkData } from 'mavlink-mappings';
import type { MonoMs, Timer } from '../../core/clock.ts';
import type { Streams } from '../../core/ports.ts';
import { ok, refuse, type Result } from '../../core/result.ts';
import { encodeFrame, newDropCounters, type DropCounters, type Frame } from '../codec.ts';
import {
  addressKey,
  placeOf,
  type Link,
  type LinkOptions,
  type LinkPorts,
  type LinkState,
  type LinkStats,
} from '../link.ts';
import { causeText } from '../log.ts';
import type { Carrier, CarrierEvents, OpenCarrier } from './carrier.ts';
import { createRemotes, type Remote } from './remotes.ts';
import { serialCarrier, tcpClientCarrier, tcpServerCarrier } from './stream-carriers.ts';
import { udpCarrier } from './udp-carrier.ts';

const DEFAULT_PRIORITY = 5;
/** First pause before a link is opened again; it doubles up to the longest. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5000;
/** A link that was up for that long starts again with the first pause. */
const STEADY_MS = 10_000;

type MutableStats = { -readonly [K in keyof LinkStats]: LinkStats[K] } & { drops: DropCounters };

/** One link of any kind: opens its carrier, again and again if it ends, and keeps remotes and statistics over that. */
class ManagedLink implements Link {
  readonly name: string;
  readonly priority: number;
  readonly #ports: LinkPorts;
  readonly #openCarrier: OpenCarrier;
  readonly #remotes = createRemotes();
  readonly #stats: MutableStats;
  #carrier: Carrier | undefined;
  #upSince: MonoMs | undefined;
  #pauseMs = FIRST_PAUSE_MS;
  #reopening: Timer | undefined;
  #closed = false;

  constructor(options: LinkOptions, openCarrier: OpenCarrier, ports: LinkPorts) {
    this.name = options.name;
    this.priority = options.priority ?? DEFAULT_PRIORITY;
    this.#openCarrier = openCarrier;
    this.#ports = ports;
    this.#stats = {
      name: options.name,
      kind: options.kind ?? 'udp',
      priority: this.priority,
      state: { kind: 'opening' },
      local: 'local' in options ? options.local : undefined,
      opened: 0,
      remotes: 0,
      datagramsIn: 0,
      framesIn: 0,
      framesOut: 0,
      bytesIn: 0,
      bytesOut: 0,
      sendErrors: 0,
      lastError: undefined,
      limited: 0,
      unsent: 0,
      drops: newDropCounters(),
    };
    const fixed = fixedRemote(options);
    if (fixed !== undefined) this.#remotes.learn(fixed, ports.clock.mono(), true);
  }

  /** One attempt. Rejects with its cause; `retry` tells whether others follow. */
  async open(retry: boolean): Promise<void> {
    let ended = false;
    const events: CarrierEvents = {
      clock: this.#ports.clock,
      drops: this.#stats.drops,
      heard: (remote, size, frames) => {
        this.#stats.datagramsIn++;
        this.#stats.bytesIn += size;
        this.#take(remote, frames);
      },
      released: (remote, frames) => this.#take(remote, frames),
      joined: (remote) => this.#remotes.learn(remote, this.#ports.clock.mono()) !== undefined,
      left: (remote) => this.#left(remote),
      failed: (cause) => this.#failed(cause),
      ended: (reason) => {
        ended = true;
        this.#down(reason);
      },
    };
    try {
      const carrier = await this.#openCarrier(events);
      if (this.#closed) return await carrier.close();
      if (ended) return;
      this.#carrier = carrier;
      this.#upSince = this.#ports.clock.mono();
      this.#stats.local = carrier.local;
      this.#stats.opened++;
      this.#become({ kind: 'up' });
    } catch (cause) {
      if (retry && !this.#closed) this.#down(causeText(cause));
      throw cause;
    }
  }

  send(message: MavLinkData, to: string): void {
    const remote = this.#remotes.get(to);
    if (remote === undefined) return;
    const { self, guard } = this.#ports;
    const unsigned = encodeFrame(message, { ...self, seq: remote.seq });
    if (!this.#ports.mayLeave(unsigned)) return;
    const bytes = guard.seal(unsigned, message, { link: this.name, place: placeOf(this, to) });
    if (!this.#transmit(bytes, remote)) return;
    remote.seq = (remote.seq + 1) & 0xff;
    this.#stats.framesOut++;
    this.#stats.bytesOut += bytes.length;
    this.#ports.onSent(this, bytes);
  }

  remotes(): readonly string[] {
    return this.#carrier === undefined ? [] : this.#remotes.names();
  }

  stats(): LinkStats {
    return { ...this.#stats, drops: { ...this.#stats.drops }, remotes: this.#remotes.count() };
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#reopening?.cancel();
    const carrier = this.#carrier;
    this.#carrier = undefined;
    await carrier?.close();
  }

  #transmit(bytes: Uint8Array, remote: Remote): boolean {
    try {
      if (this.#carrier?.transmit(bytes, remote.name) === true) return true;
      this.#stats.unsent++;
    } catch (cause) {
      this.#failed(cause);
    }
    return false;
  }

  #failed(cause: unknown): void {
    this.#stats.sendErrors++;
    this.#stats.lastError = causeText(cause);
  }

  #take(from: string, frames: readonly Frame[]): void {
    if (frames.length === 0) return;
    const at = this.#ports.clock.mono();
    const remote = this.#remotes.learn(from, at);
    if (remote === undefined) {
      this.#stats.limited += frames.length;
      return;
    }
    remote.lastHeard = at;
    for (const frame of frames) {
      if (!remote.bucket.take(at)) {
        this.#stats.limited++;
        continue;
      }
      this.#stats.framesIn++;
      this.#ports.onFrame(this, { frame, from, at });
    }
  }

  #left(remote: string): void {
    this.#remotes.drop(remote);
    this.#ports.onLeft(this, remote);
  }

  #down(reason: string): void {
    if (this.#closed) return;
    const { clock } = this.#ports;
    this.#carrier = undefined;
    if (this.#upSince !== undefined && clock.mono() - this.#upSince >= STEADY_MS)
      this.#pauseMs = FIRST_PAUSE_MS;
    this.#upSince = undefined;
    this.#stats.lastError = reason;
    this.#become({ kind: 'down', reason });
    for (const remote of this.#remotes.names()) this.#left(remote);
    this.#reopening = clock.after(this.#pauseMs, () => void this.open(true).catch(() => undefined));
    this.#pauseMs = Math.min(2 * this.#pauseMs, LONGEST_PAUSE_MS);
  }

  #become(state: LinkState): void {
    const before = this.#stats.state;
    this.#stats.state = state;
    if (state.kind === 'down' && before.kind === 'down' && before.reason === state.reason) return;
    const text = state.kind === 'down' ? `down: ${state.reason}` : state.kind;
    this.#ports.log(state.kind === 'down' ? 'warn' : 'info', `link ${this.name} is ${text}`);
  }
}

const fixedRemote = (options: LinkOptions): string | undefined => {
  if (options.kind === 'serial') return options.device;
  if (options.kind === 'tcp-server' || options.remote === undefined) return undefined;
  return addressKey(options.remote);
};

const NO_STREAMS: Streams = {
  connectTcp: () => Promise.reject(new Error('TCP is not offered here')),
  listenTcp: () => Promise.reject(new Error('TCP is not offered here')),
  openSerial: () => Promise.reject(new Error('serial devices are not offered here')),
};

const carrierOf = (options: LinkOptions, { net, streams = NO_STREAMS }: LinkPorts): OpenCarrier => {
  if (options.kind === 'tcp-client') return tcpClientCarrier(streams, options.remote);
  if (options.kind === 'tcp-server') return tcpServerCarrier(streams, options.local);
  if (options.kind === 'serial') return serialCarrier(streams, options.device, options.baud);
  return udpCarrier(net, options.local);
};

/**
 * Opens a link. One that listens fails with `mavlink.link_bind` if the address cannot be had, unless `keepTrying`;
 * one that calls is returned at once and tries until it is closed.
 */
export const openLink = async (options: LinkOptions, ports: LinkPorts): Promise<Result<Link>> => {
  const link = new ManagedLink(options, carrierOf(options, ports), ports);
  if (options.kind === 'tcp-client' || options.kind === 'serial') {
    void link.open(true).catch(() => undefined);
    return ok(link);
  }
  const retry = options.keepTrying === true;
  try {
    await link.open(retry);
  } catch (cause) {
    if (!retry)
      return refuse('mavlink.link_bind', `link ${options.name}: expected to bind, got ${causeText(cause)}`);
  }
  return ok(link);
};
