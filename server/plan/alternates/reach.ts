import { gap } from '../geometry.ts';
import type { FlownNode, Use } from './flown.ts';
import { ALTERNATE_LANDING_PCT, SAMPLE_M } from './limits.ts';
import type { Edges, LandingPlace, Needs } from './needs.ts';

/** Seconds since take-off; the place that is reached soonest there, undefined where none is, and at most how long it takes. */
export type ReachStretch = {
  readonly fromS: number;
  readonly toS: number;
  readonly place: LandingPlace | undefined;
  readonly seconds: number;
};

type Sample = {
  readonly atS: number;
  readonly best: { readonly place: LandingPlace; readonly seconds: number } | undefined;
  readonly home: boolean;
};

type Flight = {
  readonly nodes: readonly FlownNode[];
  readonly edges: Edges;
  readonly needs: readonly Needs[];
  readonly startPct: number;
};

/** By way of the node before and of the one after: what is soonest and leaves enough. */
const soonest = (flight: Flight, needs: Needs, i: number, share: number): number | undefined => {
  const { nodes, edges, startPct } = flight;
  const [from, to] = [nodes[i] as FlownNode, nodes[i + 1] ?? (nodes[i] as FlownNode)];
  const left = startPct - from.usedPct - share * (to.usedPct - from.usedPct);
  const by = (part: number, edge: Use | undefined, rest: Use | undefined): number => {
    if (rest === undefined || (edge === undefined && part > 0)) return Infinity;
    const pct = rest.pct + part * (edge?.pct ?? 0);
    return left - pct >= ALTERNATE_LANDING_PCT ? rest.seconds + part * (edge?.seconds ?? 0) : Infinity;
  };
  const best = Math.min(
    by(share, edges.back[i], needs.at[i]),
    by(1 - share, edges.ahead[i], needs.at[Math.min(i + 1, nodes.length - 1)]),
  );
  return best === Infinity ? undefined : best;
};

const sampleAt = (flight: Flight, i: number, share: number, homeId: string): Sample => {
  const [from, to] = [flight.nodes[i] as FlownNode, flight.nodes[i + 1] ?? (flight.nodes[i] as FlownNode)];
  let best: Sample['best'];
  let home = false;
  for (const needs of flight.needs) {
    const seconds = soonest(flight, needs, i, share);
    if (seconds === undefined) continue;
    if (needs.place.id === homeId) home = true;
    if (best === undefined || seconds < best.seconds) best = { place: needs.place, seconds };
  }
  return { atS: from.atS + share * (to.atS - from.atS), best, home };
};

const samplesOf = (flight: Flight, homeId: string): Sample[] => [
  ...flight.nodes.slice(1).flatMap((to, i) => {
    const from = flight.nodes[i] as FlownNode;
    const count = Math.max(1, Math.ceil(Math.max(to.atS - from.atS, gap(from.at, to.at) / SAMPLE_M)));
    return Array.from({ length: count }, (_, k) => sampleAt(flight, i, k / count, homeId));
  }),
  sampleAt(flight, flight.nodes.length - 1, 0, homeId),
];

/** Times in the plan are told to a tenth of a second. */
const tenth = (value: number): number => Math.round(value * 10) / 10;

const stretchesOf = (samples: readonly Sample[], flightS: number): ReachStretch[] => {
  const stretches: ReachStretch[] = [];
  for (const { atS, best } of samples) {
    const last = stretches.at(-1);
    const seconds = tenth(best?.seconds ?? 0);
    const fromS = stretches.length === 0 ? 0 : tenth(atS);
    if (last !== undefined && last.place === best?.place)
      stretches[stretches.length - 1] = { ...last, seconds: Math.max(last.seconds, seconds) };
    else {
      if (last !== undefined) stretches[stretches.length - 1] = { ...last, toS: fromS };
      stretches.push({ fromS, toS: tenth(flightS), place: best?.place, seconds });
    }
  }
  return stretches;
};

/** Over a whole flight, sample by sample. The last second from which home is reached; undefined: to the end. */
export const reachOf = (
  flight: Flight,
  { homeId, flightS }: { readonly homeId: string; readonly flightS: number },
): { readonly stretches: readonly ReachStretch[]; readonly lastHomeS: number | undefined } => {
  const samples = samplesOf(flight, homeId);
  const gone = samples.findLastIndex(({ home }) => home) + 1;
  const lastHomeS = gone === samples.length ? undefined : tenth(samples[gone - 1]?.atS ?? 0);
  return { stretches: stretchesOf(samples, flightS), lastHomeS };
};
