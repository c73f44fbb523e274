import type { Rng } from './ports.ts';

/** 128 random bits in Crockford base 32 (26 characters, lower case): unguessable, no look-alike letters. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const ID_BYTES = 16;
const ID_LENGTH = 26;

export type Id = string;

/** A new random identifier. */
export const newId = (rng: Rng): Id => {
  let value = 0n;
  for (const byte of rng.bytes(ID_BYTES)) value = (value << 8n) | BigInt(byte);
  let text = '';
  for (let i = 0; i < ID_LENGTH; i++) {
    text = ALPHABET.charAt(Number(value & 31n)) + text;
    value >>= 5n;
  }
  return text;
};
