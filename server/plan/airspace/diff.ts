import type { Airspace, Zone } from '../airspace.ts';
import { planeAt } from '../geometry.ts';
import { stableHash } from '../hash.ts';
import { isHit, obstacleOf } from '../obstacles.ts';
import type { Plan } from '../plan-types.ts';

/** What of a zone can change, as people name it. */
const PARTS = {
  kind: (zone: Zone) => zone.kind,
  name: (zone: Zone) => [zone.nameZh, zone.nameEn],
  heights: (zone: Zone) => [zone.lowerM, zone.upperM, zone.altitudeRef],
  times: (zone: Zone) => [zone.validFrom ?? null, zone.validTo ?? null],
  outline: (zone: Zone) => zone.polygons,
} as const;
export type ZonePart = keyof typeof PARTS;

export type AirspaceDiff = {
  readonly added: readonly Zone[];
  readonly removed: readonly Zone[];
  readonly changed: readonly {
    readonly before: Zone;
    readonly after: Zone;
    readonly parts: readonly ZonePart[];
  }[];
};

const partsThatDiffer = (before: Zone, after: Zone): ZonePart[] =>
  (Object.keys(PARTS) as ZonePart[]).filter(
    (part) => stableHash(PARTS[part](before)) !== stableHash(PARTS[part](after)),
  );

/** Zones that a version has and another one has not, by their ids. */
export const diffAirspace = (
  before: Pick<Airspace, 'zones'>,
  after: Pick<Airspace, 'zones'>,
): AirspaceDiff => {
  const old = new Map(before.zones.map((zone) => [zone.id, zone]));
  const now = new Set(after.zones.map(({ id }) => id));
  return {
    added: after.zones.filter(({ id }) => !old.has(id)),
    removed: before.zones.filter(({ id }) => !now.has(id)),
    changed: after.zones.flatMap((zone) => {
      const was = old.get(zone.id);
      const parts = was === undefined ? [] : partsThatDiffer(was, zone);
      return was === undefined || parts.length === 0 ? [] : [{ before: was, after: zone, parts }];
    }),
  };
};

/** A route this near to a zone is touched by it, metres: beyond any corridor's half width. Assumption. */
const TOUCH_M = 200;

/** The zones of a change that lie on or beside a route, each once. */
export const zonesTouching = (
  { added, removed, changed }: AirspaceDiff,
  plan: Pick<Plan, 'legs'>,
): Zone[] => {
  const [first] = plan.legs;
  if (first === undefined) return [];
  const plane = planeAt(first.from);
  const legs = plan.legs.map(({ from, to }) => [plane.toPlane(from), plane.toPlane(to)] as const);
  const outlines = [...added, ...removed, ...changed.flatMap(({ before, after }) => [after, before])];
  const hit = outlines.filter((zone) => {
    const obstacle = obstacleOf(zone, plane);
    return legs.some(([a, b]) => isHit(obstacle, a, b, TOUCH_M));
  });
  return hit.filter((zone, i) => hit.findIndex(({ id }) => id === zone.id) === i);
};
