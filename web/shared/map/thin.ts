import { distanceM, type LonLat } from '../../../server/core/geo.ts';

/** Points of a trail kept on the map of a live flight: 20 min at 2 Hz and some. */
export const TRAIL_MAX = 3000;
/** A new trail point is kept when the drone moved at least this far, metres: below it the fixes only jitter. */
const TRAIL_MIN_M = 4;

/** Whether the next fix adds to the trail. */
export const addsToTrail = (last: LonLat | undefined, next: LonLat): boolean =>
  last === undefined || distanceM(last, next) >= TRAIL_MIN_M;

/** At most `max` of the items, evenly taken, always with the first and the last. */
export const thin = <T>(items: readonly T[], max: number): T[] => {
  if (items.length <= max || max < 2) return [...items];
  const out: T[] = [];
  for (let i = 0; i < max; i++) {
    const item = items[Math.round((i * (items.length - 1)) / (max - 1))];
    if (item !== undefined) out.push(item);
  }
  return out;
};
