import type { MavLinkPacketField } from 'mavlink-mappings';
import { MESSAGE_CLASSES, type MessageClass } from './dialect.ts';

type Decoder = (view: DataView) => Record<string, unknown>;
type Reader = (view: DataView) => unknown;

type Scalar = (view: DataView, at: number) => number | bigint;

const SCALARS: Readonly<Record<string, Scalar>> = {
  uint8_t: (view, at) => view.getUint8(at),
  uint8_t_mavlink_version: (view, at) => view.getUint8(at),
  int8_t: (view, at) => view.getInt8(at),
  uint16_t: (view, at) => view.getUint16(at, true),
  int16_t: (view, at) => view.getInt16(at, true),
  uint32_t: (view, at) => view.getUint32(at, true),
  int32_t: (view, at) => view.getInt32(at, true),
  uint64_t: (view, at) => view.getBigUint64(at, true),
  int64_t: (view, at) => view.getBigInt64(at, true),
  float: (view, at) => view.getFloat32(at, true),
  double: (view, at) => view.getFloat64(at, true),
};

/** Text up to the first NUL, as Latin-1. */
const readText = (view: DataView, at: number, length: number): string => {
  let text = '';
  for (let i = at; i < at + length; i++) {
    const code = view.getUint8(i);
    if (code === 0) break;
    text += String.fromCharCode(code);
  }
  return text;
};

const readerOf = ({ type, offset, size, length }: MavLinkPacketField): Reader => {
  if (type === 'char[]') return (view) => readText(view, offset, length);
  const scalar = SCALARS[type.replace('[]', '')];
  if (scalar === undefined) throw new Error(`no decoder for wire type ${type}`);
  if (!type.endsWith('[]')) return (view) => scalar(view, offset);
  return (view) => {
    const values: (number | bigint)[] = [];
    for (let i = 0; i < length; i++) values.push(scalar(view, offset + i * size));
    return values;
  };
};

const compile = (messageClass: MessageClass): Decoder => {
  const names = messageClass.FIELDS.map((field) => field.name);
  const readers = messageClass.FIELDS.map(readerOf);
  return (view) => {
    const fields: Record<string, unknown> = {};
    for (let i = 0; i < names.length; i++) fields[names[i] as string] = (readers[i] as Reader)(view);
    return fields;
  };
};

const DECODERS = new Map(MESSAGE_CLASSES.map((messageClass) => [messageClass.MSG_ID, compile(messageClass)]));

const MAX_PAYLOAD = 255;

/** Cut trailing zeros are put back here; decoders copy everything out, so that one buffer serves all. */
const scratch = new Uint8Array(MAX_PAYLOAD);

const fullPayload = (payload: Uint8Array, length: number): DataView => {
  if (payload.length >= length) return new DataView(payload.buffer, payload.byteOffset, length);
  scratch.fill(0, payload.length, length);
  scratch.set(payload);
  return new DataView(scratch.buffer, 0, length);
};

/**
 * Fields of a payload as plain data, by decoders that are compiled once from each class's FIELDS. A payload whose
 * trailing zeros were cut is extended; undefined only for an id that our dialect lacks.
 */
export const readPayload = (
  messageClass: MessageClass,
  payload: Uint8Array,
): Record<string, unknown> | undefined =>
  DECODERS.get(messageClass.MSG_ID)?.(fullPayload(payload, messageClass.PAYLOAD_LENGTH));
