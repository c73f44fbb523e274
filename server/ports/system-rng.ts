import { randomBytes } from 'node:crypto';
import type { Rng } from '../core/ports.ts';

const UINT32_SPAN = 2 ** 32;

/** Randomness of the operating system's CSPRNG. */
export const systemRng: Rng = {
  unit: () => randomBytes(4).readUInt32LE(0) / UINT32_SPAN,
  bytes: (count) => randomBytes(count),
};
