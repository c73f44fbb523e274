import type { Rng } from '../../server/core/ports.ts';
import type { Timeline } from './timeline.ts';

/** What one link does to each datagram; probabilities 0 to 1, times in ms. */
export type Quality = {
  readonly drop: number;
  readonly duplicate: number;
  /** Probability of being held back by up to `holdMs`, so that later ones overtake. */
  readonly reorder: number;
  readonly holdMs: number;
  /** Probability of one flipped bit. */
  readonly corrupt: number;
  readonly delayMs: number;
};

export const GOOD_QUALITY: Quality = {
  drop: 0,
  duplicate: 0,
  reorder: 0,
  holdMs: 0,
  corrupt: 0,
  delayMs: 20,
};

export type LinkCounters = {
  dropped: number;
  duplicated: number;
  reordered: number;
  corrupted: number;
  delivered: number;
};

/** Both directions between the server and one vehicle. */
export type SimLink = {
  quality: Quality;
  /** Nothing gets through before. */
  cutUntil: number;
  /** Only nothing of the vehicle gets through before. */
  deafUntil: number;
  /** What is sent waits until then, and comes at once. */
  stalledUntil: number;
  /** When it last lost, held back or spoilt something. */
  badAt: number;
};

const flipped = (bytes: Uint8Array, rng: Rng): Uint8Array => {
  const copy = Uint8Array.from(bytes);
  const at = Math.floor(rng.unit() * copy.length);
  copy[at] = (copy[at] ?? 0) ^ (1 << Math.floor(rng.unit() * 8));
  return copy;
};

export const goodLink = (): SimLink => ({
  quality: GOOD_QUALITY,
  cutUntil: 0,
  deafUntil: 0,
  stalledUntil: 0,
  badAt: -Infinity,
});

type Copy = { readonly bytes: Uint8Array; readonly heldMs: number };

/** A doubled datagram comes again within that time, ms. */
const DOUBLE_WITHIN_MS = 50;

/** What becomes of each datagram on its link, by seed. */
export const createNoise = (timeline: Timeline, rng: Rng) => {
  const counters: LinkCounters = { dropped: 0, duplicated: 0, reordered: 0, corrupted: 0, delivered: 0 };
  const spoil = (bytes: Uint8Array, quality: Quality): Uint8Array => {
    if (rng.unit() >= quality.corrupt) return bytes;
    counters.corrupted++;
    return flipped(bytes, rng);
  };
  const hold = (quality: Quality): number => {
    if (rng.unit() >= quality.reorder) return 0;
    counters.reordered++;
    return Math.round(rng.unit() * quality.holdMs);
  };
  return {
    counters,
    /** Copies with their extra delay; none = lost. */
    fate: (link: SimLink, bytes: Uint8Array): Copy[] => {
      const { quality } = link;
      if (quality === GOOD_QUALITY) return [{ bytes, heldMs: 0 }];
      link.badAt = timeline.now();
      if (rng.unit() < quality.drop) {
        counters.dropped++;
        return [];
      }
      const one = { bytes: spoil(bytes, quality), heldMs: hold(quality) };
      if (rng.unit() >= quality.duplicate) return [one];
      counters.duplicated++;
      return [one, { ...one, heldMs: one.heldMs + Math.round(rng.unit() * DOUBLE_WITHIN_MS) }];
    },
    isCut: (link: SimLink, up: boolean): boolean => {
      const until = up ? Math.max(link.cutUntil, link.deafUntil) : link.cutUntil;
      if (timeline.now() >= until) return false;
      link.badAt = timeline.now();
      counters.dropped++;
      return true;
    },
    /** When it comes out at the other end. */
    arrival: (link: SimLink, heldMs: number): number => {
      if (timeline.now() < link.stalledUntil) link.badAt = timeline.now();
      return Math.max(timeline.now(), link.stalledUntil) + link.quality.delayMs + heldMs;
    },
  };
};
