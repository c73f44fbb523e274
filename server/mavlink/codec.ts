import type { MavLinkData } from 'mavlink-mappings';
import { messageClassOf, type MessageClass } from './dialect.ts';
import { readPayload } from './payload-reader.ts';
import { writePayload } from './payload-writer.ts';
import { x25 } from './x25.ts';

/** MAVLink 2: STX, len, incompat, compat, seq, sysid, compid, msgid (3 bytes LE); then payload, checksum, signature. */
const STX_V2 = 0xfd;
const HEADER_V2 = 10;
const CHECKSUM_BYTES = 2;
const SIGNATURE_BYTES = 13;
const INCOMPAT_SIGNED = 0x01;
/** The longest frame: 255 bytes of payload, signed. */
export const MAX_FRAME_BYTES = HEADER_V2 + 255 + CHECKSUM_BYTES + SIGNATURE_BYTES;

/** MAVLink 1: STX, len, seq, sysid, compid, msgid. Only recognised in order to be counted and skipped. */
const STX_V1 = 0xfe;
const HEADER_V1 = 6;

/** One MAVLink 2 frame with a right checksum and a known id. */
export type Frame = {
  readonly sysid: number;
  readonly compid: number;
  readonly seq: number;
  readonly msgid: number;
  /** As sent: trailing zeros may be cut. A view into the datagram. */
  readonly payload: Uint8Array;
  readonly signed: boolean;
  /** The whole frame with checksum and signature. A view into the datagram. */
  readonly bytes: Uint8Array;
};

/** What was not taken, by reason. `junk` counts bytes that belong to nothing, all others count frames. */
export type DropCounters = {
  mavlink1: number;
  badCrc: number;
  unknownId: number;
  unknownFlags: number;
  truncated: number;
  junk: number;
};

export const newDropCounters = (): DropCounters => ({
  mavlink1: 0,
  badCrc: 0,
  unknownId: 0,
  unknownFlags: 0,
  truncated: 0,
  junk: 0,
});

const byteAt = (bytes: Uint8Array, at: number): number => bytes[at] as number;

const checksumMatches = (bytes: Uint8Array, from: number, to: number, extra: number): boolean =>
  x25(bytes, { from, to }, extra) === (byteAt(bytes, to) | (byteAt(bytes, to + 1) << 8));

/**
 * The frame at `at`, or the reason why there is none. What comes first in a frame is judged first, so that
 * `truncated` is said only of bytes that may yet become a frame.
 */
const readFrame = (bytes: Uint8Array, at: number): Frame | keyof DropCounters => {
  if (at + 2 >= bytes.length) return 'truncated';
  const incompat = byteAt(bytes, at + 2);
  if ((incompat & ~INCOMPAT_SIGNED) !== 0) return 'unknownFlags';
  if (at + HEADER_V2 > bytes.length) return 'truncated';
  const msgid = byteAt(bytes, at + 7) | (byteAt(bytes, at + 8) << 8) | (byteAt(bytes, at + 9) << 16);
  const messageClass = messageClassOf(msgid);
  if (messageClass === undefined) return 'unknownId';
  const signed = (incompat & INCOMPAT_SIGNED) !== 0;
  const payloadEnd = at + HEADER_V2 + byteAt(bytes, at + 1);
  const end = payloadEnd + CHECKSUM_BYTES + (signed ? SIGNATURE_BYTES : 0);
  if (end > bytes.length) return 'truncated';
  if (!checksumMatches(bytes, at + 1, payloadEnd, messageClass.MAGIC_NUMBER)) return 'badCrc';
  return {
    sysid: byteAt(bytes, at + 5),
    compid: byteAt(bytes, at + 6),
    seq: byteAt(bytes, at + 4),
    msgid,
    payload: bytes.subarray(at + HEADER_V2, payloadEnd),
    signed,
    bytes: bytes.subarray(at, end),
  };
};

/** Length of a whole MAVLink 1 frame with a right checksum at `at`; 0 where there is none, undefined if it is cut. */
const mavlink1Length = (bytes: Uint8Array, at: number): number | undefined => {
  if (at + HEADER_V1 > bytes.length) return undefined;
  const messageClass = messageClassOf(byteAt(bytes, at + 5));
  if (messageClass === undefined) return 0;
  const payloadEnd = at + HEADER_V1 + byteAt(bytes, at + 1);
  if (payloadEnd + CHECKSUM_BYTES > bytes.length) return undefined;
  if (!checksumMatches(bytes, at + 1, payloadEnd, messageClass.MAGIC_NUMBER)) return 0;
  return payloadEnd + CHECKSUM_BYTES - at;
};

/** `end`: where the first candidate starts that needs bytes beyond the given ones, else their length. */
type Scanned = { readonly frames: Frame[]; readonly end: number };

/**
 * All good MAVLink 2 frames; after anything bad the search goes on one byte later. With `waits` it ends at the first
 * candidate that is cut, else such a candidate is bad as well.
 */
const scan = (bytes: Uint8Array, drops: DropCounters, waits: boolean): Scanned => {
  const frames: Frame[] = [];
  let at = 0;
  while (at < bytes.length) {
    const start = byteAt(bytes, at);
    if (start === STX_V2) {
      const read = readFrame(bytes, at);
      if (read === 'truncated' && waits) break;
      if (typeof read === 'string') {
        drops[read]++;
        at++;
      } else {
        frames.push(read);
        at += read.bytes.length;
      }
      continue;
    }
    const skipped = start === STX_V1 ? mavlink1Length(bytes, at) : 0;
    if (skipped === undefined && waits) break;
    if (skipped === undefined || skipped === 0) drops.junk++;
    else drops.mavlink1++;
    at += Math.max(1, skipped ?? 0);
  }
  return { frames, end: at };
};

/**
 * All good MAVLink 2 frames of one datagram. Nothing is carried over to the next datagram; after anything bad the
 * search goes on one byte later, so that garbage never hides a good frame behind it. Never throws.
 */
export const decodeDatagram = (bytes: Uint8Array, drops: DropCounters): Frame[] =>
  scan(bytes, drops, false).frames;

/** As `decodeDatagram` for a piece of a stream: what begins at `end` is to be given again with more bytes. */
export const decodePiece = (bytes: Uint8Array, drops: DropCounters): Scanned => scan(bytes, drops, true);

/** The properties of a message class as plain data. uint64/int64 are bigint: `wire.ts` turns them into text. */
export type FieldsOf<T extends MavLinkData> = { readonly [K in keyof T]: T[K] };

export type MavMessage = {
  readonly msgid: number;
  /** As in the XML, `GLOBAL_POSITION_INT`. */
  readonly name: string;
  readonly fields: Readonly<Record<string, unknown>>;
};

export type TypedMessage<T extends MavLinkData> = Omit<MavMessage, 'fields'> & {
  readonly fields: FieldsOf<T>;
};

/** The frame's message; undefined only for an id that our dialect lacks. */
export const decodeMessage = (frame: Frame): MavMessage | undefined => {
  const messageClass = messageClassOf(frame.msgid);
  const fields = messageClass && readPayload(messageClass, frame.payload);
  return fields && { msgid: frame.msgid, name: messageClass.MSG_NAME, fields };
};

/** Narrows `message.fields` to the properties of that class. */
export const isMessage = <T extends MavLinkData>(
  message: MavMessage | TypedMessage<T>,
  messageClass: MessageClass<T>,
): message is TypedMessage<T> => message.msgid === messageClass.MSG_ID;

/** Fields to be sent: any of the class's, enumerations as plain numbers. */
export type WireFields<T extends MavLinkData> = {
  readonly [K in keyof T]?: T[K] extends number ? number : T[K];
};

export type FrameHeader = { readonly sysid: number; readonly compid: number; readonly seq: number };

/** An instance with the given fields and zeros elsewhere: the form in which messages are handed around. */
export const messageOf = <T extends MavLinkData>(messageClass: MessageClass<T>, fields: WireFields<T>): T => {
  const message = new messageClass();
  for (const field of messageClass.FIELDS)
    if (typeof (message as Record<string, unknown>)[field.name] === 'string' && field.type !== 'char[]')
      (message as Record<string, unknown>)[field.name] = 0;
  return Object.assign(message, fields);
};

/** A frame is made here and then copied at its length. */
const scratch = new Uint8Array(MAX_FRAME_BYTES);
const scratchPayload = new DataView(scratch.buffer, HEADER_V2);

/** One unsigned MAVLink 2 frame; a missing field is 0. Throws as `writePayload`. */
export const encodeFields = <T extends MavLinkData>(
  messageClass: MessageClass<T>,
  fields: WireFields<T>,
  header: FrameHeader,
): Uint8Array => {
  const length = writePayload(messageClass, fields, scratchPayload);
  const id = messageClass.MSG_ID;
  scratch[0] = STX_V2;
  scratch[1] = length;
  scratch[2] = 0;
  scratch[3] = 0;
  scratch[4] = header.seq & 0xff;
  scratch[5] = header.sysid;
  scratch[6] = header.compid;
  scratch[7] = id & 0xff;
  scratch[8] = (id >> 8) & 0xff;
  scratch[9] = (id >> 16) & 0xff;
  const end = HEADER_V2 + length;
  const crc = x25(scratch, { from: 1, to: end }, messageClass.MAGIC_NUMBER);
  scratch[end] = crc & 0xff;
  scratch[end + 1] = crc >> 8;
  return scratch.slice(0, end + CHECKSUM_BYTES);
};

/** As `encodeFields`, for an instance of a message class. */
export const encodeFrame = (message: MavLinkData, header: FrameHeader): Uint8Array => {
  const { MSG_ID: id } = message.constructor as unknown as MessageClass;
  const messageClass = messageClassOf(id);
  if (messageClass === undefined) throw new Error(`message id ${id} is not in the dialect`);
  return encodeFields(messageClass, message, header);
};
