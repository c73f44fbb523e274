import { bearingDeg, destination, distanceM, type LonLat } from '../core/geo.ts';

/** A point of the local plane, metres east (x) and north (y) of its origin. */
export type Vec = { readonly x: number; readonly y: number };

/** A closed ring without a repeated last point. */
export type Ring = readonly Vec[];

/**
 * Azimuthal equidistant plane about `origin`, as PX4 uses about home: within 25 km of the origin lengths are true to
 * 3 parts in a million and straight lines are great circles to a few centimetres a kilometre.
 */
export type Plane = { toPlane(p: LonLat): Vec; toLonLat(v: Vec): LonLat };

const RAD = Math.PI / 180;

export const planeAt = (origin: LonLat): Plane => ({
  toPlane: (p) => {
    const d = distanceM(origin, p);
    const course = bearingDeg(origin, p) * RAD;
    return { x: d * Math.sin(course), y: d * Math.cos(course) };
  },
  toLonLat: (v) => destination(origin, Math.hypot(v.x, v.y), Math.atan2(v.x, v.y) / RAD),
});

export const minus = (a: Vec, b: Vec): Vec => ({ x: a.x - b.x, y: a.y - b.y });

/** `a + t·d`. */
export const along = (a: Vec, d: Vec, t: number): Vec => ({ x: a.x + d.x * t, y: a.y + d.y * t });

/** Positive when `b` points to the left of `a`. */
export const cross = (a: Vec, b: Vec): number => a.x * b.y - a.y * b.x;

export const dot = (a: Vec, b: Vec): number => a.x * b.x + a.y * b.y;

/** Metres. Not `Math.hypot`: it guards against overflow that metres do not have, and takes several times as long. */
export const gap = (a: Vec, b: Vec): number => {
  const [x, y] = [a.x - b.x, a.y - b.y];
  return Math.sqrt(x * x + y * y);
};

/** Share of the way from `a` to `b`, [0, 1], at which the segment is nearest to `p`. */
export const nearestShare = (p: Vec, a: Vec, b: Vec): number => {
  const d = minus(b, a);
  const square = dot(d, d);
  return square === 0 ? 0 : Math.min(1, Math.max(0, dot(minus(p, a), d) / square));
};

export const pointSegmentM = (p: Vec, a: Vec, b: Vec): number =>
  gap(p, along(a, minus(b, a), nearestShare(p, a, b)));

/** True if the segments have a point in common, ends included. */
export const segmentsMeet = (a: readonly [Vec, Vec], b: readonly [Vec, Vec]): boolean => {
  const d1 = minus(a[1], a[0]);
  const d2 = minus(b[1], b[0]);
  const s1 = cross(d1, minus(b[0], a[0]));
  const s2 = cross(d1, minus(b[1], a[0]));
  const s3 = cross(d2, minus(a[0], b[0]));
  const s4 = cross(d2, minus(a[1], b[0]));
  if (s1 === 0 && s2 === 0 && s3 === 0 && s4 === 0) return collinearOverlap(a, b);
  return s1 * s2 <= 0 && s3 * s4 <= 0;
};

const collinearOverlap = (a: readonly [Vec, Vec], b: readonly [Vec, Vec]): boolean =>
  Math.max(Math.min(a[0].x, a[1].x), Math.min(b[0].x, b[1].x)) <=
    Math.min(Math.max(a[0].x, a[1].x), Math.max(b[0].x, b[1].x)) &&
  Math.max(Math.min(a[0].y, a[1].y), Math.min(b[0].y, b[1].y)) <=
    Math.min(Math.max(a[0].y, a[1].y), Math.max(b[0].y, b[1].y));

/** Shortest distance between two segments, metres; 0 where they cross. */
export const segmentsApartM = (a: readonly [Vec, Vec], b: readonly [Vec, Vec]): number =>
  segmentsMeet(a, b)
    ? 0
    : Math.min(
        pointSegmentM(a[0], b[0], b[1]),
        pointSegmentM(a[1], b[0], b[1]),
        pointSegmentM(b[0], a[0], a[1]),
        pointSegmentM(b[1], a[0], a[1]),
      );

/** Even-odd rule over all rings, so that holes are outside. */
export const isInside = (p: Vec, rings: readonly Ring[]): boolean => {
  let inside = false;
  for (const ring of rings) {
    let from = ring.at(-1);
    for (const to of ring) {
      if (from !== undefined && from.y > p.y !== to.y > p.y) {
        const x = from.x + ((p.y - from.y) / (to.y - from.y)) * (to.x - from.x);
        if (p.x < x) inside = !inside;
      }
      from = to;
    }
  }
  return inside;
};

/** Twice the signed area: positive for a ring that runs counter-clockwise. */
export const doubleArea = (ring: Ring): number => {
  let sum = 0;
  let from = ring.at(-1);
  for (const to of ring) {
    if (from !== undefined) sum += cross(from, to);
    from = to;
  }
  return sum;
};

/** Where the lines `a + s·da` and `b + t·db` meet; undefined for (nearly) parallel ones. */
export const lineMeet = (a: Vec, da: Vec, b: Vec, db: Vec): { at: Vec; s: number; t: number } | undefined => {
  const det = cross(da, db);
  if (Math.abs(det) < 1e-9 * Math.hypot(da.x, da.y) * Math.hypot(db.x, db.y)) return undefined;
  const s = cross(minus(b, a), db) / det;
  const t = cross(minus(b, a), da) / det;
  return { at: along(a, da, s), s, t };
};
