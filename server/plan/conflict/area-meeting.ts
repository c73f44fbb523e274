import { along, dot, isInside, lineMeet, minus, type Vec } from '../geometry.ts';
import type { DelayInterval } from './meeting.ts';
import type { Area, Corridor } from './volume.ts';

/** Shares of the way, [0, 1]. */
type Span = readonly [number, number];

/** Where the way `a + s·d` is within `limitM` of a point. */
const nearPoint = (a: Vec, d: Vec, p: Vec, limitM: number): Span[] => {
  const w = minus(a, p);
  const [q, l, c] = [dot(d, d), dot(w, d), dot(w, w) - limitM * limitM];
  if (q === 0) return c <= 0 ? [[0, 1]] : [];
  const discriminant = l * l - q * c;
  if (discriminant < 0) return [];
  const root = Math.sqrt(discriminant);
  return clipped((-l - root) / q, (-l + root) / q);
};

const clipped = (from: number, to: number): Span[] => {
  const span = [Math.max(0, from), Math.min(1, to)] as const;
  return span[0] <= span[1] ? [span] : [];
};

/** Where the way is beside the edge from `p` to `q`, at most `limitM` off its line. */
const besideEdge = (a: Vec, d: Vec, [p, q]: readonly [Vec, Vec], limitM: number): Span[] => {
  const e = minus(q, p);
  const length = Math.hypot(e.x, e.y);
  if (length === 0) return [];
  const t = { x: e.x / length, y: e.y / length };
  const n = { x: -t.y, y: t.x };
  const w = minus(a, p);
  const across = between(dot(w, n), dot(d, n), -limitM, limitM);
  const beside = between(dot(w, t), dot(d, t), 0, length);
  if (across === undefined || beside === undefined) return [];
  return clipped(Math.max(across[0], beside[0]), Math.min(across[1], beside[1]));
};

/** Where `from + s·slope` lies between the two. */
const between = (from: number, slope: number, low: number, high: number): Span | undefined => {
  if (slope === 0) return from >= low && from <= high ? [0, 1] : undefined;
  const [x, y] = [(low - from) / slope, (high - from) / slope];
  return x <= y ? [x, y] : [y, x];
};

/** Where the way is inside of the ring, between its crossings. */
const inside = (a: Vec, d: Vec, ring: readonly Vec[]): Span[] => {
  const cuts = ring.flatMap((p, i) => {
    const q = ring[(i + 1) % ring.length] as Vec;
    const meet = lineMeet(a, d, p, minus(q, p));
    return meet !== undefined && meet.t >= 0 && meet.t <= 1 && meet.s > 0 && meet.s < 1 ? [meet.s] : [];
  });
  const shares = [0, ...cuts.toSorted((x, y) => x - y), 1];
  return shares.slice(1).flatMap((to, i): Span[] => {
    const from = shares[i] as number;
    return isInside(along(a, d, (from + to) / 2), [ring]) ? [[from, to]] : [];
  });
};

/** All departures of the corridor's flight at which it is in the area while somebody has it; heights are the caller's. */
export const areaDelays = (corridor: Corridor, area: Area): DelayInterval[] => {
  const { a, halfM, fromS, toS, earlyS, lateS } = corridor;
  const d = minus(corridor.b, a);
  const spans = [
    ...inside(a, d, area.ring),
    ...area.ring.flatMap((p, i) => {
      const q = area.ring[(i + 1) % area.ring.length] as Vec;
      return [...nearPoint(a, d, p, halfM), ...besideEdge(a, d, [p, q], halfM)];
    }),
  ];
  const mix = (from: number, to: number, share: number): number => from + (to - from) * share;
  // A column has no direction: the drone may be there from its first to its last moment.
  return spans.map(([first, last]): DelayInterval => [
    area.fromS - mix(fromS + lateS[0], toS + lateS[1], last),
    area.toS - mix(fromS - earlyS[0], toS - earlyS[1], first),
  ]);
};
