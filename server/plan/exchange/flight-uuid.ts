/** Crockford base 32 as our ids have it: 128 random bits in 26 characters. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const BITS = 128n;
const MASK = (1n << BITS) - 1n;

/**
 * Our id as a UUID of version 4, the same each time: its bits, but for the six that say version and variant. Ids that
 * are not of our making give one as well.
 */
export const uuidOf = (id: string): string => {
  let value = 0n;
  for (const char of id) value = (value * 32n + BigInt(Math.max(0, ALPHABET.indexOf(char)))) & MASK;
  const hex = value.toString(16).padStart(32, '0');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join('-');
};
