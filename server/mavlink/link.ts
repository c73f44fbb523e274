import type { MavLinkData } from 'mavlink-mappings';
import type { Clock, MonoMs } from '../core/clock.ts';
import type { Net, Streams, UdpAddress } from '../core/ports.ts';
import type { DropCounters, Frame } from './codec.ts';
import type { MavLog } from './log.ts';
import type { MavId } from './protocol.ts';
import type { FrameGuard } from './signing/frame-guard.ts';

/** How a link is made. The default kind is `udp`. */
type LinkWay =
  | {
      readonly kind?: 'udp';
      /** Our own end; PX4 latches our port, so keep it fixed over restarts. */
      readonly local: UdpAddress;
      /** For a vehicle that waits until we speak first. */
      readonly remote?: UdpAddress;
    }
  /** We connect, and connect again when it ends. */
  | { readonly kind: 'tcp-client'; readonly remote: UdpAddress }
  /** Several vehicles may connect. */
  | { readonly kind: 'tcp-server'; readonly local: UdpAddress }
  | { readonly kind: 'serial'; readonly device: string; readonly baud: number };

export type LinkKind = 'udp' | 'tcp-client' | 'tcp-server' | 'serial';

export type LinkOptions = LinkWay & {
  readonly name: string;
  /** Of several links to one vehicle the one with the lowest number is used while it is good; default 5. */
  readonly priority?: number;
  /** Go on trying where the address cannot be listened on at first; the other kinds always do. */
  readonly keepTrying?: boolean;
};

export type LinkState =
  | { readonly kind: 'opening' }
  | { readonly kind: 'up' }
  /** It is opened again by itself. */
  | { readonly kind: 'down'; readonly reason: string };

/** All counters are since the link was added, over all its openings. */
export type LinkStats = {
  readonly name: string;
  readonly kind: LinkKind;
  readonly priority: number;
  readonly state: LinkState;
  /** Where it listens; undefined for links that do not. */
  readonly local: UdpAddress | undefined;
  /** How often it came up. */
  readonly opened: number;
  readonly remotes: number;
  /** Datagrams, or reads of a stream. */
  readonly datagramsIn: number;
  readonly framesIn: number;
  readonly framesOut: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly sendErrors: number;
  readonly lastError: string | undefined;
  /** Frames or datagrams over the rate limit or from a remote too many. */
  readonly limited: number;
  /** Frames not sent because the link is down or the remote does not take what it was sent before. */
  readonly unsent: number;
  readonly drops: Readonly<DropCounters>;
};

/** A good frame and the remote that it came from, `192.0.2.7:14550` or `/dev/ttyUSB0`. */
export type LinkFrame = { readonly frame: Frame; readonly from: string; readonly at: MonoMs };

export type Link = {
  readonly name: string;
  readonly priority: number;
  /** Encodes and sends with the sequence of that remote; a failing send is counted, never thrown. */
  send(message: MavLinkData, to: string): void;
  /** Everybody heard lately, and the fixed remote; nobody while it is down. */
  remotes(): readonly string[];
  stats(): LinkStats;
  close(): Promise<void>;
};

export type LinkPorts = {
  readonly clock: Clock;
  readonly net: Net;
  /** Without it only UDP links can be opened. */
  readonly streams?: Streams | undefined;
  readonly self: MavId;
  readonly log: MavLog;
  /** Signs what leaves. */
  readonly guard: FrameGuard;
  /** Asked once for each frame that is about to be sent, before it is signed. */
  mayLeave(frame: Uint8Array): boolean;
  onFrame(link: Link, received: LinkFrame): void;
  /** A remote that cannot be reached any more: its connection ended. */
  onLeft(link: Link, remote: string): void;
  /** Raw frames that left, for the tlog. */
  onSent(link: Link, bytes: Uint8Array): void;
};

export const addressKey = ({ host, port }: UdpAddress): string => `${host}:${port}`;

/** A remote of a link, as it is named in routes, conflicts and logs. */
export const placeOf = (link: { readonly name: string }, remote: string): string => `${link.name} ${remote}`;
