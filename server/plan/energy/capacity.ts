import { COLD_LOSS_PER_C, COLDEST_C, FULL_CAPACITY_C } from './limits.ts';

/** What is known of the pack and of the air; undefined = not known, reckoned as a new and warm pack. */
export type PackState = {
  /** Capacity against new, percent. */
  readonly healthPct?: number;
  /** Of the air at take-off, °C. */
  readonly temperatureC?: number;
};

/**
 * Share of a new and warm pack's energy that this one gives, (0, 1]. A full pack says 100 % whatever it holds, so all
 * that a flight takes counts for so much more. Warmth above 15 °C gives nothing.
 */
export const capacityShare = ({ healthPct = 100, temperatureC = FULL_CAPACITY_C }: PackState): number => {
  const cold = Math.max(0, FULL_CAPACITY_C - Math.max(temperatureC, COLDEST_C));
  return Math.min(1, healthPct / 100) * (1 - COLD_LOSS_PER_C * cold);
};
