import type { Airspace, Zone } from '../airspace.ts';
import { gap, lineMeet, minus, pointSegmentM, type Vec } from '../geometry.ts';
import { MERGE_MAX_EXTRA_M } from '../limits.ts';
import type { Cost } from './cost.ts';
import { isInColumn, layersOf, type Band, type Layers } from './layers.ts';
import type { Scene } from './scene.ts';
import { RouteSearch, type Found, type PathPoint, type SearchTask } from './search.ts';

export type RouteTask = {
  readonly airspace: Airspace;
  readonly scene: Scene;
  readonly cost: Cost;
  readonly from: Vec;
  readonly to: Vec;
  readonly band: Band;
  /** Where turning points may lie: the region that the airspace data cover. */
  allowed(p: Vec): boolean;
};

/** A straight part of the route at one height. */
export type RouteLeg = { readonly from: Vec; readonly to: Vec; readonly heightAmslM: number };

export type Route =
  | { readonly kind: 'found'; readonly legs: readonly RouteLeg[]; readonly weighed: boolean }
  /** A pad lies in these zones or within the corridor of their edge. */
  | { readonly kind: 'pad_blocked'; readonly pad: 'from' | 'to'; readonly zones: readonly Zone[] }
  /** Without these zones there would be a way. */
  | { readonly kind: 'no_route'; readonly zones: readonly Zone[] };

/** The cheapest route that keeps the corridor's half width from every obstacle. The same task, the same route. */
export const findRoute = (task: RouteTask): Route => {
  const layers = layersOf(task.airspace, task.band);
  const columns = [columnOf(task, layers, 'from'), columnOf(task, layers, 'to')] as const;
  for (const { pad, layers: free, zones } of columns)
    if (free === 0) return { kind: 'pad_blocked', pad, zones };
  const search: SearchTask = {
    scene: task.scene,
    cost: task.cost,
    from: task.from,
    to: task.to,
    heightsM: layers.heightsM,
    masks: layers.masks,
    padLayers: [columns[0].layers, columns[1].layers],
    padsM: task.band.padsM,
    allowed: (p) => task.allowed(p),
  };
  const found = new RouteSearch(search).run() ?? new RouteSearch({ ...search, isThorough: true }).run();
  if (found === undefined) return { kind: 'no_route', zones: barrier(task, search) };
  const path = mergeTurns(found.path, search);
  return { kind: 'found', legs: legsOf(path, layers), weighed: found.weighed };
};

type Column = { readonly pad: 'from' | 'to'; readonly layers: number; readonly zones: readonly Zone[] };

/** The layers that a drone can reach straight above a pad, and what keeps it from the others. */
const columnOf = (task: RouteTask, { heightsM }: Layers, pad: 'from' | 'to'): Column => {
  const padM = task.band.padsM[pad === 'from' ? 0 : 1];
  const zones = task.scene.obstaclesAt(task[pad]).map((i) => task.airspace.zones[i] as Zone);
  const inWay = (heightM: number): Zone[] =>
    zones.filter((zone) => isInColumn(zone, task.band, padM, heightM));
  const free = heightsM.reduce((bits, h, layer) => (inWay(h).length === 0 ? bits | (1 << layer) : bits), 0);
  return { pad, layers: free, zones: inWay(heightsM[0] as number) };
};

/** More than any route costs: a crossing is only taken where there is no other way. */
const CROSSING_S = 1e6;

/** So many other zones are looked for that close the way alone too. */
const MAX_ALONE = 8;

/**
 * Few zones that close the way: those that the cheapest way with the fewest crossings crosses, less the harmless. If it
 * is one, all others are added that close it alone: to open any of them is enough.
 */
const barrier = (task: RouteTask, search: SearchTask): readonly Zone[] => {
  const through = new RouteSearch({ ...search, crossingS: CROSSING_S }).run();
  let named = [...(through?.crossed ?? [])];
  for (const zone of named) {
    const fewer = named.filter((other) => other !== zone);
    if (fewer.length > 0 && searchWithout(search, fewer) !== undefined) named = fewer;
  }
  while (named.length > 0 && named.length <= MAX_ALONE) {
    const other = new RouteSearch({ ...search, crossingS: CROSSING_S, solid: new Set(named) }).run()?.crossed;
    if (other?.size !== 1 || searchWithout(search, [...other]) === undefined) break;
    named.push(...other);
  }
  return named.toSorted((a, b) => a - b).map((i) => task.airspace.zones[i] as Zone);
};

const searchWithout = (search: SearchTask, obstacles: readonly number[]): Found | undefined => {
  const masks = search.masks.slice();
  for (const obstacle of obstacles) masks[obstacle] = 0;
  return new RouteSearch({ ...search, masks }).run();
};

type Merge = { readonly first: number; readonly at: Vec; readonly extraM: number };

/**
 * A path around a round zone has many small turns. Two neighbours become one, where the legs before and after them
 * meet, as long as that costs little and stays clear.
 */
const mergeTurns = (path: readonly PathPoint[], search: SearchTask): PathPoint[] => {
  const points = [...path];
  for (;;) {
    let best: Merge | undefined;
    for (let first = 1; first + 2 < points.length; first++) {
      const merge = mergeAt(points, first, search);
      if (merge !== undefined && (best === undefined || merge.extraM < best.extraM)) best = merge;
    }
    if (best === undefined) return points;
    points.splice(best.first, 2, { at: best.at, layer: (points[best.first] as PathPoint).layer });
  }
};

const mergeAt = (points: readonly PathPoint[], first: number, search: SearchTask): Merge | undefined => {
  const four = points.slice(first - 1, first + 3) as [PathPoint, PathPoint, PathPoint, PathPoint];
  const layer = four[0].layer;
  if (four.some((point) => point.layer !== layer)) return undefined;
  const [a, b, c, d] = four.map(({ at }) => at) as [Vec, Vec, Vec, Vec];
  const meet = lineMeet(a, minus(b, a), d, minus(c, d));
  // Only forward of both legs: the turns go the same way round.
  if (meet === undefined || meet.s < 1 || meet.t < 1) return undefined;
  const extraM = gap(b, meet.at) + gap(meet.at, c) - gap(b, c);
  if (extraM > MERGE_MAX_EXTRA_M || !search.allowed(meet.at)) return undefined;
  const isClear = (from: Vec, to: Vec): boolean =>
    search.scene.grid.blocker([from, to], search.masks, 1 << layer) < 0;
  return isClear(a, meet.at) && isClear(meet.at, d) ? { first, at: meet.at, extraM } : undefined;
};

/** A place this near to the line between its neighbours is no turn. Metres. */
const STRAIGHT_M = 0.01;

/** A step in height is no leg: the next one begins there at its own height. */
const legsOf = (path: readonly PathPoint[], { heightsM }: Layers): RouteLeg[] => {
  const steps = path.slice(1).flatMap((to, i): RouteLeg[] => {
    const from = path[i] as PathPoint;
    if (gap(from.at, to.at) === 0) return [];
    return [{ from: from.at, to: to.at, heightAmslM: heightsM[to.layer] as number }];
  });
  return steps.reduce<RouteLeg[]>((legs, leg) => {
    const last = legs.at(-1);
    const goesOn =
      last !== undefined &&
      last.heightAmslM === leg.heightAmslM &&
      pointSegmentM(leg.from, last.from, leg.to) < STRAIGHT_M;
    return goesOn ? [...legs.slice(0, -1), { ...last, to: leg.to }] : [...legs, leg];
  }, []);
};
