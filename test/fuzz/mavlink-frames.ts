import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { MavLinkPacketField } from 'mavlink-mappings';
import type { Rng } from '../../server/core/ports.ts';
import { encodeFields, type FrameHeader } from '../../server/mavlink/codec.ts';
import { MESSAGE_CLASSES, messageClassOf, type MessageClass } from '../../server/mavlink/dialect.ts';

const HEADER = 10;
const SIGNATURE = 13;
const FLOATS = [0, -0, 1, -1, 0.5, 20, 1e30, -1e30, 3.4e38, 1e-40, Number.NaN, Infinity, -Infinity, 2 ** 31];
const SPANS: Readonly<Record<string, readonly [number, number]>> = {
  uint8_t: [0, 0xff],
  int8_t: [-0x80, 0x7f],
  uint16_t: [0, 0xffff],
  int16_t: [-0x8000, 0x7fff],
  uint32_t: [0, 0xffff_ffff],
  int32_t: [-0x8000_0000, 0x7fff_ffff],
};

export const below = (rng: Rng, end: number): number => Math.floor(rng.unit() * end);
export const chance = (rng: Rng, share: number): boolean => rng.unit() < share;

/** One of a list that is not empty. */
export const pick = <T>(rng: Rng, list: readonly T[]): T => list[below(rng, list.length)] as T;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes of the heap after collecting, also of what only weak references and their clean-up held. */
export const heapUsed = async (): Promise<number> => {
  for (let i = 0; i < 3; i++) {
    collect();
    await nextTurn();
  }
  collect();
  return process.memoryUsage().heapUsed;
};

/** Values that fields of that name often get, so that not everything is refused at the door. */
export type Hints = Readonly<Record<string, readonly (number | string)[]>>;

const scalarOf = (rng: Rng, type: string): number | bigint => {
  if (type === 'float' || type === 'double')
    return chance(rng, 0.5) ? pick(rng, FLOATS) : (rng.unit() - 0.5) * 10 ** below(rng, 9);
  if (type === 'uint64_t') return pick(rng, [0n, 1n, 2n ** 63n, 2n ** 64n - 1n, BigInt(below(rng, 2 ** 48))]);
  if (type === 'int64_t') return pick(rng, [0n, -1n, -(2n ** 63n), 2n ** 63n - 1n]);
  const [min, max] = SPANS[type] ?? [0, 0];
  if (chance(rng, 0.4)) return pick(rng, [min, max, 0, 1, max - 1]);
  return min + below(rng, max - min + 1);
};

const textOf = (rng: Rng, length: number): string =>
  String.fromCharCode(...rng.bytes(below(rng, length + 1)).map((code) => (chance(rng, 0.9) ? code | 1 : 0)));

const valueOf = (rng: Rng, field: MavLinkPacketField, hints: Hints): unknown => {
  const [min, max] = SPANS[field.type] ?? [-Infinity, Infinity];
  const likely = hints[field.name]?.filter(
    (value) => typeof value === 'string' || (value >= min && value <= max),
  );
  if (likely !== undefined && likely.length > 0 && chance(rng, 0.8)) return pick(rng, likely);
  if (field.type === 'char[]') return textOf(rng, field.length);
  if (!field.type.endsWith('[]')) return scalarOf(rng, field.type);
  return Array.from({ length: field.length }, () => scalarOf(rng, field.type.replace('[]', '')));
};

/** A good frame of any class of the dialect, or of `classes`; each field has any value of its wire type. */
export const anyFrame = (
  rng: Rng,
  header: FrameHeader,
  { hints = {}, classes = MESSAGE_CLASSES }: { hints?: Hints; classes?: readonly MessageClass[] } = {},
): Uint8Array => {
  const messageClass = pick(rng, classes);
  const fields = messageClass.FIELDS.map((field) => [field.name, valueOf(rng, field, hints)] as const);
  return encodeFields(messageClass, Object.fromEntries(fields), header);
};

/** CRC-16/MCRF4XX by the specification's own accumulate, apart from the server's. */
const crcOf = (bytes: Uint8Array, to: number, extra: number): number => {
  let crc = 0xffff;
  for (let at = 1; at <= to; at++) {
    let low = (at === to ? extra : (bytes[at] ?? 0)) ^ (crc & 0xff);
    low = (low ^ (low << 4)) & 0xff;
    crc = ((crc >> 8) ^ (low << 8) ^ (low << 3) ^ (low >> 4)) & 0xffff;
  }
  return crc;
};

const idOf = (frame: Uint8Array): number =>
  (frame[7] ?? 0) | ((frame[8] ?? 0) << 8) | ((frame[9] ?? 0) << 16);

/** The right checksum for a frame as it stands: a length byte that says more is obeyed with zeros. */
const resigned = (frame: Uint8Array, extra = messageClassOf(idOf(frame))?.MAGIC_NUMBER ?? 0): Uint8Array => {
  const end = HEADER + (frame[1] ?? 0);
  const tail = ((frame[2] ?? 0) & 1) === 1 ? SIGNATURE : 0;
  const bytes = new Uint8Array(end + 2 + tail);
  bytes.set(frame.subarray(0, Math.min(frame.length, end)));
  const crc = crcOf(bytes, end, extra);
  bytes[end] = crc & 0xff;
  bytes[end + 1] = crc >> 8;
  return bytes;
};

/** True if some place of the datagram holds a frame of that sender with a right checksum. */
export const holdsFrameOf = (datagram: Uint8Array, sysid: number, compid: number): boolean => {
  for (let at = 0; at + HEADER + 2 <= datagram.length; at++) {
    const frame = datagram.subarray(at);
    if (frame[0] !== 0xfd || frame[5] !== sysid || frame[6] !== compid) continue;
    const extra = messageClassOf(idOf(frame))?.MAGIC_NUMBER;
    const end = HEADER + (frame[1] ?? 0);
    if (extra === undefined || end + 2 > frame.length) continue;
    if (crcOf(frame, end, extra) === ((frame[end] ?? 0) | ((frame[end + 1] ?? 0) << 8))) return true;
  }
  return false;
};

const flipped = (rng: Rng, frame: Uint8Array, from = 0): Uint8Array => {
  const bytes = frame.slice();
  for (let left = 1 + below(rng, 6); left > 0; left--) {
    const at = from + below(rng, bytes.length - from);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << below(rng, 8));
  }
  return bytes;
};

const withByte = (frame: Uint8Array, at: number, value: number): Uint8Array => {
  const bytes = frame.slice();
  bytes[at] = value;
  return bytes;
};

const joined = (...parts: readonly Uint8Array[]): Uint8Array => {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
};

/** The same message as MAVLink 1 with a right checksum, if its id fits. */
const asVersion1 = (frame: Uint8Array): Uint8Array => {
  const [, length = 0, , , seq = 0, sysid = 0, compid = 0] = frame;
  const bytes = joined(
    Uint8Array.of(0xfe, length, seq, sysid, compid, idOf(frame) & 0xff),
    frame.subarray(HEADER, HEADER + length),
    new Uint8Array(2),
  );
  const end = 6 + length;
  const crc = crcOf(bytes, end, messageClassOf(idOf(frame) & 0xff)?.MAGIC_NUMBER ?? 0);
  bytes.set([crc & 0xff, crc >> 8], end);
  return bytes;
};

type Mutation = (rng: Rng, frame: Uint8Array, other: Uint8Array) => Uint8Array;

const MUTATIONS: readonly Mutation[] = [
  (rng, frame) => flipped(rng, frame),
  (rng, frame) => frame.slice(0, below(rng, frame.length)),
  (rng, frame) => frame.slice(1 + below(rng, frame.length)),
  (rng, frame, other) =>
    joined(frame.subarray(0, below(rng, frame.length)), other.subarray(below(rng, other.length))),
  (rng, frame) => withByte(frame, 1, below(rng, 256)),
  (rng, frame) => resigned(withByte(frame, 1, below(rng, 256))),
  (rng, frame) => withByte(frame, frame.length - 1 - below(rng, 2), below(rng, 256)),
  (rng, frame) => (frame.length > HEADER + 2 ? resigned(flipped(rng, frame, HEADER)) : frame),
  (rng, frame) => resigned(flipped(rng, frame, 4), below(rng, 256)),
  (rng, frame) => {
    const bytes = frame.slice();
    bytes.set(rng.bytes(3), 7);
    return resigned(bytes);
  },
  (rng, frame) => resigned(withByte(frame, 2, below(rng, 256))),
  (_rng, frame) => resigned(withByte(frame, 2, 1)),
  (_rng, frame) => asVersion1(frame),
  (rng, frame) => flipped(rng, asVersion1(frame)),
  (rng, frame) => joined(Uint8Array.of(0xfd), rng.bytes(below(rng, 40)), frame),
];

/** One frame, broken or changed in one of many ways. */
const mutated = (rng: Rng, pool: readonly Uint8Array[]): Uint8Array =>
  pick(rng, MUTATIONS)(rng, pick(rng, pool), pick(rng, pool));

/** One to five pieces in one datagram: mutated frames, good ones and junk. `mutants` counts the mutated ones. */
export const anyDatagram = (
  rng: Rng,
  pool: readonly Uint8Array[],
): { readonly bytes: Uint8Array; readonly mutants: number } => {
  const first = mutated(rng, pool);
  if (chance(rng, 0.5)) return { bytes: first, mutants: 1 };
  let mutants = 1;
  const parts = [first];
  for (let left = 1 + below(rng, 4); left > 0; left--) {
    const draw = rng.unit();
    if (draw < 0.6) mutants++;
    if (draw < 0.6) parts.push(mutated(rng, pool));
    else parts.push(draw < 0.85 ? pick(rng, pool) : rng.bytes(below(rng, 30)));
  }
  return { bytes: joined(...parts), mutants };
};
