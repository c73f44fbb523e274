import { cross, minus, type Ring, type Vec } from './geometry.ts';
import { ROUND_STEP_RAD } from './limits.ts';
import { isHit, type Obstacle } from './obstacles.ts';

/**
 * A turning point on the polygon around a buffered zone. `before` and `after` are the directions of the two sides that
 * meet here; a shortest path only touches the zone here, it never comes from or goes into the angle between them.
 */
export type Turn = { readonly at: Vec; readonly before?: Vec; readonly after?: Vec };

export type VisibilityGraph = {
  readonly nodes: readonly Turn[];
  /** True if a shortest path may use this edge: it touches both ends and meets no buffered obstacle. */
  sees(from: number, to: number): boolean;
};

/** Node 0 is the start, node 1 the goal. Edges are found when asked for: A* looks at few of them. */
export const visibilityGraph = (
  ends: readonly [Vec, Vec],
  obstacles: readonly Obstacle[],
  options: { readonly marginM: number; readonly offsetM: number; allowed(p: Vec): boolean },
): VisibilityGraph => {
  const { marginM, offsetM } = options;
  const isFree = (p: Vec): boolean =>
    options.allowed(p) && !obstacles.some((obstacle) => isHit(obstacle, p, p, marginM));
  const turns = obstacles
    .flatMap((obstacle) => obstacle.polygons.flat())
    .flatMap((ring) => ringTurns(ring, marginM + offsetM))
    .filter((turn) => isFree(turn.at));
  const nodes: Turn[] = [{ at: ends[0] }, { at: ends[1] }, ...turns];
  const known = new Map<number, boolean>();
  const look = (from: Turn, to: Turn): boolean => {
    const way = minus(to.at, from.at);
    if (!isTangent(way, from) || !isTangent(way, to)) return false;
    return !obstacles.some((obstacle) => isHit(obstacle, from.at, to.at, marginM));
  };
  return {
    nodes,
    sees: (from, to) => {
      const key = Math.min(from, to) * nodes.length + Math.max(from, to);
      const before = known.get(key);
      if (before !== undefined) return before;
      const seen = look(nodes[from] as Turn, nodes[to] as Turn);
      known.set(key, seen);
      return seen;
    },
  };
};

/** Slack for the sine of the angle between two directions that are parallel but for rounding. */
const PARALLEL_SLACK = 1e-7;

const isTangent = (way: Vec, turn: Turn): boolean => {
  if (turn.before === undefined || turn.after === undefined) return true;
  const slack = PARALLEL_SLACK * Math.hypot(way.x, way.y);
  const back = -cross(way, turn.before);
  const on = cross(way, turn.after);
  return (back >= -slack && on >= -slack) || (back <= slack && on <= slack);
};

/** Corners flatter than this turn no path. */
const FLAT_RAD = 1e-6;

/** Turning points at distance `radiusM` or a little more around the convex corners of a ring (zone on its left). */
const ringTurns = (ring: Ring, radiusM: number): Turn[] =>
  ring.flatMap((corner, i) => {
    const into = direction(ring.at(i - 1) as Vec, corner);
    const out = direction(corner, ring[(i + 1) % ring.length] as Vec);
    const angle = Math.atan2(cross(into, out), into.x * out.x + into.y * out.y);
    return angle < FLAT_RAD ? [] : roundCorner(corner, into, angle, radiusM);
  });

const roundCorner = (corner: Vec, into: Vec, angle: number, radiusM: number): Turn[] => {
  const steps = Math.ceil(angle / ROUND_STEP_RAD);
  const step = angle / steps;
  const reach = radiusM / Math.cos(step / 2);
  const heading = Math.atan2(into.y, into.x);
  return Array.from({ length: steps }, (_, i) => {
    // The outside is on the right of the edges: 90° clockwise of the heading.
    const outward = heading + (i + 0.5) * step - Math.PI / 2;
    return {
      at: { x: corner.x + reach * Math.cos(outward), y: corner.y + reach * Math.sin(outward) },
      before: unit(heading + i * step),
      after: unit(heading + (i + 1) * step),
    };
  });
};

const unit = (angle: number): Vec => ({ x: Math.cos(angle), y: Math.sin(angle) });

const direction = (a: Vec, b: Vec): Vec => {
  const d = minus(b, a);
  const length = Math.hypot(d.x, d.y);
  return { x: d.x / length, y: d.y / length };
};
