import { gap, type Vec } from '../geometry.ts';
import { ALTERNATE_LANDING_PCT } from './limits.ts';
import type { FlownNode, Use, Uses } from './flown.ts';

/** A landing place in the plane. */
export type LandingPlace = { readonly id: string; readonly at: Vec; readonly padAmslM: number };

/** The clear way from a place of the route to a landing place at that height; undefined: none. */
export type FindWay = (from: FlownNode, to: LandingPlace) => readonly Vec[] | undefined;

/** What it takes from each node to be landed on one place; undefined: no way known. */
export type Needs = { readonly place: LandingPlace; readonly at: readonly (Use | undefined)[] };

const sum = (a: Use, b: Use): Use => ({ pct: a.pct + b.pct, seconds: a.seconds + b.seconds });

/** On to the next node, and back from it to the one before. */
export type Edges = {
  readonly ahead: readonly (Use | undefined)[];
  readonly back: readonly (Use | undefined)[];
};

export const edgesOf = (nodes: readonly FlownNode[], uses: Uses): Edges => {
  const between = (from: FlownNode, to: FlownNode): Use | undefined =>
    uses.way([from.at, to.at], Math.max(0, to.heightM - from.heightM));
  const pairs = nodes.slice(1).map((to, i) => [nodes[i] as FlownNode, to] as const);
  return {
    ahead: pairs.map(([from, to]) => between(from, to)),
    back: pairs.map(([from, to]) => between(to, from)),
  };
};

const quicker = (one: Use | undefined, other: Use | undefined): Use | undefined => {
  if (one === undefined || other === undefined) return one ?? other;
  return other.seconds < one.seconds ? other : one;
};

/** The route itself is a way too: back or on to a node, and from there. */
const alongRoute = (own: readonly (Use | undefined)[], { ahead, back }: Edges): (Use | undefined)[] => {
  const best = [...own];
  const step = (to: number, from: number, edge: Use | undefined): void => {
    const known = best[from];
    if (edge !== undefined && known !== undefined) best[to] = quicker(best[to], sum(edge, known));
  };
  for (let i = 1; i < best.length; i++) step(i, i - 1, back[i - 1]);
  for (let i = best.length - 2; i >= 0; i--) step(i, i + 1, ahead[i]);
  return best;
};

type Task = {
  readonly nodes: readonly FlownNode[];
  readonly edges: Edges;
  readonly uses: Uses;
  readonly startPct: number;
  /** Over ground; no way is faster than straight at this. */
  readonly cruiseMs: number;
  readonly find: FindWay;
};

/** Of the ends of the route: straight down there, and along the route from everywhere else. */
export const needsOfEnd = (task: Task, place: LandingPlace, end: number): Needs => {
  const { nodes, uses, edges } = task;
  const node = nodes[end] as FlownNode;
  const down = uses.landed([], node.heightM - place.padAmslM);
  return {
    place,
    at: alongRoute(
      nodes.map((_, i) => (i === end ? down : undefined)),
      edges,
    ),
  };
};

/** True if something known gets down as soon as a straight way to the place would, on the charge left there. */
const isBeaten = (task: Task, known: readonly Needs[], node: number, placeS: number): boolean =>
  known.some(({ at }) => {
    const need = at[node];
    const left = task.startPct - (task.nodes[node] as FlownNode).usedPct;
    return need !== undefined && need.seconds <= placeS && left - need.pct >= ALTERNATE_LANDING_PCT;
  });

/** Of another place: by the shortest clear way from each node where it could be the better one. `always` looks everywhere. */
export const needsOfPlace = (
  task: Task,
  place: LandingPlace,
  known: readonly Needs[],
  always: boolean,
): Needs => {
  const { nodes, uses, edges, cruiseMs } = task;
  const own = nodes.map((node, i): Use | undefined => {
    const leastS = gap(node.at, place.at) / cruiseMs;
    if (!always && isBeaten(task, known, i, leastS)) return undefined;
    const path = task.find(node, place);
    return path && uses.landed(path, node.heightM - place.padAmslM);
  });
  return { place, at: alongRoute(own, edges) };
};
