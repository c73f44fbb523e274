import type { Site } from '../../../server/api/contract/fleet.ts';

type Pad = Site['pads'][number];
export type PadWord = 'clear' | 'notClear' | 'unknown' | 'expired';

/** What counts of the last word about a pad at this moment (ms since 1970). */
export const padWord = (pad: Pick<Pad, 'clear'>, now: number): PadWord => {
  if (pad.clear === null) return 'unknown';
  if (pad.clear.expiresAt <= now) return 'expired';
  return pad.clear.clear ? 'clear' : 'notClear';
};
