import {
  along,
  cross,
  dot,
  gap,
  isInside,
  lineMeet,
  minus,
  pointSegmentM,
  segmentsApartM,
  segmentsMeet,
  type Ring,
  type Vec,
} from './geometry.ts';
import { MAX_OUTLINE_VERTICES } from './limits.ts';

type Leg = readonly [Vec, Vec];

/** How much a route may be straightened before it is widened by the same, metres: the first that makes a good outline. */
const STRAIGHTENED_M = [0.05, 5, 10, 20, 40, 80, 160];
/** A sharper turn gets a blunt corner: its point would reach far out. */
const BLUNT_FROM_RAD = Math.PI / 4;
/** Vertices of the polygon around a circle, where the whole outline is a hull. */
const CIRCLE_CORNERS = 8;
/** What rounding to 1e-7 degrees and the plane take. */
const SLACK_M = 0.1;

export const legsOf = (points: readonly Vec[]): Leg[] =>
  points.slice(1).map((to, i) => [points[i] as Vec, to] as const);

/** Fewer points with every left-out one within `toleranceM` of the chain (Douglas and Peucker). */
export const straightened = (points: readonly Vec[], toleranceM: number): Vec[] => {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined || points.length < 3) return [...points];
  const offs = points.map((p) => pointSegmentM(p, first, last));
  const worst = Math.max(...offs);
  if (worst <= toleranceM) return [first, last];
  const at = offs.indexOf(worst);
  return [
    ...straightened(points.slice(0, at + 1), toleranceM).slice(0, -1),
    ...straightened(points.slice(at), toleranceM),
  ];
};

const unit = (from: Vec, to: Vec): Vec => {
  const d = minus(to, from);
  const length = Math.hypot(d.x, d.y);
  return { x: d.x / length, y: d.y / length };
};

const leftOf = (d: Vec): Vec => ({ x: -d.y, y: d.x });

/** The left side's points at the turn from direction `a` into `b`. */
const corner = (at: Vec, a: Vec, b: Vec, halfM: number): Vec[] => {
  const turn = Math.atan2(cross(a, b), dot(a, b));
  const before = along(at, leftOf(a), halfM);
  const after = along(at, leftOf(b), halfM);
  // A right turn has the left side outside.
  if (turn < -BLUNT_FROM_RAD) {
    const reach = halfM * Math.tan(-turn / 4);
    return [along(before, a, reach), along(after, b, -reach)];
  }
  const meet = lineMeet(before, a, after, b);
  return [meet?.at ?? before];
};

const leftSide = (points: readonly Vec[], halfM: number): Vec[] => {
  const directions = legsOf(points).map(([from, to]) => unit(from, to));
  const first = directions[0] as Vec;
  const last = directions.at(-1) as Vec;
  const start = along(points[0] as Vec, first, -halfM);
  const end = along(points.at(-1) as Vec, last, halfM);
  return [
    along(start, leftOf(first), halfM),
    ...points
      .slice(1, -1)
      .flatMap((at, i) => corner(at, directions[i] as Vec, directions[i + 1] as Vec, halfM)),
    along(end, leftOf(last), halfM),
  ];
};

const ringEdges = (ring: Ring): Leg[] => ring.map((p, i) => [p, ring[(i + 1) % ring.length] as Vec]);

/** No two edges have a point in common but neighbours their vertex. */
export const isSimple = (ring: Ring): boolean => {
  const edges = ringEdges(ring);
  return edges.every((edge, i) =>
    edges.every((other, j) => {
      const apart = Math.abs(i - j);
      if (j <= i || apart === 1 || apart === edges.length - 1) return true;
      return !segmentsMeet(edge, other);
    }),
  );
};

/** True if every leg is inside and nowhere nearer to the outline than `halfM`. */
const encloses = (ring: Ring, legs: readonly Leg[], halfM: number): boolean =>
  legs.every(
    (leg) =>
      isInside(leg[0], [ring]) &&
      ringEdges(ring).every((edge) => segmentsApartM(leg, edge) >= halfM - SLACK_M),
  );

/** Convex, counter-clockwise (Andrew's monotone chain). */
export const hullOf = (points: readonly Vec[]): Vec[] => {
  const sorted = points.toSorted((a, b) => a.x - b.x || a.y - b.y);
  const half = (ordered: readonly Vec[]): Vec[] => {
    const chain: Vec[] = [];
    for (const p of ordered) {
      while (chain.length > 1) {
        const b = chain.at(-1) as Vec;
        if (cross(minus(b, chain.at(-2) as Vec), minus(p, b)) > 0) break;
        chain.pop();
      }
      chain.push(p);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.toReversed())];
};

const circleAround = (at: Vec, radiusM: number): Vec[] =>
  Array.from({ length: CIRCLE_CORNERS }, (_, i) => {
    const angle = (2 * Math.PI * i) / CIRCLE_CORNERS;
    const reach = radiusM / Math.cos(Math.PI / CIRCLE_CORNERS);
    return along(at, { x: Math.cos(angle), y: Math.sin(angle) }, reach);
  });

/**
 * A convex ring with at most `most` vertices that holds `ring`: the edge whose neighbours meet with the least area
 * gained goes first. Undefined where no edge can go.
 */
export const coarser = (ring: Ring, most: number): Ring | undefined => {
  let shape = [...ring];
  while (shape.length > most) {
    const options = shape.flatMap((b, i) => {
      const n = shape.length;
      const [a, c, d] = [shape[(i + n - 1) % n] as Vec, shape[(i + 1) % n] as Vec, shape[(i + 2) % n] as Vec];
      const meet = lineMeet(a, minus(b, a), c, minus(d, c));
      if (meet === undefined || meet.s <= 1 || meet.t >= 0) return [];
      return [{ i, at: meet.at, gained: Math.abs(cross(minus(meet.at, b), minus(c, b))) }];
    });
    const best = options.toSorted((x, y) => x.gained - y.gained)[0];
    if (best === undefined) return undefined;
    const next = (best.i + 1) % shape.length;
    shape = shape.map((p, i) => (i === best.i ? best.at : p)).filter((_, i) => i !== next);
  }
  return shape;
};

export type Outline = {
  readonly ring: Ring;
  /** The chain that the ring was drawn around, and how far to each side. */
  readonly chain: readonly Vec[];
  readonly halfM: number;
};

const corridor = (points: readonly Vec[], halfM: number, toleranceM: number): Outline | undefined => {
  const chain = straightened(points, toleranceM);
  const wideM = halfM + toleranceM;
  const ring = [...leftSide(chain, wideM), ...leftSide(chain.toReversed(), wideM)].toReversed();
  const fits = ring.length <= MAX_OUTLINE_VERTICES && isSimple(ring);
  return fits && encloses(ring, legsOf(points), halfM) ? { ring, chain, halfM: wideM } : undefined;
};

/**
 * A simple ring, counter-clockwise, around a route of at least two different points, everywhere at least `halfM` away
 * from it. Where the route winds too much for a corridor of few vertices, the corridor is wider; at last it is a hull.
 */
export const outlineOf = (route: readonly Vec[], halfM: number): Outline => {
  const points = route.filter((p, i) => i === 0 || gap(p, route[i - 1] as Vec) > 1);
  for (const toleranceM of STRAIGHTENED_M) {
    const found = points.length > 1 ? corridor(points, halfM, toleranceM) : undefined;
    if (found !== undefined) return found;
  }
  const hull = hullOf(points.flatMap((p) => circleAround(p, halfM)));
  return { ring: coarser(hull, MAX_OUTLINE_VERTICES) ?? hull, chain: points, halfM };
};
