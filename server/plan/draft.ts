import { bearingDeg, distanceM, type LonLat } from '../core/geo.ts';
import type { Estimate } from './alternates/flown.ts';
import { CALM, estimateFlight, type FlightTask } from './energy.ts';
import { capacityShare } from './energy/capacity.ts';
import { padAmslM, type Heights } from './heights.ts';
import { climbAndDescent, fromTheAir, missionItems } from './mission-items.ts';
import type { Plan, PlanLeg, PlanRequest } from './plan-types.ts';

/** Places of a route, one more than its legs, and the heights of the legs. */
export type Draft = { readonly positions: readonly LonLat[]; readonly heights: Heights };

/** Without speeds and times. */
export const bareLegs = ({ positions, heights }: Draft): PlanLeg[] =>
  heights.legs.map((height, i) => {
    const from = positions[i] as LonLat;
    const to = positions[i + 1] as LonLat;
    return { from, to, ...height, distanceM: distanceM(from, to), groundSpeedMs: 0, etaS: 0 };
  });

/** What of a task is the same for any way of this drone with this load, pack and wind. */
const taskOf = ({ profile, payloadKg, wind, startPct, pack }: PlanRequest) => ({
  profile,
  payloadKg,
  wind: wind ?? CALM,
  startPct,
  capacityShare: capacityShare(pack ?? {}),
});

/** The energy of any other way of the same flight. */
export const estimateWays =
  (request: PlanRequest): Estimate =>
  (stretches, climbM, descentM) =>
    estimateFlight({ ...taskOf(request), stretches, climbM, descentM });

/** The flight as the energy model sees it. */
export const taskAlong = (request: PlanRequest, draft: Draft): FlightTask => {
  const legs = bareLegs(draft);
  return {
    ...taskOf(request),
    stretches: legs.map((leg) => ({ distanceM: leg.distanceM, courseDeg: bearingDeg(leg.from, leg.to) })),
    ...climbAndDescent(itemsOf(request, legs)),
  };
};

export const itemsOf = (request: PlanRequest, legs: readonly PlanLeg[]): Plan['items'] => {
  const landRelAltM = padAmslM(request.to) - padAmslM(request.from);
  const items = missionItems(legs, request.profile.cruiseMs, landRelAltM);
  return request.inFlight === undefined ? items : fromTheAir(items);
};

/** MAVLink carries positions in 1e-7 degrees (11 mm): what is planned is what can be read back. */
export const rounded = (p: LonLat): LonLat => [Math.round(p[0] * 1e7) / 1e7, Math.round(p[1] * 1e7) / 1e7];
