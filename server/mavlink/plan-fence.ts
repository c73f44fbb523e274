import { common } from 'mavlink-mappings';
import { distanceM, toEastNorthM, type LonLat } from '../core/geo.ts';
import type { WireItem } from './mission-wire.ts';
import { lonLatFromE7 } from './wire.ts';

/** One closed shape of a fence. A ring is open: its last vertex is not its first. */
export type FenceShape = { readonly inclusion: boolean; readonly seq: number } & (
  | { readonly kind: 'polygon'; readonly ring: readonly LonLat[] }
  | { readonly kind: 'circle'; readonly at: LonLat; readonly radiusM: number }
);

type Polygon = Extract<FenceShape, { kind: 'polygon' }>;
type Point = { readonly east: number; readonly north: number };

const { MavCmd } = common;
const POLYGONS = new Map<number, boolean>([
  [MavCmd.NAV_FENCE_POLYGON_VERTEX_INCLUSION, true],
  [MavCmd.NAV_FENCE_POLYGON_VERTEX_EXCLUSION, false],
]);
const CIRCLES = new Map<number, boolean>([
  [MavCmd.NAV_FENCE_CIRCLE_INCLUSION, true],
  [MavCmd.NAV_FENCE_CIRCLE_EXCLUSION, false],
]);

const placeOf = (item: WireItem): LonLat => lonLatFromE7(item.y, item.x) ?? [Number.NaN, Number.NaN];

const shapeAt = (items: readonly WireItem[], seq: number): FenceShape | undefined => {
  const item = items[seq] as WireItem;
  const [first] = item.params;
  const circle = CIRCLES.get(item.command);
  if (circle !== undefined)
    return { kind: 'circle', inclusion: circle, seq, at: placeOf(item), radiusM: first };
  const polygon = POLYGONS.get(item.command);
  if (polygon === undefined) return undefined;
  const ring = items.slice(seq, seq + Math.max(1, first)).map(placeOf);
  return { kind: 'polygon', inclusion: polygon, seq, ring };
};

/** Of items whose vertex counts agree (`validatePlan`). */
export const fenceShapes = (items: readonly WireItem[]): FenceShape[] => {
  const shapes: FenceShape[] = [];
  for (let seq = 0; seq < items.length;) {
    const shape = shapeAt(items, seq);
    if (shape !== undefined) shapes.push(shape);
    seq += shape?.kind === 'polygon' ? Math.max(1, shape.ring.length) : 1;
  }
  return shapes;
};

const turn = (a: Point, b: Point, c: Point): number =>
  Math.sign((b.east - a.east) * (c.north - a.north) - (b.north - a.north) * (c.east - a.east));

const isBetween = (a: Point, b: Point, c: Point): boolean =>
  Math.min(a.east, b.east) <= c.east &&
  c.east <= Math.max(a.east, b.east) &&
  Math.min(a.north, b.north) <= c.north &&
  c.north <= Math.max(a.north, b.north);

/** True also if they only touch. */
const doMeet = (a: Point, b: Point, c: Point, d: Point): boolean => {
  const [abc, abd, cda, cdb] = [turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)];
  if (abc !== abd && cda !== cdb) return true;
  return (
    (abc === 0 && isBetween(a, b, c)) ||
    (abd === 0 && isBetween(a, b, d)) ||
    (cda === 0 && isBetween(c, d, a)) ||
    (cdb === 0 && isBetween(c, d, b))
  );
};

const flat = (origin: LonLat, places: readonly LonLat[]): Point[] =>
  places.map((place) => toEastNorthM(origin, place));

const edgesOf = (ring: readonly Point[]): (readonly [Point, Point])[] =>
  ring.map((from, at) => [from, ring[(at + 1) % ring.length] as Point]);

/** Edges that are no neighbours meet, neighbours fold back, or a vertex comes twice. */
export const isSelfIntersecting = (ring: readonly LonLat[]): boolean => {
  const points = flat(ring[0] as LonLat, ring);
  const keys = new Set(ring.map(([lon, lat]) => `${lon},${lat}`));
  if (keys.size < ring.length) return true;
  const edges = edgesOf(points);
  return edges.some(([a, b], i) =>
    edges.some(([c, d], j) => {
      if (j <= i) return false;
      if (j === i + 1) return turn(a, b, d) === 0 && isBetween(a, b, d);
      if (i === 0 && j === edges.length - 1) return turn(a, b, c) === 0 && isBetween(a, b, c);
      return doMeet(a, b, c, d);
    }),
  );
};

/** By the shoelace formula; of no use for a ring that crosses itself. */
export const ringAreaM2 = (ring: readonly LonLat[]): number =>
  Math.abs(
    edgesOf(flat(ring[0] as LonLat, ring)).reduce(
      (sum, [a, b]) => sum + (a.east * b.north - b.east * a.north) / 2,
      0,
    ),
  );

const isInRing = (place: LonLat, { ring }: Polygon): boolean => {
  const points = flat(place, ring);
  let inside = false;
  for (const [a, b] of edgesOf(points)) {
    if (a.north > 0 === b.north > 0) continue;
    if (a.east + ((0 - a.north) / (b.north - a.north)) * (b.east - a.east) > 0) inside = !inside;
  }
  return inside;
};

const isIn = (place: LonLat, shape: FenceShape): boolean =>
  shape.kind === 'circle' ? distanceM(place, shape.at) <= shape.radiusM : isInRing(place, shape);

/** As PX4 judges a place: in each of the inclusions, and in no exclusion (CF65). */
export const isAllowed = (place: LonLat, shapes: readonly FenceShape[]): boolean =>
  shapes.every((shape) => isIn(place, shape) === shape.inclusion);

const nearestM = (centre: LonLat, from: LonLat, to: LonLat): number => {
  const [a, b] = flat(centre, [from, to]) as [Point, Point];
  const [east, north] = [b.east - a.east, b.north - a.north];
  const lengthSq = east * east + north * north;
  const share = lengthSq === 0 ? 0 : -(a.east * east + a.north * north) / lengthSq;
  const clamped = Math.min(1, Math.max(0, share));
  return Math.hypot(a.east + clamped * east, a.north + clamped * north);
};

const crosses = (from: LonLat, to: LonLat, shape: FenceShape): boolean => {
  if (shape.kind === 'circle')
    // Inclusions are convex here: a leg between two places inside stays inside.
    return !shape.inclusion && nearestM(shape.at, from, to) <= shape.radiusM;
  const [a, b] = flat(from, [from, to]) as [Point, Point];
  return edgesOf(flat(from, shape.ring)).some(([c, d]) => doMeet(a, b, c, d));
};

/** Both ends being allowed: true if the straight leg between them leaves no inclusion and touches no exclusion. */
export const isLegAllowed = (from: LonLat, to: LonLat, shapes: readonly FenceShape[]): boolean =>
  !shapes.some((shape) => crosses(from, to, shape));
