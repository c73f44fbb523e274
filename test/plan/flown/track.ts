import type { LonLat } from '../../../server/core/geo.ts';
import type { Plan } from '../../../server/plan/plan-types.ts';

/** Where a vehicle was: seconds of its own time. */
export type Sample = { readonly s: number; readonly at: LonLat };

/** A waypoint is passed within 25 m; what a turn takes at 16 m/s is over by then. Metres from a turning point or a pad. */
const CORNER_M = 80;

const EARTH_M = 6_371_008.8;
const RAD = Math.PI / 180;
type Vec = readonly [eastM: number, northM: number];

/** East and north of a place, good to centimetres within some kilometres. */
const from =
  (origin: LonLat) =>
  (p: LonLat): Vec => [
    (p[0] - origin[0]) * RAD * EARTH_M * Math.cos(((p[1] + origin[1]) / 2) * RAD),
    (p[1] - origin[1]) * RAD * EARTH_M,
  ];

/** From a place to a leg, metres. */
const offLeg = (p: LonLat, a: LonLat, b: LonLat): number => {
  const flat = from(a);
  const [[px, py], [bx, by]] = [flat(p), flat(b)];
  const share = Math.min(1, Math.max(0, (px * bx + py * by) / Math.max(bx ** 2 + by ** 2, 1e-9)));
  return Math.hypot(px - share * bx, py - share * by);
};

const apartM = (a: LonLat, b: LonLat): number => Math.hypot(...from(a)(b));

/** How far beside its route a vehicle was, away from corners and pads, metres: 95 of 100 samples and the most. */
export const crossTrack = (
  { legs }: Pick<Plan, 'legs'>,
  track: readonly Sample[],
): { readonly p95M: number; readonly mostM: number; readonly samples: number } => {
  const places = legs.flatMap((leg) => [leg.from, leg.to]);
  const off = track
    .filter(({ at }) => places.every((place) => apartM(at, place) > CORNER_M))
    .map(({ at }) => Math.min(...legs.map((leg) => offLeg(at, leg.from, leg.to))))
    .toSorted((a, b) => a - b);
  return {
    p95M: off[Math.ceil(off.length * 0.95) - 1] ?? Number.NaN,
    mostM: off.at(-1) ?? Number.NaN,
    samples: off.length,
  };
};
