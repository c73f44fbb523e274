import type { LonLat } from '../core/geo.ts';
import { along, cross, gap, minus, nearestShare, planeAt, type Vec } from './geometry.ts';
import { MIN_GROUND_SPEED_MS } from './limits.ts';
import type { Plan } from './plan-types.ts';

/** What telemetry knows. WGS-84, m/s over ground, metres above take-off. */
export type Sighting = {
  readonly at: LonLat;
  readonly groundSpeedMs?: number | undefined;
  readonly relAltM?: number | undefined;
  /** The last known `alongM`: where a route passes itself, the part behind is not taken again. */
  readonly lastAlongM?: number | undefined;
};

export type Progress = {
  /** Index of the leg that the vehicle is on. */
  readonly leg: number;
  /** Metres along the route from take-off, and still to go. */
  readonly alongM: number;
  readonly remainingM: number;
  /** Share of the route, [0, 1]. */
  readonly share: number;
  /** Horizontal distance to the route; positive to the right of it. */
  readonly crossTrackM: number;
  /** Seconds until touch-down. */
  readonly etaS: number;
};

/** The position may seem to move back by this much between two sightings. */
const BACK_SLACK_M = 200;

/** Nearer than this to the end the remaining time is that of the descent. */
const OVERHEAD_M = 30;

/** Where on its planned route a vehicle is. Undefined for a position that is not finite or a plan without legs. */
export const progressOf = (
  plan: Pick<Plan, 'legs' | 'items' | 'landingS'>,
  seen: Sighting,
): Progress | undefined => {
  if (!seen.at.every(Number.isFinite)) return undefined;
  const near = nearestOnRoute(plan, seen);
  if (near === undefined) return undefined;
  const total = plan.legs.reduce((sum, leg) => sum + leg.distanceM, 0);
  const remainingM = Math.max(0, total - near.alongM);
  return {
    leg: near.leg,
    alongM: near.alongM,
    remainingM,
    share: total === 0 ? 1 : near.alongM / total,
    crossTrackM: near.crossTrackM,
    etaS: travelS(plan, near, seen) + landingS(plan, seen, remainingM),
  };
};

type Near = {
  readonly leg: number;
  readonly alongM: number;
  readonly share: number;
  readonly crossTrackM: number;
};

const nearestOnRoute = (plan: Pick<Plan, 'legs'>, seen: Sighting): Near | undefined => {
  const plane = planeAt(seen.at);
  const here: Vec = { x: 0, y: 0 };
  const from = (seen.lastAlongM ?? -Infinity) - BACK_SLACK_M;
  let start = 0;
  let best: (Near & { off: number }) | undefined;
  for (const [leg, { from: a, to: b, distanceM }] of plan.legs.entries()) {
    const [p, q] = [plane.toPlane(a), plane.toPlane(b)];
    // A leg that is wholly behind the last sighting is not looked at, unless no other is left.
    const share = nearestShare(here, p, q);
    const off = gap(here, along(p, minus(q, p), share));
    const behind = start + distanceM < from && leg < plan.legs.length - 1;
    if (!behind && (best === undefined || off < best.off)) {
      const side = Math.sign(cross(minus(here, p), minus(q, p))) || 1;
      best = { leg, share, alongM: start + share * distanceM, crossTrackM: side * off, off };
    }
    start += distanceM;
  }
  return best;
};

/** Seconds to the end of the route: at the speed seen on this leg, then as planned in proportion. */
const travelS = (plan: Pick<Plan, 'legs'>, near: Near, seen: Sighting): number => {
  const current = plan.legs[near.leg];
  if (current === undefined) return 0;
  const seenMs = seen.groundSpeedMs ?? NaN;
  const moves = Number.isFinite(seenMs) && seenMs >= MIN_GROUND_SPEED_MS;
  const restM = current.distanceM * (1 - near.share);
  const later = plan.legs
    .slice(near.leg + 1)
    .reduce((sum, leg) => sum + leg.distanceM / leg.groundSpeedMs, 0);
  return restM / (moves ? seenMs : current.groundSpeedMs) + later;
};

/** Seconds of descent and touch-down that are left; shorter once the vehicle has begun to sink above the pad. */
const landingS = (
  plan: Pick<Plan, 'items' | 'landingS' | 'legs'>,
  seen: Sighting,
  remainingM: number,
): number => {
  const last = plan.legs.at(-1);
  const land = plan.items.at(-1);
  if (last === undefined || land?.kind !== 'land' || seen.relAltM === undefined || remainingM > OVERHEAD_M)
    return plan.landingS;
  const whole = last.relAltM - land.relAltM;
  const left = Math.min(1, Math.max(0, (seen.relAltM - land.relAltM) / whole));
  return Number.isFinite(left) ? plan.landingS * left : plan.landingS;
};
