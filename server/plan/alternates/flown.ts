import { bearingDeg } from '../../core/geo.ts';
import type { EnergyEstimate, Stretch } from '../energy.ts';
import { along, gap, minus, type Plane, type Vec } from '../geometry.ts';
import { NODE_GAP_M } from './limits.ts';

/** The plan's own estimate of a way: stretches, metres climbed and sunk; the touch-down is always in it. */
export type Estimate = (stretches: readonly Stretch[], climbM: number, descentM: number) => EnergyEstimate;

/** What a way takes: percent of the battery as the plan reckons it, and seconds. */
export type Use = { readonly pct: number; readonly seconds: number };

/** A place of the route, in the plane, metres AMSL. */
export type FlownNode = {
  readonly at: Vec;
  readonly heightM: number;
  /** Seconds since take-off, and percent used until then. */
  readonly atS: number;
  readonly usedPct: number;
};

export type FlownLeg = { readonly from: Vec; readonly to: Vec; readonly heightM: number };

export const usesOf = (estimate: Estimate, plane: Plane) => {
  const total = (stretches: readonly Stretch[], climbM: number, descentM: number): Use | undefined => {
    const found = estimate(stretches, climbM, descentM);
    return found.kind === 'flies' ? { pct: found.battery.usedPct, seconds: found.flightS } : undefined;
  };
  const touchDown = total([], 0, 0) ?? { pct: 0, seconds: 0 };
  const stretchesOf = (path: readonly Vec[]): Stretch[] =>
    path.slice(1).flatMap((to, i) => {
      const from = path[i] as Vec;
      const distanceM = gap(from, to);
      if (distanceM === 0) return [];
      return [{ distanceM, courseDeg: bearingDeg(plane.toLonLat(from), plane.toLonLat(to)) }];
    });
  return {
    /** In the air from place to place, with a climb; undefined against too much wind. */
    way: (path: readonly Vec[], climbM: number): Use | undefined => {
      const use = total(stretchesOf(path), climbM, 0);
      return use && { pct: use.pct - touchDown.pct, seconds: use.seconds - touchDown.seconds };
    },
    /** From place to place, down and landed. */
    landed: (path: readonly Vec[], descentM: number): Use | undefined =>
      total(stretchesOf(path), 0, Math.max(0, descentM)),
  };
};

export type Uses = ReturnType<typeof usesOf>;

const cut = (leg: FlownLeg): FlownLeg[] => {
  const pieces = Math.max(1, Math.ceil(gap(leg.from, leg.to) / NODE_GAP_M));
  const at = (k: number): Vec =>
    k === pieces ? leg.to : along(leg.from, minus(leg.to, leg.from), k / pieces);
  return Array.from({ length: pieces }, (_, k) => ({ ...leg, from: at(k), to: at(k + 1) }));
};

/**
 * The route at places some hundred metres apart, the first above the take-off after the climb. All climbs are reckoned at
 * the start, as in the plan. Where the height changes there are two at one place.
 */
export const flownNodes = (legs: readonly FlownLeg[], climbM: number, uses: Uses): FlownNode[] => {
  const start = uses.way([], climbM);
  const nodes: FlownNode[] = [];
  let now = start ?? { pct: 0, seconds: 0 };
  for (const leg of legs.flatMap(cut)) {
    const last = nodes.at(-1);
    if (last?.heightM !== leg.heightM)
      nodes.push({ at: leg.from, heightM: leg.heightM, atS: now.seconds, usedPct: now.pct });
    const use = uses.way([leg.from, leg.to], 0) ?? { pct: 0, seconds: 0 };
    now = { pct: now.pct + use.pct, seconds: now.seconds + use.seconds };
    nodes.push({ at: leg.to, heightM: leg.heightM, atS: now.seconds, usedPct: now.pct });
  }
  return nodes;
};
