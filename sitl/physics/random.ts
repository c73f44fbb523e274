import type { Rng } from '../../server/core/ports.ts';

/** State of the generator: one unsigned 32-bit integer, so that physics stays a value. */
export type RandomState = number;

const UINT32_SPAN = 2 ** 32;
const BYTE_SPAN = 256;

/** Mulberry32 (Tommy Ettinger, public domain): one uniform number in [0, 1) and the next state. */
const nextUnit = (state: RandomState): { readonly state: RandomState; readonly value: number } => {
  const next = (state + 0x6d2b79f5) >>> 0;
  let t = next;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return { state: next, value: ((t ^ (t >>> 14)) >>> 0) / UINT32_SPAN };
};

/** Sum of three uniforms, centred and scaled to unit variance: normal enough for gusts, never beyond 3 sigma. */
export const nextNormal = (state: RandomState): { readonly state: RandomState; readonly value: number } => {
  const a = nextUnit(state);
  const b = nextUnit(a.state);
  const c = nextUnit(b.state);
  return { state: c.state, value: (a.value + b.value + c.value - 1.5) * 2 };
};

/** A seeded `Rng` for tests, links and vehicles: the same seed gives the same numbers. */
export const seededRng = (seed: number): Rng => {
  let state = seed >>> 0;
  const unit = (): number => {
    const next = nextUnit(state);
    state = next.state;
    return next.value;
  };
  return { unit, bytes: (count) => Uint8Array.from({ length: count }, () => Math.floor(unit() * BYTE_SPAN)) };
};
