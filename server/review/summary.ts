import { distanceM } from '../core/geo.ts';
import type { Plan } from '../plan/plan-types.ts';
import { progressOf } from '../plan/progress.ts';
import { flownM, type Fix } from './track.ts';

/** The figures of a flight that is over. */
export type Summary = {
  /** From take-off to landing by the vehicle's own clock. */
  readonly flightS: number;
  readonly distanceM: number;
  /** Distance to the planned pad's centre; null if it did not land there. */
  readonly landingErrorM: number | null;
  readonly batteryUsedPct: number | null;
  readonly maxCrossTrackM: number;
};

/** How often the distance to the route is taken, metres along the track. */
const CROSS_TRACK_EVERY_M = 5;

const maxCrossTrackM = (aloft: readonly Fix[], plan: Plan): number => {
  let worst = 0;
  let last: Fix | undefined;
  let lastAlongM: number | undefined;
  for (const fix of aloft) {
    if (last !== undefined && distanceM(last.at, fix.at) < CROSS_TRACK_EVERY_M) continue;
    last = fix;
    const progress = progressOf(plan, { at: fix.at, lastAlongM });
    if (progress === undefined) continue;
    lastAlongM = progress.alongM;
    worst = Math.max(worst, Math.abs(progress.crossTrackM));
  }
  return worst;
};

const batteryUsed = (before: Fix, after: Fix): number | null =>
  before.batteryPct === undefined || after.batteryPct === undefined
    ? null
    : Math.max(0, before.batteryPct - after.batteryPct);

/** Undefined for a log in which the vehicle never left the ground. `arrived`: it landed on the planned pad. */
export const summaryOf = (fixes: readonly Fix[], plan: Plan, arrived: boolean): Summary | undefined => {
  const from = fixes.findIndex(({ aloft }) => aloft);
  const to = fixes.findLastIndex(({ aloft }) => aloft);
  const first = fixes[from];
  const last = fixes[to];
  const down = fixes[to + 1] ?? last;
  if (first === undefined || last === undefined || down === undefined) return undefined;
  const aloft = fixes.slice(from, to + 1);
  return {
    flightS: Math.max(0, (down.bootMs - first.bootMs) / 1000),
    distanceM: flownM(aloft),
    landingErrorM: arrived ? distanceM(down.at, plan.to.at) : null,
    batteryUsedPct: batteryUsed(first, down),
    maxCrossTrackM: maxCrossTrackM(aloft, plan),
  };
};
