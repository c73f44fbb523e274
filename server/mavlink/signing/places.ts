import type { MonoMs } from '../../core/clock.ts';

/** Places that are remembered; a link knows at most 256 remotes. */
const MAX_PLACES = 1024;
/** A system that was silent at a place for that long does not live there any more. */
const IDLE_MS = 60_000;

/** Which systems with a key live where: only those whose signature was right, old or not. */
export type Places = {
  heard(place: string, sysid: number, at: MonoMs): void;
  /** The system whose turn it is there; undefined where none lives. */
  turn(place: string, now: MonoMs): number | undefined;
  /** The only one there. */
  only(place: string, now: MonoMs): number | undefined;
};

type Place = { readonly heardAt: Map<number, MonoMs>; turns: number };

export const createPlaces = (): Places => {
  const places = new Map<string, Place>();
  const living = (place: string, now: MonoMs): number[] => {
    const known = places.get(place);
    if (known === undefined) return [];
    for (const [sysid, at] of known.heardAt) if (now - at > IDLE_MS) known.heardAt.delete(sysid);
    if (known.heardAt.size === 0) places.delete(place);
    return [...known.heardAt.keys()];
  };
  return {
    heard: (place, sysid, at) => {
      const known = places.get(place);
      if (known !== undefined) {
        known.heardAt.set(sysid, at);
        return;
      }
      if (places.size >= MAX_PLACES) for (const key of places.keys()) living(key, at);
      if (places.size >= MAX_PLACES) return;
      places.set(place, { heardAt: new Map([[sysid, at]]), turns: 0 });
    },
    turn: (place, now) => {
      const there = living(place, now);
      const known = places.get(place);
      return known === undefined ? undefined : there[known.turns++ % there.length];
    },
    only: (place, now) => {
      const there = living(place, now);
      return there.length === 1 ? there[0] : undefined;
    },
  };
};
