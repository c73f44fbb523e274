import { shortestPath } from './astar.ts';
import type { Zone } from './airspace.ts';
import { gap, lineMeet, minus, type Vec } from './geometry.ts';
import { CORRIDOR_HALF_WIDTH_M, MERGE_MAX_EXTRA_M, VERTEX_OFFSET_M } from './limits.ts';
import { isHit, type Obstacle } from './obstacles.ts';
import { visibilityGraph } from './visibility-graph.ts';

export type RouteTask = {
  readonly from: Vec;
  readonly to: Vec;
  readonly obstacles: readonly Obstacle[];
  /** Where turning points may lie: the region that the airspace data cover. */
  allowed(p: Vec): boolean;
};

export type Route =
  | { readonly kind: 'found'; readonly points: readonly Vec[] }
  /** A pad lies in these zones or within the corridor of their edge. */
  | { readonly kind: 'pad_blocked'; readonly pad: 'from' | 'to'; readonly zones: readonly Zone[] }
  /** Without these zones there would be a way. */
  | { readonly kind: 'no_route'; readonly zones: readonly Zone[] };

/** The shortest route that keeps the corridor's half width from every obstacle. The same task, the same route. */
export const findRoute = (task: RouteTask): Route => {
  for (const pad of ['from', 'to'] as const) {
    const zones = task.obstacles.filter((obstacle) => touches(obstacle, task[pad], task[pad]));
    if (zones.length > 0) return { kind: 'pad_blocked', pad, zones: zones.map((o) => o.zone) };
  }
  const search = searchAround(task);
  if (search.points === undefined)
    return { kind: 'no_route', zones: barrier(task, search.met).map((o) => o.zone) };
  return { kind: 'found', points: mergeTurns(search.points, task) };
};

/**
 * Starts with the straight line and adds the zones that it meets, until the path meets no more. A path that is the
 * shortest around some zones and clears all others is the shortest around all of them.
 */
const searchAround = (task: RouteTask): { points: Vec[] | undefined; met: readonly Obstacle[] } => {
  const met = new Set<Obstacle>();
  for (;;) {
    const points = pathAround(task, [...met]);
    if (points === undefined) return { points, met: [...met] };
    const before = met.size;
    for (const obstacle of task.obstacles)
      if (!met.has(obstacle) && legsOf(points).some(([a, b]) => touches(obstacle, a, b))) met.add(obstacle);
    if (met.size === before) return { points, met: [...met] };
  }
};

const pathAround = (task: RouteTask, obstacles: readonly Obstacle[]): Vec[] | undefined => {
  const graph = visibilityGraph([task.from, task.to], obstacles, {
    marginM: CORRIDOR_HALF_WIDTH_M,
    offsetM: VERTEX_OFFSET_M,
    allowed: (p) => task.allowed(p),
  });
  const at = (node: number): Vec => (graph.nodes[node] as { at: Vec }).at;
  const path = shortestPath(
    { size: graph.nodes.length, distance: (a, b) => gap(at(a), at(b)), joined: (a, b) => graph.sees(a, b) },
    0,
    1,
  );
  return path?.map(at);
};

/** The fewest zones, found greedily, that close the way: take zones away until one opens, then put back the harmless. */
const barrier = (task: RouteTask, met: readonly Obstacle[]): readonly Obstacle[] => {
  const opens = (without: readonly Obstacle[]): boolean =>
    pathAround(
      task,
      met.filter((obstacle) => !without.includes(obstacle)),
    ) !== undefined;
  const single = met.filter((obstacle) => opens([obstacle]));
  if (single.length > 0) return single;
  let removed: readonly Obstacle[] = [];
  for (const obstacle of met) {
    removed = [...removed, obstacle];
    if (opens(removed)) break;
  }
  for (const obstacle of removed) {
    const fewer = removed.filter((other) => other !== obstacle);
    if (opens(fewer)) removed = fewer;
  }
  return removed;
};

const touches = (obstacle: Obstacle, a: Vec, b: Vec): boolean => isHit(obstacle, a, b, CORRIDOR_HALF_WIDTH_M);

const legsOf = (points: readonly Vec[]): [Vec, Vec][] =>
  points.slice(1).map((to, i) => [points[i] as Vec, to]);

type Merge = { readonly first: number; readonly at: Vec; readonly extraM: number };

/**
 * A path around a round zone has many small turns. Two neighbours become one, where the legs before and after them
 * meet, as long as that costs little and stays clear.
 */
const mergeTurns = (path: readonly Vec[], task: RouteTask): Vec[] => {
  const points = [...path];
  for (;;) {
    let best: Merge | undefined;
    for (let first = 1; first + 2 < points.length; first++) {
      const merge = mergeAt(points, first, task);
      if (merge !== undefined && (best === undefined || merge.extraM < best.extraM)) best = merge;
    }
    if (best === undefined) return points;
    points.splice(best.first, 2, best.at);
  }
};

const mergeAt = (points: readonly Vec[], first: number, task: RouteTask): Merge | undefined => {
  const [a, b, c, d] = points.slice(first - 1, first + 3) as [Vec, Vec, Vec, Vec];
  const meet = lineMeet(a, minus(b, a), d, minus(c, d));
  // Only forward of both legs: the turns go the same way round.
  if (meet === undefined || meet.s < 1 || meet.t < 1) return undefined;
  const extraM = gap(b, meet.at) + gap(meet.at, c) - gap(b, c);
  if (extraM > MERGE_MAX_EXTRA_M || !task.allowed(meet.at)) return undefined;
  const clear = !task.obstacles.some((o) => touches(o, a, meet.at) || touches(o, meet.at, d));
  return clear ? { first, at: meet.at, extraM } : undefined;
};
