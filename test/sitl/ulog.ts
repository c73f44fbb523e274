/** A plain reader of ULog files for tests: written from the format's description, shares nothing with the writer. */

type Field = { readonly name: string; readonly type: string };
export type UlogRow = Readonly<Record<string, number>>;
export type Ulog = {
  readonly startUs: number;
  readonly info: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, number>>;
  readonly rows: Readonly<Record<string, readonly UlogRow[]>>;
  readonly texts: readonly { readonly level: string; readonly atUs: number; readonly text: string }[];
};

const WIDTHS: Readonly<Record<string, number>> = {
  uint64_t: 8,
  double: 8,
  float: 4,
  int32_t: 4,
  uint32_t: 4,
  uint8_t: 1,
  bool: 1,
};
const MAGIC = [0x55, 0x4c, 0x6f, 0x67, 0x01, 0x12, 0x35];
const DEFINITIONS = 'BFIMPQ';

const readValue = (view: DataView, at: number, type: string): number => {
  if (type === 'uint64_t') return Number(view.getBigUint64(at, true));
  if (type === 'double') return view.getFloat64(at, true);
  if (type === 'float') return view.getFloat32(at, true);
  if (type === 'int32_t') return view.getInt32(at, true);
  if (type === 'uint32_t') return view.getUint32(at, true);
  return view.getUint8(at);
};

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
const textOf = (bytes: Uint8Array): string => new TextDecoder('utf-8', { fatal: true }).decode(bytes);

const parseFormat = (text: string): [string, Field[]] => {
  const [name = '', list = ''] = text.split(':');
  const fields = list.split(';').filter((part) => part !== '');
  return [
    name,
    fields.map((part) => {
      const [type = '', field = ''] = part.split(' ');
      if (WIDTHS[type] === undefined || field === '') throw new Error(`field "${part}" of ${name}`);
      return { type, name: field };
    }),
  ];
};

const readRow = (body: Uint8Array, fields: readonly Field[]): UlogRow => {
  const view = viewOf(body);
  let at = 2;
  const row: Record<string, number> = {};
  for (const { name, type } of fields) {
    row[name] = readValue(view, at, type);
    at += WIDTHS[type] ?? 0;
  }
  if (at !== body.length) throw new Error(`data message of ${body.length} bytes, expected ${at}`);
  return row;
};

/** Throws at the first byte that is not as the format has it. */
export const readUlog = (file: Uint8Array): Ulog => {
  if (MAGIC.some((byte, i) => file[i] !== byte)) throw new Error('no ULog magic');
  const whole = viewOf(file);
  const formats = new Map<string, Field[]>();
  const topics = new Map<number, string>();
  const info: Record<string, string> = {};
  const parameters: Record<string, number> = {};
  const rows: Record<string, UlogRow[]> = {};
  const texts: { level: string; atUs: number; text: string }[] = [];
  let inData = false;
  const keyed = (body: Uint8Array): { type: string; key: string; value: Uint8Array } => {
    const length = body[0] ?? 0;
    const [type = '', key = ''] = textOf(body.subarray(1, 1 + length)).split(' ');
    return { type, key, value: body.subarray(1 + length) };
  };
  const handlers: Readonly<Record<string, (body: Uint8Array) => void>> = {
    F: (body) => void formats.set(...parseFormat(textOf(body))),
    I: (body) => {
      const { type, key, value } = keyed(body);
      if (type !== `char[${value.length}]`) throw new Error(`${key}: ${type} of ${value.length} bytes`);
      info[key] = textOf(value);
    },
    P: (body) => {
      const { type, key, value } = keyed(body);
      parameters[key] = readValue(viewOf(value), 0, type);
    },
    A: (body) => {
      inData = true;
      const name = textOf(body.subarray(3));
      if (!formats.has(name)) throw new Error(`subscription without format: ${name}`);
      topics.set(viewOf(body).getUint16(1, true), name);
    },
    D: (body) => {
      const name = topics.get(viewOf(body).getUint16(0, true)) ?? '';
      (rows[name] ??= []).push(readRow(body, formats.get(name) ?? []));
    },
    L: (body) => {
      const level = String.fromCharCode(body[0] ?? 0);
      texts.push({ level, atUs: readValue(viewOf(body), 1, 'uint64_t'), text: textOf(body.subarray(9)) });
    },
  };
  const handle = (letter: string, body: Uint8Array): void => {
    if (inData && letter !== 'P' && DEFINITIONS.includes(letter))
      throw new Error(`${letter} after the data began`);
    handlers[letter]?.(body);
  };
  let first = true;
  for (let at = 16; at < file.length;) {
    const length = whole.getUint16(at, true);
    const letter = String.fromCharCode(whole.getUint8(at + 2));
    if (at + 3 + length > file.length) throw new Error('a message is cut');
    if (first !== (letter === 'B')) throw new Error('the flag bits come first and once');
    if (!'BFIMPQADLSOR'.includes(letter)) throw new Error(`message of type ${letter}`);
    handle(letter, file.subarray(at + 3, at + 3 + length));
    first = false;
    at += 3 + length;
  }
  return { startUs: readValue(whole, 8, 'uint64_t'), info, parameters, rows, texts };
};
