import type { Plan } from '../plan-types.ts';
import type { PlanPad } from '../sites.ts';

/** Surface of a pad, metres AMSL. */
export const padAmsl = ({ groundAmslM, heightM }: PlanPad): number => groundAmslM + heightM;

/** Heights of one leg, metres AMSL: at its ends, and the band between the lowest and the highest planned on it. */
export type LegHeights = {
  readonly startM: number;
  readonly endM: number;
  readonly lowM: number;
  readonly highM: number;
};

/** Between two legs the higher one holds (PL17): a leg begins and ends at the height of the waypoint there. */
export const heightsAlong = ({ from, legs }: Pick<Plan, 'from' | 'legs'>): LegHeights[] => {
  const zero = padAmsl(from);
  return legs.map(({ relAltM }, i) => {
    const startM = zero + Math.max(relAltM, legs[i - 1]?.relAltM ?? relAltM);
    const endM = zero + Math.max(relAltM, legs[i + 1]?.relAltM ?? relAltM);
    return { startM, endM, lowM: zero + relAltM, highM: Math.max(startM, endM) };
  });
};
