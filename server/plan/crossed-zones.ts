import type { Zone } from './airspace.ts';
import type { Vec } from './geometry.ts';
import type { Obstacle } from './obstacles.ts';
import { metresInside } from './route/cost.ts';
import { isInForce } from './zones.ts';

type Leg = readonly [Vec, Vec];

/** Of the zones that a route meets within its corridor those that do not block it, in the order of the airspace data. */
export const crossedZones = (
  legs: readonly Leg[],
  met: readonly Obstacle[],
  at: number,
): { caution: Zone[]; idle: Zone[]; populated: { zone: Zone; metres: number }[] } => {
  const ofKind = (kind: Zone['kind']): Obstacle[] => met.filter((o) => o.zone.kind === kind);
  return {
    caution: ofKind('caution').map((o) => o.zone),
    idle: ofKind('temporary')
      .map((o) => o.zone)
      .filter((zone) => !isInForce(zone, at)),
    populated: [...ofKind('crowd'), ...ofKind('populated')]
      .map((o) => ({ zone: o.zone, metres: legs.reduce((sum, [a, b]) => sum + metresInside(a, b, o), 0) }))
      .filter(({ metres }) => metres > 0),
  };
};
