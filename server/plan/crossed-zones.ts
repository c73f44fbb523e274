import type { Zone } from './airspace.ts';
import { along, gap, minus, type Vec } from './geometry.ts';
import { CORRIDOR_HALF_WIDTH_M } from './limits.ts';
import { contains, isHit, type Obstacle } from './obstacles.ts';
import { isInForce } from './zones.ts';

/** Step of the measure of how far a route passes above a populated zone. */
const SAMPLE_M = 25;

type Leg = readonly [Vec, Vec];

/** Zones that a route meets within its corridor and that do not block it, in the order of the airspace data. */
export const crossedZones = (
  legs: readonly Leg[],
  obstacles: readonly Obstacle[],
  at: number,
): { caution: Zone[]; idle: Zone[]; populated: { zone: Zone; metres: number }[] } => {
  const met = obstacles.filter((o) => legs.some(([a, b]) => isHit(o, a, b, CORRIDOR_HALF_WIDTH_M)));
  const ofKind = (kind: Zone['kind']): Obstacle[] => met.filter((o) => o.zone.kind === kind);
  return {
    caution: ofKind('caution').map((o) => o.zone),
    idle: ofKind('temporary')
      .map((o) => o.zone)
      .filter((zone) => !isInForce(zone, at)),
    populated: ofKind('populated')
      .map((o) => ({ zone: o.zone, metres: metresInside(legs, o) }))
      .filter(({ metres }) => metres > 0),
  };
};

const metresInside = (legs: readonly Leg[], obstacle: Obstacle): number =>
  legs.reduce((sum, [a, b]) => {
    const length = gap(a, b);
    const samples = Math.max(1, Math.round(length / SAMPLE_M));
    let inside = 0;
    for (let i = 0; i < samples; i++)
      if (contains(obstacle, along(a, minus(b, a), (i + 0.5) / samples))) inside++;
    return sum + (length * inside) / samples;
  }, 0);
