import type { Plan } from '../plan/plan-types.ts';
import type { Progress } from '../plan/progress.ts';
import type { VehicleFacts } from './ports.ts';
import type { FlightState } from './states.ts';

/** Charge is reported in whole percent, and sags in gusts. */
const BATTERY_SLACK_PCT = 3;

/** Percent of the battery's capacity. */
export type EnergyOutlook = {
  /** `reserve`: it arrives, and lands with less than the plan's reserve; `short`: it does not arrive. */
  readonly kind: 'enough' | 'reserve' | 'short';
  readonly pct: number;
  /** What the rest of the way takes, and the way back to where it took off. */
  readonly restPct: number;
  readonly homePct: number;
};

export type EnergyScene = {
  readonly facts: VehicleFacts;
  readonly plan: Pick<Plan, 'battery'>;
  readonly progress: Progress | undefined;
  readonly state: FlightState;
};

/** Whether the charge is enough for the rest of the way; undefined while charge or place are not known. */
export const energyOutlook = ({ facts, plan, progress, state }: EnergyScene): EnergyOutlook | undefined => {
  const pct = facts.battery?.value;
  if (pct === undefined || progress === undefined) return undefined;
  const homePct = plan.battery.usedPct * progress.share;
  // One that turned round has the way back before it.
  const restPct = state === 'RETURNING' ? homePct : plan.battery.usedPct * (1 - progress.share);
  const figures = { pct, restPct, homePct };
  if (pct < restPct) return { kind: 'short', ...figures };
  const intoReserve = pct < restPct + plan.battery.reservePct - BATTERY_SLACK_PCT;
  return { kind: intoReserve ? 'reserve' : 'enough', ...figures };
};
