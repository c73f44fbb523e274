import type { MonoMs } from '../core/clock.ts';

const MS_PER_S = 1000;

/** Lets through `perSecond` on average and as many at once after a quiet second. */
export type TokenBucket = { take(now: MonoMs): boolean };

export const tokenBucket = (perSecond: number, start: MonoMs): TokenBucket => {
  let tokens = perSecond;
  let last = start;
  return {
    take: (now) => {
      tokens = Math.min(perSecond, tokens + ((now - last) * perSecond) / MS_PER_S);
      last = now;
      if (tokens < 1) return false;
      tokens--;
      return true;
    },
  };
};
