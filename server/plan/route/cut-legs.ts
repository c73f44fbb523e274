import { along, gap, minus, type Vec } from '../geometry.ts';
import { MAX_LEG_M } from '../limits.ts';
import type { RouteLeg } from './route.ts';

const cut = (leg: RouteLeg, pieces: number): RouteLeg[] => {
  const at = (k: number): Vec =>
    k === pieces ? leg.to : along(leg.from, minus(leg.to, leg.from), k / pieces);
  return Array.from({ length: pieces }, (_, k) => ({ ...leg, from: at(k), to: at(k + 1) }));
};

/** Legs longer than 3 km get waypoints in between, evenly. */
export const cutLegs = (legs: readonly RouteLeg[]): RouteLeg[] =>
  legs.flatMap((leg) => cut(leg, Math.ceil(gap(leg.from, leg.to) / MAX_LEG_M)));

/** Shorter pieces than this are not made: each may cost a stop to change the height. Metres. */
const LEAST_PIECE_M = 250;

/** Halves what does not fit, until it does or gets too short. */
export const halved = (legs: readonly RouteLeg[], fits: (leg: RouteLeg) => boolean): RouteLeg[] =>
  legs.flatMap((leg) =>
    fits(leg) || gap(leg.from, leg.to) < 2 * LEAST_PIECE_M ? [leg] : halved(cut(leg, 2), fits),
  );
