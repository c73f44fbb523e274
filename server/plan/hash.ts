/** FNV-1a with 64 bits (Fowler, Noll, Vo): offset basis and prime. It finds changes; it is no protection. */
const OFFSET_BASIS = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;
const MASK = 0xffffffffffffffffn;

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
  let hash = OFFSET_BASIS;
  for (const byte of new TextEncoder().encode(stableText(value)))
    hash = ((hash ^ BigInt(byte)) * PRIME) & MASK;
  return hash.toString(16).padStart(16, '0');
};
