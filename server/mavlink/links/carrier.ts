import type { Clock } from '../../core/clock.ts';
import type { UdpAddress } from '../../core/ports.ts';
import type { DropCounters, Frame } from '../codec.ts';

/** What a carrier tells its link. */
export type CarrierEvents = {
  readonly clock: Clock;
  /** To be counted up while decoding. */
  readonly drops: DropCounters;
  /** Bytes of one datagram or one read of a stream, and the good frames of it. */
  heard(remote: string, size: number, frames: readonly Frame[]): void;
  /** Frames that were held back in a stream. */
  released(remote: string, frames: readonly Frame[]): void;
  /** A peer connected; false if there are too many. */
  joined(remote: string): boolean;
  left(remote: string): void;
  /** Sending failed; the carrier goes on. */
  failed(cause: unknown): void;
  /** The carrier is of no use any more and has let go of everything. */
  ended(reason: string): void;
};

/** An open link of one kind: moves bytes and cuts them into frames, knows nothing of messages. */
export type Carrier = {
  /** Where it listens. */
  readonly local: UdpAddress | undefined;
  /** False if it was not sent because the remote takes nothing. May throw. */
  transmit(bytes: Uint8Array, remote: string): boolean;
  close(): Promise<void>;
};

/** Opens a carrier; rejects with an Error whose message names the address or the device. */
export type OpenCarrier = (events: CarrierEvents) => Promise<Carrier>;
