import type { LonLat } from '../../core/geo.ts';
import type { Plan } from '../plan-types.ts';

/** Where on its route a flight is that many seconds after take-off; above a pad while it climbs or sinks. */
export const placeAtS = (plan: Pick<Plan, 'legs' | 'from' | 'takeoffS'>, atS: number): LonLat => {
  let startS = plan.takeoffS;
  for (const leg of plan.legs) {
    if (atS <= leg.etaS) {
      const share = leg.etaS > startS ? Math.max(0, (atS - startS) / (leg.etaS - startS)) : 1;
      return [
        leg.from[0] + (leg.to[0] - leg.from[0]) * share,
        leg.from[1] + (leg.to[1] - leg.from[1]) * share,
      ];
    }
    startS = leg.etaS;
  }
  return plan.legs.at(-1)?.to ?? plan.from.at;
};
