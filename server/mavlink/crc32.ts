/** CRC-32 (reflected 0x04C11DB7) without the usual inversions: NuttX's `crc32part`, which PX4 uses. */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** The checksum after these bytes; `crc` is that of the bytes before, 0 at the start. */
export const crc32Part = (bytes: Uint8Array, crc = 0): number => {
  let sum = crc;
  for (const byte of bytes) sum = (TABLE[(sum ^ byte) & 0xff] as number) ^ (sum >>> 8);
  return sum >>> 0;
};
