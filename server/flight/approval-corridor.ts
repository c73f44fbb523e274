import type { LonLat } from '../core/geo.ts';
import { isInside, planeAt, segmentsMeet, type Vec } from '../plan/geometry.ts';
import type { Plan } from '../plan/plan-types.ts';

/** Where an approval holds: a closed ring in WGS-84, and the highest height above take-off, metres. */
export type ApprovalCorridor = { readonly ring: readonly LonLat[]; readonly upperRelAltM: number };

/** The authority's word for one take-off, at about that time. */
export type TakeoffWord = { readonly takeoffAt: number };

/** A take-off this much before or after the confirmed time is the confirmed one. Assumption. */
export const CONFIRMED_WITHIN_MS = 30 * 60_000;

/** Every leg lies in the ring and below its height; touching the edge is outside. */
export const isInCorridor = (
  { ring, upperRelAltM }: ApprovalCorridor,
  legs: readonly Pick<Plan['legs'][number], 'from' | 'to' | 'relAltM'>[],
): boolean => {
  const [first] = ring;
  if (first === undefined) return false;
  const plane = planeAt(first);
  const corners = ring.map((p) => plane.toPlane(p));
  const edges = corners.slice(1).map((to, i): readonly [Vec, Vec] => [corners[i] as Vec, to]);
  return legs.every(({ from, to, relAltM }) => {
    const leg = [plane.toPlane(from), plane.toPlane(to)] as const;
    const isWithin = leg.every((p) => isInside(p, [corners]));
    return relAltM <= upperRelAltM && isWithin && !edges.some((edge) => segmentsMeet(edge, leg));
  });
};

/** The take-off of now has been confirmed. */
export const isConfirmed = (words: readonly TakeoffWord[], wall: number): boolean =>
  words.some(({ takeoffAt }) => Math.abs(wall - takeoffAt) <= CONFIRMED_WITHIN_MS);
