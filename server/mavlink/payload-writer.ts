import type { MavLinkPacketField } from 'mavlink-mappings';
import { MESSAGE_CLASSES, type MessageClass } from './dialect.ts';

/** HEARTBEAT.mavlink_version, "not writable by user". */
const MAVLINK_VERSION = 3;

/** Writes one value at an offset. */
type Write = (view: DataView, at: number, value: unknown) => void;

type IntegerType = { min: number; max: number; write: (view: DataView, at: number, value: number) => void };

const INTEGERS: Readonly<Record<string, IntegerType>> = {
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

const OTHERS: Readonly<Record<string, Write>> = {
  float: (view, at, value) => view.setFloat32(at, asNumber(value), true),
  double: (view, at, value) => view.setFloat64(at, asNumber(value), true),
  uint64_t: (view, at, value) => view.setBigUint64(at, asBigInt(value), true),
  int64_t: (view, at, value) => view.setBigInt64(at, asBigInt(value), true),
  uint8_t_mavlink_version: (view, at) => view.setUint8(at, MAVLINK_VERSION),
};

const integerWrite =
  ({ min, max, write }: IntegerType, source: string): Write =>
  (view, at, value) => {
    const rounded = Math.round(asNumber(value));
    if (!(rounded >= min && rounded <= max))
      throw new RangeError(`${source}: expected ${min}…${max}, got ${String(value)}`);
    write(view, at, rounded);
  };

const writeOf = (field: MavLinkPacketField): Write => {
  const type = field.type.replace('[]', '');
  const integer = INTEGERS[type];
  const write = integer === undefined ? OTHERS[type] : integerWrite(integer, field.source);
  if (write === undefined) throw new Error(`no encoder for wire type ${field.type}`);
  return write;
};

/** Latin-1; a character outside it becomes '?'. Longer text is cut at the field's length. */
const writeText = (view: DataView, field: MavLinkPacketField, text: string): void => {
  const length = Math.min(text.length, field.length);
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    view.setUint8(field.offset + i, code <= 0xff ? code : 0x3f);
  }
};

/** Writes a whole field of a message; what is not of its type is left zero. */
type FieldWriter = { readonly name: string; readonly write: (view: DataView, value: unknown) => void };

const fieldWriter = (field: MavLinkPacketField): FieldWriter => {
  const { name, type, offset, length, size } = field;
  if (type === 'char[]')
    return { name, write: (view, value) => writeText(view, field, typeof value === 'string' ? value : '') };
  const write = writeOf(field);
  if (!type.endsWith('[]')) return { name, write: (view, value) => write(view, offset, value) };
  return {
    name,
    write: (view, value) => {
      if (!Array.isArray(value)) return;
      const count = Math.min(value.length, length);
      for (let i = 0; i < count; i++) write(view, offset + i * size, value[i]);
    },
  };
};

const WRITERS = new Map(
  MESSAGE_CLASSES.map((messageClass) => [messageClass.MSG_ID, messageClass.FIELDS.map(fieldWriter)]),
);

/**
 * Writes the payload at the start of `payload` and gives its length: MAVLink 2 cuts trailing zero bytes but never the
 * first one. Missing fields are 0, integers are rounded. Throws RangeError for an integer out of its wire range: callers
 * validate first, so that is a bug.
 */
export const writePayload = (
  messageClass: MessageClass,
  fields: Readonly<Record<string, unknown>>,
  payload: DataView,
): number => {
  const writers = WRITERS.get(messageClass.MSG_ID);
  if (writers === undefined) throw new Error(`message id ${messageClass.MSG_ID} is not in the dialect`);
  let length = messageClass.PAYLOAD_LENGTH;
  for (let at = 0; at < length; at++) payload.setUint8(at, 0);
  for (const { name, write } of writers) {
    const value = fields[name];
    if (value !== undefined) write(payload, value);
  }
  while (length > 1 && payload.getUint8(length - 1) === 0) length--;
  return length;
};
