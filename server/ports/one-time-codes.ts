import { timingSafeEqual } from 'node:crypto';
import { toSVG } from 'bwip-js/node';
import { generateSecret, generateSync, generateURI } from 'otplib';
import type { OneTimeCodes } from '../core/secrets.ts';

/** RFC 6238 with the figures that every authenticator knows: SHA-1, 6 digits, 30 s. */
const STEP_S = 30;
/** RFC 6238 5.2: one step of either side, for clocks that differ and people who type slowly. */
const WINDOW = [-1, 0, 1] as const;
const ISSUER = 'Lifeline';

const codeAt = (secret: string, step: number): string => generateSync({ secret, epoch: step * STEP_S });

const isSame = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
};

export const systemOneTimeCodes: OneTimeCodes = {
  newSecret: () => generateSecret(),
  // All of the window is always computed: the time taken says nothing about the code.
  stepOf: (secret, code, wallMs) => {
    const now = Math.floor(wallMs / 1000 / STEP_S);
    const steps = WINDOW.map((offset) => now + offset);
    return steps.filter((step) => isSame(codeAt(secret, step), code)).at(-1);
  },
  uriOf: (login, secret) => generateURI({ issuer: ISSUER, label: login, secret }),
  qrOf: (uri) => toSVG({ bcid: 'qrcode', text: uri, scale: 3 }),
};
