import { booleanIntersects } from '@turf/boolean-intersects';
import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon';
import { buffer } from '@turf/buffer';
import { distance as turfDistance } from '@turf/distance';
import type { Feature, MultiPolygon, Polygon, Position } from 'geojson';
import type { LonLat } from '../../server/core/geo.ts';
import type { Zone } from '../../server/plan/airspace.ts';
import type { Plan, PlanRequest } from '../../server/plan/plan-types.ts';

/**
 * A second opinion on plans that shares no geometry with the planner: Turf's buffer, Turf's point in polygon, samples
 * along the legs, a grid, an all-pairs visibility graph.
 */
type Box = readonly [west: number, south: number, east: number, north: number];
export type Blocked = {
  readonly zone: Zone;
  readonly area: Feature<Polygon | MultiPolygon>;
  readonly box: Box;
};

const STEP_M = 5;
const OVERFLY_M = 30;
const CEILING_M = 115;
const KEEP_M = 5;

const boxOf = (points: readonly Position[]): Box => {
  const lons = points.map((p) => p[0] as number);
  const lats = points.map((p) => p[1] as number);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
};
const boxesMeet = (a: Box, b: Box): boolean => a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];

export const grown = (zone: Zone, metres: number, steps = 16): Blocked => {
  const coordinates = zone.polygons.map((rings) => rings.map((ring) => ring.map((p) => [...p])));
  const shape: Feature<MultiPolygon> = {
    type: 'Feature',
    properties: {},
    geometry: { type: 'MultiPolygon', coordinates },
  };
  const area = buffer(shape, metres, { units: 'meters', steps });
  if (area === undefined) throw new Error(`zone ${zone.id} has no buffer`);
  return { zone, area, box: boxOf(outlines(area).flat()) };
};

/** All rings of an area. */
const outlines = (area: Feature<Polygon | MultiPolygon>): Position[][] =>
  area.geometry.type === 'Polygon' ? area.geometry.coordinates : area.geometry.coordinates.flat();

const holds = (blocked: Blocked, p: Position): boolean =>
  boxesMeet(blocked.box, [p[0] as number, p[1] as number, p[0] as number, p[1] as number]) &&
  booleanPointInPolygon([...p], blocked.area);

const inForce = (zone: Zone, at: number): boolean =>
  zone.kind !== 'temporary' ||
  (zone.validFrom !== undefined &&
    zone.validTo !== undefined &&
    zone.validFrom <= at + 3_600_000 &&
    at <= zone.validTo);

const topAmsl = (zone: Zone, request: PlanRequest): number =>
  zone.altitudeRef === 'AMSL'
    ? zone.upperM
    : zone.upperM + Math.max(request.from.groundAmslM, request.to.groundAmslM);

export const closedZones = (zones: readonly Zone[], at: number): Zone[] =>
  zones.filter((z) => ['no_fly', 'obstacle', 'terrain', 'temporary'].includes(z.kind) && inForce(z, at));

/** Closed zones that no cruise below the ceiling may pass above or below. */
export const blockers = (zones: readonly Zone[], request: PlanRequest): Zone[] => {
  const ceiling = CEILING_M + Math.min(request.from.groundAmslM, request.to.groundAmslM);
  return closedZones(zones, request.departAt).filter(
    (z) =>
      topAmsl(z, request) + OVERFLY_M > ceiling &&
      z.lowerM + (z.altitudeRef === 'AGL' ? request.from.groundAmslM : 0) - KEEP_M < ceiling,
  );
};

const samples = (from: LonLat, to: LonLat): LonLat[] => {
  const count = Math.max(1, Math.ceil(turfDistance([...from], [...to], { units: 'meters' }) / STEP_M));
  return Array.from({ length: count + 1 }, (_, i): LonLat => {
    const t = i / count;
    return [from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t];
  });
};

/** What is wrong with a plan's legs, by zones grown with a little less than the corridor. Empty = nothing. */
export const violations = (
  plan: { readonly legs: readonly Pick<Plan['legs'][number], 'from' | 'to' | 'relAltM'>[] },
  zones: readonly Zone[],
  request: PlanRequest,
  marginM: number,
): string[] => {
  const takeoff = request.from.groundAmslM + request.from.heightM;
  const closed = closedZones(zones, request.departAt).map((zone) => grown(zone, marginM));
  return plan.legs.flatMap((leg, i) =>
    closed
      .filter(({ box }) => boxesMeet(box, boxOf([[...leg.from], [...leg.to]])))
      .filter(({ zone }) => leg.relAltM + takeoff < topAmsl(zone, request) + OVERFLY_M - 1e-6)
      .filter(({ zone }) => zone.lowerM - KEEP_M < leg.relAltM + request.from.heightM)
      .filter(
        (blocked) =>
          samples(leg.from, leg.to).some((p) => holds(blocked, [...p])) ||
          booleanIntersects(
            { type: 'LineString', coordinates: [[...leg.from], [...leg.to]] },
            blocked.area.geometry,
          ),
      )
      .map(({ zone }) => `leg ${i + 1} at ${leg.relAltM} m meets ${zone.id}`),
  );
};

/** True if a chain of grid points a little outside the grown zones joins the pads: then there is a route. */
export const gridRoute = (
  request: PlanRequest,
  zones: readonly Zone[],
  box: Box,
  marginM: number,
): boolean => {
  const blocked = blockers(zones, request).map((zone) => grown(zone, marginM));
  const free = (a: LonLat, b: LonLat): boolean => {
    const near = blocked.filter((one) => boxesMeet(one.box, boxOf([[...a], [...b]])));
    return near.length === 0 || !samples(a, b).some((p) => near.some((one) => holds(one, [...p])));
  };
  const [stepX, stepY] = [0.0013, 0.0011];
  const point = (x: number, y: number): LonLat => [box[0] + x * stepX, box[1] + y * stepY];
  const inside = (p: LonLat): boolean => p[0] <= box[2] && p[1] <= box[3] && p[0] >= box[0] && p[1] >= box[1];
  const near = (p: LonLat): [number, number][] => {
    const x = Math.floor((p[0] - box[0]) / stepX);
    const y = Math.floor((p[1] - box[1]) / stepY);
    return [-1, 0, 1, 2].flatMap((dx) => [-1, 0, 1, 2].map((dy): [number, number] => [x + dx, y + dy]));
  };
  const goals = new Set(
    near(request.to.at)
      .filter((c) => free(request.to.at, point(...c)))
      .map(String),
  );
  const queue = near(request.from.at).filter(
    (c) => inside(point(...c)) && free(request.from.at, point(...c)),
  );
  const seen = new Set(queue.map(String));
  for (let cell = queue.pop(); cell !== undefined; cell = queue.pop()) {
    if (goals.has(String(cell))) return true;
    const [x, y] = cell;
    for (const next of [
      [x + 1, y],
      [x - 1, y],
      [x, y + 1],
      [x, y - 1],
    ] as [number, number][]) {
      if (seen.has(String(next)) || !inside(point(...next)) || !free(point(x, y), point(...next))) continue;
      seen.add(String(next));
      queue.push(next);
    }
  }
  return false;
};

type Edge = readonly [Position, Position];
const turn = (a: Position, b: Position, c: Position): number =>
  ((b[0] as number) - (a[0] as number)) * ((c[1] as number) - (a[1] as number)) -
  ((b[1] as number) - (a[1] as number)) * ((c[0] as number) - (a[0] as number));
const cut = (a: Edge, b: Edge): boolean =>
  turn(a[0], a[1], b[0]) * turn(a[0], a[1], b[1]) < 0 && turn(b[0], b[1], a[0]) * turn(b[0], b[1], a[1]) < 0;

/** Length of the shortest way over the corners of Turf's buffers, metres, by Dijkstra over all pairs; or Infinity. */
export const bruteForceM = (request: PlanRequest, zones: readonly Zone[], marginM: number): number => {
  const closed = blockers(zones, request);
  const walls = closed.map((zone) => grown(zone, marginM - 0.1, 8));
  const edges = walls
    .flatMap(({ area }) => outlines(area))
    .flatMap((r) => r.slice(1).map((p, i): Edge => [r[i] as Position, p]));
  const corners = closed.flatMap((zone) => outlines(grown(zone, marginM + 0.5, 8).area)).flat();
  const nodes = [[...request.from.at], [...request.to.at], ...corners].filter(
    (p) => !walls.some((wall) => holds(wall, p)),
  );
  const length = nodes.map(() => Infinity);
  length[0] = 0;
  const left = new Set(nodes.keys());
  while (left.size > 0) {
    const best = [...left].reduce((a, b) => ((length[b] as number) < (length[a] as number) ? b : a));
    if (best === 1 || length[best] === Infinity) break;
    left.delete(best);
    for (const other of left) {
      const way: Edge = [nodes[best] as Position, nodes[other] as Position];
      const sum = (length[best] as number) + turfDistance(way[0], way[1], { units: 'meters' });
      if (sum >= (length[other] as number) || edges.some((edge) => cut(way, edge))) continue;
      const middle = [
        ((way[0][0] as number) + (way[1][0] as number)) / 2,
        ((way[0][1] as number) + (way[1][1] as number)) / 2,
      ];
      if (!walls.some((wall) => holds(wall, middle))) length[other] = sum;
    }
  }
  return length[1] as number;
};
