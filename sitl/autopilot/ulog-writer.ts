/**
 * PX4's ULog format, version 1: a file header, flag bits, then messages of 2 bytes length, a type letter and content,
 * little-endian. Times are microseconds since boot.
 */

const SIZES = { uint64_t: 8, double: 8, float: 4, int32_t: 4, uint32_t: 4, uint8_t: 1, bool: 1 } as const;

type FieldType = keyof typeof SIZES;

/** A topic's fields in order; `timestamp` comes first and is written from the time given. */
export type Topic = { readonly name: string; readonly fields: Readonly<Record<string, FieldType>> };

const MAGIC = [0x55, 0x4c, 0x6f, 0x67, 0x01, 0x12, 0x35, 1] as const;
const FLAG_BITS = 40;

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

const join = (...parts: readonly Uint8Array[]): Uint8Array => {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
};

const number = (type: FieldType, value: number): Uint8Array => {
  const view = new DataView(new ArrayBuffer(SIZES[type]));
  switch (type) {
    case 'uint64_t':
      view.setBigUint64(0, BigInt(Math.round(value)), true);
      break;
    case 'double':
      view.setFloat64(0, value, true);
      break;
    case 'float':
      view.setFloat32(0, value, true);
      break;
    case 'int32_t':
      view.setInt32(0, value, true);
      break;
    case 'uint32_t':
      view.setUint32(0, value, true);
      break;
    case 'uint8_t':
    case 'bool':
      view.setUint8(0, value);
      break;
  }
  return new Uint8Array(view.buffer);
};

const uint16 = (value: number): Uint8Array => Uint8Array.of(value & 0xff, value >> 8);

const message = (type: string, ...parts: readonly Uint8Array[]): Uint8Array => {
  const body = join(...parts);
  return join(uint16(body.length), text(type), body);
};

/** Type and name in one, with the length before: information and parameters. */
const keyed = (letter: string, key: string, value: Uint8Array): Uint8Array =>
  message(letter, Uint8Array.of(key.length), text(key), value);

export const ulogHeader = (startUs: number): Uint8Array =>
  join(Uint8Array.from(MAGIC), number('uint64_t', startUs), message('B', new Uint8Array(FLAG_BITS)));

export const ulogFormat = ({ name, fields }: Topic): Uint8Array => {
  const list = Object.entries(fields).map(([field, type]) => `${type} ${field};`);
  return message('F', text(`${name}:uint64_t timestamp;${list.join('')}`));
};

export const ulogText = (key: string, value: string): Uint8Array =>
  keyed('I', `char[${text(value).length}] ${key}`, text(value));

export const ulogParameter = (name: string, type: 'int32_t' | 'float', value: number): Uint8Array =>
  keyed('P', `${type} ${name}`, number(type, value));

/** Data of that topic comes under `id`. */
export const ulogSubscription = ({ name }: Topic, id: number): Uint8Array =>
  message('A', Uint8Array.of(0), uint16(id), text(name));

export const ulogData = (
  topic: Topic,
  id: number,
  atUs: number,
  values: Readonly<Record<string, number>>,
): Uint8Array => {
  const parts = Object.entries(topic.fields).map(([field, type]) => number(type, values[field] ?? 0));
  return message('D', uint16(id), number('uint64_t', atUs), ...parts);
};

/** A text that the vehicle said; `severity` is MAV_SEVERITY, in the file a digit. */
export const ulogMessage = (severity: number, atUs: number, said: string): Uint8Array =>
  message('L', text(String(severity)), number('uint64_t', atUs), text(said));
