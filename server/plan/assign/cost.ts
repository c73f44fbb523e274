import { URGENCIES, type Urgency } from '../../orders/states.ts';
import { NEVER_S } from './limits.ts';

/**
 * Costs are compared part by part: one part per class of urgency, the most urgent first, so that no gain of a lower
 * class can pay for a loss of a higher one; the last part only decides between equals. Within a class lateness comes
 * strictly before arrival. With component-wise sums this is an ordered group, which is all that shortest paths need.
 */
export const PARTS = URGENCIES.length + 1;
export const TIE = URGENCIES.length;

/** Above the largest sum of arrivals of a round: 512 orders of 65,535 s. */
const LATE = 2 ** 26;

/** Costs are kept twofold, so that half of a difference is still whole. */
const TWOFOLD = 2;

export const classOf = (urgency: Urgency): number => URGENCIES.indexOf(urgency);

const wholeS = (ms: number): number => Math.min(Math.max(Math.ceil(ms / 1000), 0), NEVER_S);

/** Cost of being there at `arriveAt`, in the part of the order's class; whole, below 2^44. */
export const timeCost = (now: number, dueAt: number, arriveAt: number): number =>
  TWOFOLD * (LATE * wholeS(arriveAt - dueAt) + wholeS(arriveAt - now));

/** Cost of not being served in this round. */
export const NEVER_COST = TWOFOLD * (LATE * NEVER_S + NEVER_S);

/** Negative, zero, positive, as `a` is less than, equal to, greater than `b`. */
export const compareCosts = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  for (let part = 0; part < PARTS; part++) {
    const difference = (a[part] ?? 0) - (b[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};
