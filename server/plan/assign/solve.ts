import { compareCosts, PARTS } from './cost.ts';
import { greedy, polish, type Tuple } from './greedy.ts';
import type { Model } from './lifts.ts';
import { SEARCH_WORK } from './limits.ts';
import { departOf, relax, tupleCost, type Choices } from './relax.ts';

export type Solution = { readonly tuples: readonly Tuple[]; readonly proven: boolean };

type Incumbent = { readonly tuples: readonly Tuple[]; readonly cost: Float64Array };

/** What is worth flying of these, and what it costs. */
const worth = (model: Model, tuples: readonly Tuple[]): Incumbent => {
  const cost = new Float64Array(PARTS);
  const kept = tuples.filter((tuple) => {
    const own = tupleCost(model, tuple);
    own?.forEach((value, part) => {
      cost[part] = (cost[part] ?? 0) + value;
    });
    return own !== undefined;
  });
  return { tuples: kept, cost };
};

const withOnly = (lists: readonly (readonly number[])[], at: number, value: number) =>
  lists.map((list, index) => (index === at ? [value] : list.filter((other) => other !== value)));

const without = (lists: readonly (readonly number[])[], at: number, value: number) =>
  lists.map((list, index) => (index === at ? list.filter((other) => other !== value) : list));

/** The lift that is furthest from what the bound reckoned for it, split by its pack or its pad: there, or not there. */
const split = (
  model: Model,
  choices: Choices,
  tuples: readonly Tuple[],
  departs: readonly number[],
): readonly Choices[] => {
  let worst: { readonly tuple: Tuple; readonly gap: number } | undefined;
  tuples.forEach((tuple, index) => {
    const gap = departOf(model, tuple) - (departs[index] ?? 0);
    if (gap > (worst?.gap ?? 0)) worst = { tuple, gap };
  });
  if (worst === undefined) return [];
  const { order, drone, pack, pad } = worst.tuple;
  const byPad = model.padAt[pad] === departOf(model, worst.tuple);
  const { packsOf, padsOf } = choices;
  const padOpen = (padsOf[order]?.length ?? 0) > 1;
  const packOpen = (packsOf[drone]?.length ?? 0) > 1;
  if (padOpen && (byPad || !packOpen))
    return [
      { packsOf, padsOf: withOnly(padsOf, order, pad) },
      { packsOf, padsOf: without(padsOf, order, pad) },
    ];
  return [
    { packsOf: withOnly(packsOf, drone, pack), padsOf },
    { packsOf: without(packsOf, drone, pack), padsOf },
  ];
};

/**
 * Branch and bound. The flow of `relax` is a lower bound of everything that its choices allow, and its lifts, reckoned
 * truly, are a solution. Where both are equal nothing there is better; else one drone's pack (or one order's pad) is
 * fixed in one branch and forbidden in the other, which together allow the same solutions. The branch with the lowest
 * bound is looked at first, so the search may end when no bound is below the best solution: that one is optimal. It
 * begins with the greedy solution and only ever replaces it by a better one, so a search that is cut is never worse.
 */
export const solve = (model: Model): Solution => {
  let best = worth(model, greedy(model));
  const size = 1 + model.drones.length * model.orders.length;
  let left = Math.max(1, Math.floor(SEARCH_WORK / size));
  const open: {
    readonly choices: Choices;
    readonly bound: Float64Array;
    readonly next: readonly Choices[];
  }[] = [];
  const look = (choices: Choices): void => {
    left -= 1;
    const { bound, tuples, departs } = relax(model, choices);
    for (const candidate of [tuples, polish(model, tuples)]) {
      const found = worth(model, candidate);
      if (compareCosts(found.cost, best.cost) < 0) best = found;
    }
    if (compareCosts(bound, best.cost) >= 0) return;
    open.push({ choices, bound, next: split(model, choices, tuples, departs) });
  };
  look({ packsOf: model.packsOf, padsOf: model.padsOf });
  while (open.length > 0) {
    open.sort((a, b) => compareCosts(b.bound, a.bound));
    const node = open.at(-1);
    if (node === undefined || compareCosts(node.bound, best.cost) >= 0) break;
    if (left <= 0) return { tuples: best.tuples, proven: false };
    open.pop();
    for (const choices of node.next) look(choices);
  }
  return { tuples: best.tuples, proven: true };
};
