import { hoverPctPerS, pctPerM, type BatteryEstimate, type FlightTask } from '../energy.ts';

/** What the battery has above the reserve on the pad; negative: what it lacks. */
export type Margin = {
  /** Kilometres more over ground on the course of this route that takes most. */
  readonly km: number;
  /** Minutes of hover with the load. */
  readonly minutes: number;
  /** Percent of the charge. */
  readonly pct: number;
};

/** Of a flight that makes headway on every stretch (at least one). */
export const marginOf = (task: FlightTask, { landingPct, reservePct }: BatteryEstimate): Margin => {
  const pct = landingPct - reservePct;
  const ofNewPack = pct * (task.capacityShare ?? 1);
  const most = Math.max(...task.stretches.map(({ courseDeg }) => pctPerM(task, courseDeg) ?? Infinity));
  return {
    km: ofNewPack / most / 1_000,
    minutes: ofNewPack / hoverPctPerS(task.profile, task.payloadKg, task.wind) / 60,
    pct,
  };
};
