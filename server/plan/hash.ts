/**
 * FNV-1a with 64 bits (Fowler, Noll, Vo), in halves: BigInt takes thirty times as long. The prime is 2^40 + 0x1b3. It finds
 * changes; it is no protection.
 */
const OFFSET_HIGH = 0xcbf29ce4;
const OFFSET_LOW = 0x84222325;
const PRIME_LOW = 0x1b3;
const TWO_32 = 2 ** 32;

/** JSON with sorted keys and without undefined members: equal values give equal text. */
export const stableText = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(stableText).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${stableText(member)}`);
  return `{${members.join(',')}}`;
};

/** Sixteen hexadecimal digits over the value's stable text. */
export const stableHash = (value: unknown): string => {
  let [high, low] = [OFFSET_HIGH, OFFSET_LOW];
  for (const byte of new TextEncoder().encode(stableText(value))) {
    const mixed = (low ^ byte) >>> 0;
    const product = mixed * PRIME_LOW;
    low = product >>> 0;
    high = (high * PRIME_LOW + Math.floor(product / TWO_32) + (mixed << 8)) >>> 0;
  }
  return [high, low].map((half) => half.toString(16).padStart(8, '0')).join('');
};
