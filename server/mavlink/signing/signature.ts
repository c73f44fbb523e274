import { hash, timingSafeEqual } from 'node:crypto';
import { messageClassOf } from '../dialect.ts';
import { x25 } from '../x25.ts';

/** MAVLink 2: link id (1 byte), time stamp (6 bytes LE), signature (6 bytes). */
export const SIGNATURE_BYTES = 13;
const CHECKSUM_BYTES = 2;
const HEADER_BYTES = 10;
const STAMP_BYTES = 6;
/** The first 48 bits of a SHA-256. */
const DIGEST_BYTES = 6;
const INCOMPAT_SIGNED = 0x01;
export const KEY_BYTES = 32;
/** The longest frame: header, payload, checksum, link id and stamp. */
const MAX_HASHED = HEADER_BYTES + 255 + CHECKSUM_BYTES + SIGNATURE_BYTES;

/** A key with the name by which people and records know it; the secret is never shown, logged or stored in the clear. */
export type SigningKey = { readonly id: string; readonly secret: Uint8Array };

/** Says which key it is and nothing about the key: 32 bits of a hash that no frame carries. */
export const keyIdOf = (secret: Uint8Array): string => {
  const text = Buffer.concat([Buffer.from('lifeline signing key '), secret]);
  return hash('sha256', text, 'hex').slice(0, 8);
};

/** Key and frame lie one behind the other, so that one call hashes both. */
const scratch = new Uint8Array(KEY_BYTES + MAX_HASHED);

/**
 * `frame` up to and with its stamp: SHA-256 over key, header, payload, checksum, link id and stamp. As text with one
 * character a byte, which Node makes in half the time of a buffer.
 */
const digestOf = (secret: Uint8Array, frame: Uint8Array): Uint8Array => {
  scratch.set(secret);
  scratch.set(frame, KEY_BYTES);
  const text = hash('sha256', scratch.subarray(0, KEY_BYTES + frame.length), 'latin1');
  const digest = new Uint8Array(DIGEST_BYTES);
  for (let i = 0; i < DIGEST_BYTES; i++) digest[i] = text.charCodeAt(i);
  return digest;
};

export type SignWith = {
  readonly secret: Uint8Array;
  /** 0 to 255: the path that the frame takes. */
  readonly linkId: number;
  /** In 10 µs since 2015, see `stamp-clock.ts`. */
  readonly stamp: number;
};

/** The signed form of an unsigned frame; the flag is part of the header, so the checksum changes too. */
export const signFrame = (unsigned: Uint8Array, { secret, linkId, stamp }: SignWith): Uint8Array => {
  const length = unsigned.length;
  const signed = new Uint8Array(length + SIGNATURE_BYTES);
  signed.set(unsigned);
  signed[2] = INCOMPAT_SIGNED;
  const msgid = (signed[7] as number) | ((signed[8] as number) << 8) | ((signed[9] as number) << 16);
  const extra = messageClassOf(msgid)?.MAGIC_NUMBER ?? 0;
  const crc = x25(signed, { from: 1, to: length - CHECKSUM_BYTES }, extra);
  signed[length - 2] = crc & 0xff;
  signed[length - 1] = crc >> 8;
  signed[length] = linkId;
  for (let i = 0; i < STAMP_BYTES; i++) signed[length + 1 + i] = Math.floor(stamp / 2 ** (8 * i)) & 0xff;
  const hashed = length + 1 + STAMP_BYTES;
  signed.set(digestOf(secret, signed.subarray(0, hashed)), hashed);
  return signed;
};

/** Whether a signed frame was signed with that key; in constant time, and nothing about its stamp. */
export const isSignedWith = (frame: Uint8Array, secret: Uint8Array): boolean => {
  const hashed = frame.length - DIGEST_BYTES;
  return timingSafeEqual(digestOf(secret, frame.subarray(0, hashed)), frame.subarray(hashed));
};

/** Link id and stamp of a signed frame. */
export const stampOf = (frame: Uint8Array): { readonly linkId: number; readonly stamp: number } => {
  const at = frame.length - SIGNATURE_BYTES;
  let stamp = 0;
  for (let i = STAMP_BYTES; i >= 1; i--) stamp = stamp * 256 + (frame[at + i] as number);
  return { linkId: frame[at] as number, stamp };
};
