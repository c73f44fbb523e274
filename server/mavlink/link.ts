import type { MavLinkData } from 'mavlink-mappings';
import type { Clock, MonoMs } from '../core/clock.ts';
import type { Net, UdpAddress, UdpSocket } from '../core/ports.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import { causeText } from './log.ts';
import { decodeDatagram, encodeFrame, newDropCounters, type DropCounters, type Frame } from './codec.ts';
import type { MavId } from './protocol.ts';
import { tokenBucket, type TokenBucket } from './token-bucket.ts';

/** Frames per second and remote that are looked at; a PX4 sends at most about 450. */
export const FRAMES_PER_SECOND = 2000;
/** Remotes per link; more than that are strangers filling our memory. */
const MAX_REMOTES = 256;
/** A learned remote that was silent for that long is forgotten. */
const REMOTE_IDLE_MS = 60_000;

export type LinkOptions = {
  readonly name: string;
  /** Our own end; PX4 latches our port, so keep it fixed over restarts. */
  readonly local: UdpAddress;
  /** For a vehicle that waits until we speak first. */
  readonly remote?: UdpAddress;
};

export type LinkStats = {
  readonly name: string;
  readonly local: UdpAddress;
  readonly remotes: number;
  readonly datagramsIn: number;
  readonly framesIn: number;
  readonly framesOut: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly sendErrors: number;
  readonly lastError: string | undefined;
  /** Frames or datagrams over the rate limit or from a remote too many. */
  readonly limited: number;
  readonly drops: Readonly<DropCounters>;
};

/** A good frame and where it came from. */
export type LinkFrame = { readonly frame: Frame; readonly from: UdpAddress; readonly at: MonoMs };

export type Link = {
  readonly name: string;
  /** Encodes and sends with the sequence of that remote; a failing send is counted, never thrown. */
  send(message: MavLinkData, to: UdpAddress): void;
  /** Everybody heard lately, and the fixed remote. */
  remotes(): readonly UdpAddress[];
  stats(): LinkStats;
  close(): Promise<void>;
};

export type LinkPorts = {
  readonly clock: Clock;
  readonly net: Net;
  readonly self: MavId;
  onFrame(link: Link, received: LinkFrame): void;
  /** Raw frames that left, for the tlog. */
  onSent(link: Link, bytes: Uint8Array): void;
};

type Remote = {
  readonly address: UdpAddress;
  readonly fixed: boolean;
  readonly bucket: TokenBucket;
  seq: number;
  lastHeard: MonoMs;
};

export const addressKey = ({ host, port }: UdpAddress): string => `${host}:${port}`;

type MutableStats = { -readonly [K in keyof LinkStats]: LinkStats[K] } & { drops: DropCounters };

class UdpLink implements Link {
  readonly name: string;
  readonly #ports: LinkPorts;
  readonly #socket: UdpSocket;
  readonly #remotes = new Map<string, Remote>();
  readonly #stats: MutableStats;

  constructor(options: LinkOptions, socket: UdpSocket, ports: LinkPorts) {
    this.name = options.name;
    this.#socket = socket;
    this.#ports = ports;
    this.#stats = {
      name: options.name,
      local: socket.local,
      remotes: 0,
      datagramsIn: 0,
      framesIn: 0,
      framesOut: 0,
      bytesIn: 0,
      bytesOut: 0,
      sendErrors: 0,
      lastError: undefined,
      limited: 0,
      drops: newDropCounters(),
    };
    if (options.remote !== undefined) this.#learn(options.remote, true);
    socket.onDatagram((bytes, from) => this.#receive(bytes, from));
    socket.onError((error) => this.#failed(error));
  }

  send(message: MavLinkData, to: UdpAddress): void {
    const remote = this.#remotes.get(addressKey(to));
    if (remote === undefined) return;
    const bytes = encodeFrame(message, { ...this.#ports.self, seq: remote.seq });
    remote.seq = (remote.seq + 1) & 0xff;
    try {
      this.#socket.send(bytes, to);
    } catch (cause) {
      this.#failed(cause);
      return;
    }
    this.#stats.framesOut++;
    this.#stats.bytesOut += bytes.length;
    this.#ports.onSent(this, bytes);
  }

  remotes(): readonly UdpAddress[] {
    return [...this.#remotes.values()].map((remote) => remote.address);
  }

  stats(): LinkStats {
    return { ...this.#stats, drops: { ...this.#stats.drops }, remotes: this.#remotes.size };
  }

  close(): Promise<void> {
    return this.#socket.close();
  }

  #failed(cause: unknown): void {
    this.#stats.sendErrors++;
    this.#stats.lastError = causeText(cause);
  }

  #receive(bytes: Uint8Array, from: UdpAddress): void {
    const at = this.#ports.clock.mono();
    this.#stats.datagramsIn++;
    this.#stats.bytesIn += bytes.length;
    const frames = decodeDatagram(bytes, this.#stats.drops);
    if (frames.length === 0) return;
    const remote = this.#remotes.get(addressKey(from)) ?? this.#learn(from, false);
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
      this.#ports.onFrame(this, { frame, from: remote.address, at });
    }
  }

  #learn(address: UdpAddress, fixed: boolean): Remote | undefined {
    const now = this.#ports.clock.mono();
    if (this.#remotes.size >= MAX_REMOTES) this.#forgetIdle(now);
    if (this.#remotes.size >= MAX_REMOTES) return undefined;
    const bucket = tokenBucket(FRAMES_PER_SECOND, now);
    const remote: Remote = { address, fixed, bucket, seq: 0, lastHeard: now };
    this.#remotes.set(addressKey(address), remote);
    return remote;
  }

  #forgetIdle(now: MonoMs): void {
    for (const [key, remote] of this.#remotes)
      if (!remote.fixed && now - remote.lastHeard > REMOTE_IDLE_MS) this.#remotes.delete(key);
  }
}

/** Binds the link's socket. Fails with `mavlink.link_bind` if the address cannot be had. */
export const openLink = async (options: LinkOptions, ports: LinkPorts): Promise<Result<Link>> => {
  try {
    return ok(new UdpLink(options, await ports.net.bindUdp(options.local), ports));
  } catch (cause) {
    return refuse('mavlink.link_bind', `link ${options.name}: expected to bind, got ${causeText(cause)}`);
  }
};
