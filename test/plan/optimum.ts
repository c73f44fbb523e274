/**
 * The shortest way in the plane around polygons grown by a radius, written anew from its definition: turning points
 * lie on the polygon around each convex corner's arc, every pair of them that sees each other is joined, Dijkstra. It
 * shares no code with the planner and is far slower.
 */
type XY = readonly [x: number, y: number];

export type GrownTask = {
  readonly from: XY;
  readonly to: XY;
  /** Outlines, either way round, without a repeated last point. */
  readonly outlines: readonly (readonly XY[])[];
  /** No way comes nearer than this. */
  readonly marginM: number;
  /** Turning points lie around an arc of this radius, at steps of at most `stepRad`. */
  readonly arcM: number;
  readonly stepRad: number;
  /** A length that surely suffices: what is only reached by longer ways is left out. */
  readonly atMostM: number;
};

const far = (a: XY, b: XY): number => Math.hypot(a[0] - b[0], a[1] - b[1]);

const toSegment = (p: XY, a: XY, b: XY): number => {
  const length2 = (b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2;
  const u = length2 === 0 ? 0 : ((p[0] - a[0]) * (b[0] - a[0]) + (p[1] - a[1]) * (b[1] - a[1])) / length2;
  const k = Math.max(0, Math.min(1, u));
  return far(p, [a[0] + k * (b[0] - a[0]), a[1] + k * (b[1] - a[1])]);
};

const area2 = (a: XY, b: XY, c: XY): number => (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1]);

const crossing = (a: XY, b: XY, c: XY, d: XY): boolean =>
  area2(a, b, c) > 0 !== area2(a, b, d) > 0 && area2(c, d, a) > 0 !== area2(c, d, b) > 0;

const holds = (outline: readonly XY[], p: XY): boolean => {
  let odd = false;
  outline.forEach((a, i) => {
    const b = outline[(i + 1) % outline.length] as XY;
    if (a[1] > p[1] !== b[1] > p[1] && p[0] < a[0] + ((p[1] - a[1]) * (b[0] - a[0])) / (b[1] - a[1]))
      odd = !odd;
  });
  return odd;
};

type Shape = { readonly outline: readonly XY[]; readonly middle: XY; readonly radiusM: number };

const shapeOf = (outline: readonly XY[]): Shape => {
  const middle: XY = [
    outline.reduce((sum, p) => sum + p[0], 0) / outline.length,
    outline.reduce((sum, p) => sum + p[1], 0) / outline.length,
  ];
  const signed = outline.reduce(
    (sum, p, i) => sum + area2([0, 0], p, outline[(i + 1) % outline.length] as XY),
    0,
  );
  const ccw = signed > 0 ? outline : outline.toReversed();
  return { outline: ccw, middle, radiusM: Math.max(...outline.map((p) => far(p, middle))) };
};

const blocks = ({ outline, middle, radiusM }: Shape, a: XY, b: XY, marginM: number): boolean => {
  if (toSegment(middle, a, b) > radiusM + marginM) return false;
  if (holds(outline, a)) return true;
  return outline.some((c, i) => {
    const d = outline[(i + 1) % outline.length] as XY;
    return (
      crossing(a, b, c, d) ||
      Math.min(toSegment(a, c, d), toSegment(b, c, d), toSegment(c, a, b), toSegment(d, a, b)) <= marginM
    );
  });
};

const turningPoints = ({ outline }: Shape, { arcM, stepRad }: GrownTask): XY[] =>
  outline.flatMap((corner, i) => {
    const before = outline.at(i - 1) as XY;
    const after = outline[(i + 1) % outline.length] as XY;
    const inward = Math.atan2(corner[1] - before[1], corner[0] - before[0]);
    const outward = Math.atan2(after[1] - corner[1], after[0] - corner[0]);
    const bend = Math.atan2(Math.sin(outward - inward), Math.cos(outward - inward));
    if (bend <= 1e-6) return [];
    const count = Math.ceil(bend / stepRad);
    const radius = arcM / Math.cos(bend / count / 2);
    return Array.from({ length: count }, (_, k): XY => {
      const angle = inward + ((k + 0.5) * bend) / count - Math.PI / 2;
      return [corner[0] + radius * Math.cos(angle), corner[1] + radius * Math.sin(angle)];
    });
  });

/** Metres, or Infinity where there is no way of at most `atMostM`. */
export const shortestM = (task: GrownTask): number => {
  const shapes = task.outlines.map(shapeOf);
  const isFree = (a: XY, b: XY): boolean => !shapes.some((shape) => blocks(shape, a, b, task.marginM));
  const isWorth = (p: XY): boolean => far(task.from, p) + far(p, task.to) <= task.atMostM + 1e-6;
  const points = [
    task.from,
    task.to,
    ...shapes.flatMap((shape) => turningPoints(shape, task)).filter((p) => isWorth(p) && isFree(p, p)),
  ];
  const reached = points.map(() => Infinity);
  const open = new Set(points.keys());
  reached[0] = 0;
  while (open.size > 0) {
    const next = [...open].reduce((best, i) =>
      (reached[i] as number) < (reached[best] as number) ? i : best,
    );
    const here = reached[next] as number;
    if (next === 1 || here === Infinity) return here;
    open.delete(next);
    for (const other of open) {
      const there = here + far(points[next] as XY, points[other] as XY);
      if (there < (reached[other] as number) && isFree(points[next] as XY, points[other] as XY))
        reached[other] = there;
    }
  }
  return Infinity;
};
