/**
 * Telemetry logs as QGroundControl and pymavlink write them: records of 8 bytes time (microseconds since 1970 UTC, big
 * endian) and one MAVLink frame.
 */
const TIME_BYTES = 8;
const STX_V2 = 0xfd;
const HEADER_V2 = 10;
const CHECKSUM_BYTES = 2;
const SIGNATURE_BYTES = 13;
const INCOMPAT_SIGNED = 0x01;
const US_PER_MS = 1000n;
/** Times outside of these years are no times: the reader has lost its place. */
const EARLIEST_MS = Date.UTC(2000, 0, 1);
const LATEST_MS = Date.UTC(2100, 0, 1);

export type TlogRecord = {
  /** Milliseconds since 1970 UTC. */
  readonly atMs: number;
  /** The whole frame; a view into the log. */
  readonly frame: Uint8Array;
};

/** One record. */
export const writeRecord = (atMs: number, frame: Uint8Array): Uint8Array => {
  const record = new Uint8Array(TIME_BYTES + frame.length);
  const atUs = Math.round(atMs) * Number(US_PER_MS);
  const view = new DataView(record.buffer);
  view.setUint32(0, Math.floor(atUs / 2 ** 32));
  view.setUint32(4, atUs % 2 ** 32);
  record.set(frame, TIME_BYTES);
  return record;
};

/** Length of the MAVLink 2 frame that begins at `at` by its header; undefined if none does. */
const frameLength = (bytes: Uint8Array, at: number): number | undefined => {
  if (bytes[at] !== STX_V2) return undefined;
  const payload = bytes[at + 1] ?? 0;
  const signed = ((bytes[at + 2] ?? 0) & INCOMPAT_SIGNED) !== 0;
  return HEADER_V2 + payload + CHECKSUM_BYTES + (signed ? SIGNATURE_BYTES : 0);
};

const timeAt = (bytes: Uint8Array, at: number): number | undefined => {
  const us = new DataView(bytes.buffer, bytes.byteOffset + at, TIME_BYTES).getBigUint64(0);
  const ms = Number(us / US_PER_MS);
  return ms >= EARLIEST_MS && ms < LATEST_MS ? ms : undefined;
};

/** The record at `at`, `cut` where the log ends within one, undefined where none begins. */
const recordAt = (bytes: Uint8Array, at: number): TlogRecord | 'cut' | undefined => {
  if (at + TIME_BYTES + HEADER_V2 > bytes.length) return 'cut';
  const atMs = timeAt(bytes, at);
  const length = frameLength(bytes, at + TIME_BYTES);
  if (atMs === undefined || length === undefined) return undefined;
  const end = at + TIME_BYTES + length;
  return end > bytes.length ? 'cut' : { atMs, frame: bytes.subarray(at + TIME_BYTES, end) };
};

/**
 * Reads a log record by record. Bad bytes are passed over one by one until a record begins again; at the end
 * `isIncomplete` says whether any were, or whether the log was cut off within a record.
 */
export class TlogReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  #bad = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The next record; undefined at the end. */
  next(): TlogRecord | undefined {
    while (this.#at < this.#bytes.length) {
      const record = recordAt(this.#bytes, this.#at);
      if (typeof record === 'object') {
        this.#at += TIME_BYTES + record.frame.length;
        return record;
      }
      this.#bad++;
      this.#at++;
    }
    return undefined;
  }

  get isIncomplete(): boolean {
    return this.#bad > 0;
  }
}
