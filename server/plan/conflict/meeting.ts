import { dot, minus } from '../geometry.ts';
import type { Corridor } from './volume.ts';

/**
 * Departures of one flight, relative to the one it was planned for (seconds), at which two volumes meet. Ends
 * excluded: at either end they only touch.
 */
export type DelayInterval = readonly [fromS: number, toS: number];

/** Shares of the way on the one and on the other corridor, each [0, 1]. */
type Shares = readonly [s: number, u: number];

/** Squared distance of the two places as `qss·s² + 2·qsu·s·u + quu·u² + 2·ls·s + 2·lu·u + c`. */
type Quadratic = {
  readonly qss: number;
  readonly qsu: number;
  readonly quu: number;
  readonly ls: number;
  readonly lu: number;
  readonly c: number;
};

/** Affine in the shares: `c + s·s + u·u`, seconds. */
type Affine = { readonly c: number; readonly s: number; readonly u: number };

/** Below this share of the product of the lengths two ways count as parallel. */
const PARALLEL = 1e-12;

/** Rounding of shares, and of squared distances by their limit. */
const SLACK = 1e-9;

const squaredDistance = (a: Corridor, b: Corridor): Quadratic => {
  const [da, db, w] = [minus(a.b, a.a), minus(b.b, b.a), minus(a.a, b.a)];
  return {
    qss: dot(da, da),
    qsu: -dot(da, db),
    quu: dot(db, db),
    ls: dot(w, da),
    lu: -dot(w, db),
    c: dot(w, w),
  };
};

/** Shares in [0, 1] at which `q·x² + 2·l·x + c ≤ limit`: both ends, or none. */
const rootsWithin = (q: number, l: number, c: number): number[] => {
  if (q === 0) return c <= 0 ? [0, 1] : [];
  const discriminant = l * l - q * c;
  if (discriminant < 0) return [];
  const root = Math.sqrt(discriminant);
  const [from, to] = [Math.max(0, (-l - root) / q), Math.min(1, (-l + root) / q)];
  return from <= to ? [from, to] : [];
};

/** Ends of what is near enough on the four edges of the square of shares. */
const onEdges = ({ qss, qsu, quu, ls, lu, c }: Quadratic, limit: number): Shares[] =>
  [0, 1].flatMap((edge) => [
    ...rootsWithin(quu, lu + qsu * edge, qss * edge * edge + 2 * ls * edge + c - limit).map((u): Shares => [
      edge,
      u,
    ]),
    ...rootsWithin(qss, ls + qsu * edge, quu * edge * edge + 2 * lu * edge + c - limit).map((s): Shares => [
      s,
      edge,
    ]),
  ]);

/** Where the ellipse of what is near enough reaches farthest along `to`, both ways, if that lies in the square. */
const onEllipse = (q: Quadratic, limit: number, to: Affine): Shares[] => {
  const det = q.qss * q.quu - q.qsu * q.qsu;
  if (det <= PARALLEL * q.qss * q.quu || det === 0) return [];
  const [s, u] = [(-q.ls * q.quu + q.lu * q.qsu) / det, (-q.lu * q.qss + q.ls * q.qsu) / det];
  const least = q.c + q.ls * s + q.lu * u;
  if (least > limit) return [];
  const [hs, hu] = [(to.s * q.quu - to.u * q.qsu) / det, (to.u * q.qss - to.s * q.qsu) / det];
  const along = to.s * hs + to.u * hu;
  if (along <= 0) {
    const centre: Shares = [s, u];
    return [centre].filter(isInSquare);
  }
  const reach = Math.sqrt(Math.max(0, limit - least) / along);
  const ends: Shares[] = [
    [s + hs * reach, u + hu * reach],
    [s - hs * reach, u - hu * reach],
  ];
  return ends.filter(isInSquare);
};

const isInSquare = (shares: Shares): boolean =>
  shares.every((share) => share >= -SLACK && share <= 1 + SLACK);

const at = ({ c, s, u }: Affine, [ss, uu]: Shares): number => c + s * ss + u * uu;

/** Latest departure of `a` at which it is where `b` is; the earliest is the same of `b` and `a` swapped, negated. */
const latest = (a: Corridor, b: Corridor): Affine => ({
  c: b.fromS + b.lateS[0] - a.fromS + a.earlyS[0],
  s: a.fromS - a.earlyS[0] - (a.toS - a.earlyS[1]),
  u: b.toS + b.lateS[1] - (b.fromS + b.lateS[0]),
});

const earliest = (a: Corridor, b: Corridor): Affine => ({
  c: b.fromS - b.earlyS[0] - a.fromS - a.lateS[0],
  s: a.fromS + a.lateS[0] - (a.toS + a.lateS[1]),
  u: b.toS - b.earlyS[1] - (b.fromS - b.earlyS[0]),
});

/**
 * The departures of `a` at which it comes too near `b` at any moment at which both may be there; undefined: at none.
 * Exact: places near enough are a convex set of shares, the doubts in time are affine in them, so that all such
 * departures are one interval, whose ends lie on the set's border. Heights are the caller's affair.
 */
export const meetingDelays = (a: Corridor, b: Corridor): DelayInterval | undefined => {
  const limit = (a.halfM + b.halfM) ** 2;
  const quadratic = squaredDistance(a, b);
  const edges = onEdges(quadratic, limit);
  const [first, last] = [earliest(a, b), latest(a, b)];
  const lasts = [...edges, ...onEllipse(quadratic, limit, last)];
  const firsts = [...edges, ...onEllipse(quadratic, limit, first)];
  if (lasts.length === 0 || firsts.length === 0) return undefined;
  return [
    Math.min(...firsts.map((shares) => at(first, shares))),
    Math.max(...lasts.map((shares) => at(last, shares))),
  ];
};
