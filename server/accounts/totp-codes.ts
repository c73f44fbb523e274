import { timingSafeEqual } from 'node:crypto';
import { toSVG } from 'bwip-js/node';
import { generateSecret, generateSync, generateURI } from 'otplib';

/** RFC 6238 with the figures that every authenticator knows: SHA-1, 6 digits, 30 s. */
const STEP_S = 30;
/** RFC 6238 5.2: one step of either side, for clocks that differ and people who type slowly. */
const WINDOW = [-1, 0, 1] as const;
const ISSUER = 'Lifeline';

export const newSecret = (): string => generateSecret();

const codeAt = (secret: string, step: number): string => generateSync({ secret, epoch: step * STEP_S });

const isSame = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
};

/**
 * The 30 s step that `code` belongs to; undefined if it is none of now. All of the window is always computed: the time
 * taken says nothing about the code.
 */
export const stepOf = (secret: string, code: string, wallMs: number): number | undefined => {
  const now = Math.floor(wallMs / 1000 / STEP_S);
  const matching = WINDOW.map((offset) => now + offset).filter((step) => isSame(codeAt(secret, step), code));
  return matching.at(-1);
};

export const uriOf = (login: string, secret: string): string =>
  generateURI({ issuer: ISSUER, label: login, secret });

/** The same as a picture for the authenticator's camera. */
export const qrOf = (uri: string): string => toSVG({ bcid: 'qrcode', text: uri, scale: 3 });
