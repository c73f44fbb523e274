import { HEIGHT_STEP_M, MAX_DELAY_S } from './limits.ts';
import { conflictsOf, meetingsOf, smallestDelayS, type Traffic } from './traffic.ts';
import type { Corridor } from './volume.ts';

/** What would keep a flight clear of the others; undefined: that alone does not. */
export type Proposal = {
  /** Whole seconds later than planned. */
  readonly delayS: number | undefined;
  /** Cruise, metres above take-off. */
  readonly cruiseRelAltM: number | undefined;
};

/** A way at another height: its volumes, or undefined where none can be flown. */
export type AtHeight = (cruiseRelAltM: number) => readonly Corridor[] | undefined;

type Heights = {
  readonly wishedM: number;
  readonly lowestM: number;
  readonly highestM: number;
  readonly volumesAt: AtHeight;
};

/** The height nearest to the wished one, the lower of two, at which the way is free at the planned time. */
const nearestHeightM = (
  { wishedM, lowestM, highestM, volumesAt }: Heights,
  traffic: Traffic,
): number | undefined => {
  const reach = Math.max(wishedM - lowestM, highestM - wishedM);
  for (let off = HEIGHT_STEP_M; off <= reach; off += HEIGHT_STEP_M)
    for (const heightM of [wishedM - off, wishedM + off]) {
      if (heightM < lowestM || heightM > highestM) continue;
      const volumes = volumesAt(heightM);
      if (volumes !== undefined && conflictsOf(volumes, traffic).length === 0) return heightM;
    }
  return undefined;
};

/** The smallest delay and the nearest height that are free: each is checked as the flight itself was. */
export const proposalFor = (own: readonly Corridor[], traffic: Traffic, heights: Heights): Proposal => ({
  delayS: smallestDelayS(meetingsOf(own, traffic, MAX_DELAY_S), MAX_DELAY_S),
  cruiseRelAltM: nearestHeightM(heights, traffic),
});
