import type { MavLinkPacketField } from 'mavlink-mappings';
import type { MessageClass } from './dialect.ts';

/** HEARTBEAT.mavlink_version, "not writable by user". */
const MAVLINK_VERSION = 3;

type IntegerWriter = { min: number; max: number; write: (view: DataView, at: number, value: number) => void };

const INTEGERS: Readonly<Record<string, IntegerWriter>> = {
  uint8_t: { min: 0, max: 0xff, write: (view, at, value) => view.setUint8(at, value) },
  int8_t: { min: -0x80, max: 0x7f, write: (view, at, value) => view.setInt8(at, value) },
  uint16_t: { min: 0, max: 0xffff, write: (view, at, value) => view.setUint16(at, value, true) },
  int16_t: { min: -0x8000, max: 0x7fff, write: (view, at, value) => view.setInt16(at, value, true) },
  uint32_t: { min: 0, max: 0xffff_ffff, write: (view, at, value) => view.setUint32(at, value, true) },
  int32_t: {
    min: -0x8000_0000,
    max: 0x7fff_ffff,
    write: (view, at, value) => view.setInt32(at, value, true),
  },
};

/** Enum fields of a fresh instance hold the enum's first *name* (a trap of mavlink-mappings): that is "not set", 0. */
const asNumber = (value: unknown): number => {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  return 0;
};

const asBigInt = (value: unknown): bigint => {
  if (typeof value === 'bigint') return value;
  return typeof value === 'number' ? BigInt(value) : 0n;
};

const writeInteger = (view: DataView, at: number, value: unknown, field: MavLinkPacketField): void => {
  const writer = INTEGERS[field.type.replace('[]', '')];
  if (writer === undefined) throw new Error(`no encoder for wire type ${field.type}`);
  const rounded = Math.round(asNumber(value));
  if (!(rounded >= writer.min && rounded <= writer.max))
    throw new RangeError(`${field.source}: expected ${writer.min}…${writer.max}, got ${String(value)}`);
  writer.write(view, at, rounded);
};

const writeScalar = (view: DataView, at: number, value: unknown, field: MavLinkPacketField): void => {
  switch (field.type.replace('[]', '')) {
    case 'float':
      return view.setFloat32(at, asNumber(value), true);
    case 'double':
      return view.setFloat64(at, asNumber(value), true);
    case 'uint64_t':
      return view.setBigUint64(at, asBigInt(value), true);
    case 'int64_t':
      return view.setBigInt64(at, asBigInt(value), true);
    case 'uint8_t_mavlink_version':
      return view.setUint8(at, MAVLINK_VERSION);
    default:
      return writeInteger(view, at, value, field);
  }
};

/** Latin-1; a character outside it becomes '?'. Longer text is cut at the field's length. */
const writeText = (view: DataView, field: MavLinkPacketField, text: string): void => {
  const length = Math.min(text.length, field.length);
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    view.setUint8(field.offset + i, code <= 0xff ? code : 0x3f);
  }
};

const writeField = (view: DataView, field: MavLinkPacketField, value: unknown): void => {
  if (value === undefined) return;
  if (field.type === 'char[]') return writeText(view, field, typeof value === 'string' ? value : '');
  if (!field.type.endsWith('[]')) return writeScalar(view, field.offset, value, field);
  if (!Array.isArray(value)) return;
  const count = Math.min(value.length, field.length);
  for (let i = 0; i < count; i++) writeScalar(view, field.offset + i * field.size, value[i], field);
};

/** MAVLink 2 cuts trailing zero bytes but never the first byte. */
const cutLength = (payload: Uint8Array): number => {
  let length = payload.length;
  while (length > 1 && payload[length - 1] === 0) length--;
  return length;
};

/**
 * The payload with trailing zeros cut. Missing fields are 0, integers are rounded. Throws RangeError for an integer
 * out of its wire range: callers validate first, so that is a bug.
 */
export const writePayload = (
  messageClass: MessageClass,
  fields: Readonly<Record<string, unknown>>,
): Uint8Array => {
  const full = new Uint8Array(messageClass.PAYLOAD_LENGTH);
  const view = new DataView(full.buffer);
  for (const field of messageClass.FIELDS) writeField(view, field, fields[field.name]);
  return full.subarray(0, cutLength(full));
};
