import { estimateFlight, type FlightTask } from '../energy.ts';

/** Seconds from take-off to touch-down that 50 and 95 of 100 flights keep. */
export type Eta = { readonly p50S: number; readonly p95S: number };

/** A climb may take so much longer than planned, in share: PX4 ramps its speed up and down. Assumption. */
const CLIMB_SPREAD = 0.15;
/** Search for the pad, slow last metres: so much longer in 95 of 100 landings, seconds. Assumption. */
const LANDING_SPREAD_S = 20;
/** Wind for the whole flight this share of the way from mean to gust: what a ten-minute mean may be off. Assumption. */
const GUST_SHARE = 0.5;

/**
 * p50 is the planned time by the profile's time factor. What delays a flight adds in squares, as causes that know
 * nothing of each other: wind above the reported mean (it takes time only where the airspeed limit is reached), a slow
 * climb, a slow landing, and the profile's `timeSpread`, which calibration measures. Of a flight that makes headway.
 */
export const etaOf = (task: FlightTask, flightS: number): Eta => {
  const { wind, profile } = task;
  const p50S = flightS * profile.timeFactor;
  const meanMs = wind.meanMs + Math.max(0, wind.gustMs - wind.meanMs) * GUST_SHARE;
  const windier = estimateFlight({ ...task, wind: { ...wind, meanMs } });
  // Without headway in gusts it waits for them to pass: reckoned as twice the time.
  const gustsS = windier.kind === 'flies' ? Math.max(0, windier.flightS - flightS) : flightS;
  const climbS = (task.climbM / profile.climbMs) * CLIMB_SPREAD;
  return { p50S, p95S: p50S + Math.hypot(gustsS, climbS, LANDING_SPREAD_S, p50S * profile.timeSpread) };
};
