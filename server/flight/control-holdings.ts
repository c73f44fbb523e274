import { NOBODY, type Holding } from './control.ts';
import type { GuardPort } from './guard-port.ts';

/** Who commands what, in memory; the guard hears of each change. */
export const createHoldings = (guard: GuardPort) => {
  const holdings = new Map<string, Holding>();
  const newest = new Map<string, number>();
  const get = (vehicleId: string): Holding => holdings.get(vehicleId) ?? NOBODY;
  return {
    get,
    put: (vehicleId: string, holding: Holding): void => {
      holdings.set(vehicleId, holding);
      if (holding.verdict !== 'free') return guard.quarantine(vehicleId);
      // It is judged anew: a drone that was registered a moment ago is not known everywhere yet.
      if (!guard.command(vehicleId, holding.epoch).ok)
        holdings.set(vehicleId, { ...holding, verdict: 'none' });
    },
    /** No two owners ever have the same, whoever is written first. */
    nextEpoch: (vehicleId: string): number => {
      const epoch = Math.max(newest.get(vehicleId) ?? 0, get(vehicleId).epoch) + 1;
      newest.set(vehicleId, epoch);
      return epoch;
    },
    all: (): readonly (readonly [string, Holding])[] => [...holdings],
  };
};
