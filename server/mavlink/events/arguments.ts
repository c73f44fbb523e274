import { SCALARS, type EventArgument, type Scalar } from './catalog.ts';

/** One value of an event; 64 bit integers beyond 2^53 lose their last digits, none of them is counted with. */
const readScalar = (view: DataView, at: number, type: Scalar): number => {
  switch (type) {
    case 'uint8_t':
      return view.getUint8(at);
    case 'int8_t':
      return view.getInt8(at);
    case 'uint16_t':
      return view.getUint16(at, true);
    case 'int16_t':
      return view.getInt16(at, true);
    case 'uint32_t':
      return view.getUint32(at, true);
    case 'int32_t':
      return view.getInt32(at, true);
    case 'uint64_t':
      return Number(view.getBigUint64(at, true));
    case 'int64_t':
      return Number(view.getBigInt64(at, true));
    case 'float':
      return view.getFloat32(at, true);
  }
};

/** The values of an event by its definition; those that the 40 bytes do not hold are left out. */
export const readArguments = (bytes: readonly number[], args: readonly EventArgument[]): number[] => {
  const view = new DataView(Uint8Array.from(bytes).buffer);
  const values: number[] = [];
  let at = 0;
  for (const { type } of args) {
    if (at + SCALARS[type] > view.byteLength) break;
    values.push(readScalar(view, at, type));
    at += SCALARS[type];
  }
  return values;
};

const isSet = (value: number, bit: number): boolean => Math.floor(value / 2 ** bit) % 2 === 1;

/** The numbers of the bits that are set, lowest first; of up to 53 bits. */
export const bitsOf = (value: number): number[] => {
  const bits: number[] = [];
  for (let bit = 0; bit < 53; bit++) if (isSet(value, bit)) bits.push(bit);
  return bits;
};
