/** CRC-16/MCRF4XX ("X.25" in MAVLink's documentation), table driven. */
const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >> 1) ^ 0x8408 : crc >> 1;
  return crc;
});

const SEED = 0xffff;

/** Checksum of `bytes[from, to)` followed by the message's CRC_EXTRA byte. */
export const x25 = (bytes: Uint8Array, range: { from: number; to: number }, extra: number): number => {
  let crc = SEED;
  for (let i = range.from; i < range.to; i++)
    crc = (crc >> 8) ^ (TABLE[(crc ^ (bytes[i] as number)) & 0xff] as number);
  return (crc >> 8) ^ (TABLE[(crc ^ extra) & 0xff] as number);
};
