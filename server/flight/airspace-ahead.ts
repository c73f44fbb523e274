import type { LonLat } from '../core/geo.ts';
import type { FencePolygon } from '../core/mission.ts';
import type { Airspace, Zone } from '../plan/airspace.ts';
import { along, gap, isInside, minus, planeAt, type Vec } from '../plan/geometry.ts';
import { groundBetween } from '../plan/heights.ts';
import { FLIGHT_GEOGRAPHY_HALF_M } from '../plan/limits.ts';
import { contains, isHit, obstacleOf, type Obstacle } from '../plan/obstacles.ts';
import type { Plan } from '../plan/plan-types.ts';
import { blockingZones } from '../plan/zones.ts';

/** A zone as people know it. */
export type NamedZone = { readonly id: string; readonly nameZh: string; readonly nameEn: string };

/** The zones of one airspace version that matter to one flight, cut to its plane once. */
export type AirspaceScene = {
  /** Name of the version, with its temporary zones. */
  readonly version: string;
  /** Milliseconds since 1970 UTC. */
  readonly madeAt: number;
  readonly closed: readonly Obstacle[];
  readonly water: readonly Obstacle[];
  readonly origin: LonLat;
};

const named = ({ id, nameZh, nameEn }: Zone): NamedZone => ({ id, nameZh, nameEn });

/** `at`: milliseconds since 1970 UTC, decides which temporary zones count. */
export const sceneOf = (
  { airspace }: { readonly airspace: Airspace },
  plan: Pick<Plan, 'from' | 'to' | 'ceilingRelAltM'>,
  at: number,
): AirspaceScene => {
  const plane = planeAt(plan.from.at);
  const ground = groundBetween(plan.from, plan.to);
  const ceilingAmslM = plan.from.groundAmslM + plan.from.heightM + plan.ceilingRelAltM;
  const closed = blockingZones(airspace, { ceilingAmslM, ground, at });
  const water = airspace.zones.filter(({ kind }) => kind === 'water');
  return {
    version: airspace.version,
    madeAt: at,
    origin: plan.from.at,
    closed: closed.map((zone) => obstacleOf(zone, plane)),
    water: water.map((zone) => obstacleOf(zone, plane)),
  };
};

/** Step of the search for the place where a leg meets a zone, metres. */
const STEP_M = 20;

/** The first closed zone on the rest of the route, and the metres to it; pads in zones are the planner's affair. */
export const closedAhead = (
  scene: AirspaceScene,
  legs: Plan['legs'],
  alongM: number,
): { readonly zone: NamedZone; readonly inM: number } | undefined => {
  const plane = planeAt(scene.origin);
  let startM = 0;
  for (const leg of legs) {
    const [a, b] = [plane.toPlane(leg.from), plane.toPlane(leg.to)];
    const wholeM = gap(a, b);
    const fromM = Math.max(0, alongM - startM);
    startM += leg.distanceM;
    if (fromM >= wholeM) continue;
    const here = along(a, minus(b, a), fromM / wholeM);
    if (!scene.closed.some((zone) => isHit(zone, here, b, FLIGHT_GEOGRAPHY_HALF_M))) continue;
    for (let m = fromM; m < wholeM; m += STEP_M) {
      const ends = [m, Math.min(wholeM, m + STEP_M)].map((d) => along(a, minus(b, a), d / wholeM)) as [
        Vec,
        Vec,
      ];
      const hit = scene.closed.find((zone) => isHit(zone, ...ends, FLIGHT_GEOGRAPHY_HALF_M));
      if (hit !== undefined) return { zone: named(hit.zone), inM: startM - leg.distanceM + m - alongM };
    }
  }
  return undefined;
};

/** The closed zone that it is in. */
export const closedHere = (scene: AirspaceScene, at: LonLat): NamedZone | undefined => {
  const p = planeAt(scene.origin).toPlane(at);
  const hit = scene.closed.find((zone) => contains(zone, p));
  return hit && named(hit.zone);
};

export const isOverWater = (scene: AirspaceScene, at: LonLat): boolean => {
  const p = planeAt(scene.origin).toPlane(at);
  return scene.water.some((zone) => contains(zone, p));
};

/** Outside of the flight's own fence. A plan from before fences has none. */
export const isOutside = (fence: readonly FencePolygon[] | undefined, at: LonLat): boolean => {
  const inclusions = (fence ?? []).filter(({ inclusion }) => inclusion);
  const exclusions = (fence ?? []).filter(({ inclusion }) => !inclusion);
  const plane = planeAt(at);
  const holds = ({ ring }: FencePolygon): boolean =>
    isInside({ x: 0, y: 0 }, [ring.map((vertex) => plane.toPlane(vertex))]);
  return !inclusions.every(holds) || exclusions.some(holds);
};
