import type { Flight } from '../../server/api/contract/flights.ts';
import type { PlanView } from '../../server/api/contract/plan-view.ts';

type Point = {
  readonly at: number;
  readonly relAltM: number;
  readonly groundSpeedMs: number;
  readonly batteryPct: number | null;
  readonly linkGapMs: number;
};

/** Columns for the plots: seconds since the first fix, then one column a figure. */
export type Series = {
  readonly timeS: number[];
  readonly heightM: number[];
  readonly speedMs: number[];
  readonly batteryPct: (number | null)[];
  readonly linkGapS: number[];
};

export const seriesOf = (points: readonly Point[]): Series => {
  const start = points[0]?.at ?? 0;
  return {
    timeS: points.map((p) => (p.at - start) / 1000),
    heightM: points.map((p) => p.relAltM),
    speedMs: points.map((p) => p.groundSpeedMs),
    batteryPct: points.map((p) => p.batteryPct),
    linkGapS: points.map((p) => p.linkGapMs / 1000),
  };
};

/** A silence of the link longer than this breaks the flown line on the map: nothing is known of the time between. */
const GAP_MS = 3000;

/** The track cut at silences: pieces that were seen, and the gaps between them. */
export const splitAtGaps = <T extends { readonly linkGapMs: number }>(
  points: readonly T[],
): { readonly pieces: T[][]; readonly gaps: [T, T][] } => {
  const pieces: T[][] = [];
  const gaps: [T, T][] = [];
  let piece: T[] = [];
  for (const point of points) {
    const last = piece.at(-1);
    if (last !== undefined && point.linkGapMs > GAP_MS) {
      pieces.push(piece);
      gaps.push([last, point]);
      piece = [];
    }
    piece.push(point);
  }
  if (piece.length > 0) pieces.push(piece);
  return { pieces, gaps };
};

/** One line of the comparison planned against flown. */
export type Comparison = {
  readonly name: 'distance' | 'time' | 'battery';
  readonly planned: number;
  readonly flown: number | null;
};

export const comparisonsOf = (plan: PlanView, summary: Flight['summary']): Comparison[] => [
  { name: 'distance', planned: plan.distanceM, flown: summary?.distanceM ?? null },
  { name: 'time', planned: plan.flightS, flown: summary?.flightS ?? null },
  { name: 'battery', planned: plan.batteryUsedPct, flown: summary?.batteryUsedPct ?? null },
];
