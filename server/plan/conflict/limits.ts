import { FLIGHT_GEOGRAPHY_HALF_M, HEIGHT_KEEPING_M } from '../limits.ts';

/** What any two of our drones keep between them, either is enough, metres: the promise of the collective return (FS4). */
const PROMISED_ASIDE_M = 30;
const PROMISED_ABOVE_M = 10;

/**
 * Half width of a flight's 4D volume: two drones at the edges of their flight geographies still keep the promise.
 * Metres.
 */
export const VOLUME_HALF_M = FLIGHT_GEOGRAPHY_HALF_M + PROMISED_ASIDE_M / 2;

/** Half height of a volume around the planned height, by the same reckoning. Metres. */
export const VOLUME_HALF_HEIGHT_M = HEIGHT_KEEPING_M + PROMISED_ABOVE_M / 2;

/** How far off its time a flight may be at once, seconds. Assumption: acceleration and turns are not planned. */
export const TIME_DOUBT_S = 5;

/** And for each second ahead: flights arrive within 5 % of their plan. */
export const TIME_DOUBT_SHARE = 0.05;

/**
 * A launch that is asked for leaves the pad within this time: upload, verification and arming of the steps in
 * `flight/launch-steps.ts` as they usually go. Seconds. Assumption.
 */
export const DEPARTURE_LATE_S = 60;

/** A flight that is not launched keeps the times that it was planned for until so long after its departure. Seconds. */
export const SLOT_HOLD_S = 300;

/** A flight that holds, returns or is silent may be anywhere on its ways for so long beyond their time. Seconds. */
export const UNSURE_S = 600;

/** A longer delay than this is not proposed. Seconds. */
export const MAX_DELAY_S = 3_600;

/** Heights are proposed in these steps. Metres. */
export const HEIGHT_STEP_M = 5;

/** Between the end of one drone's use of a pad and the approach of the next one, seconds. Assumption: downwash, doubt. */
export const PAD_SEPARATION_S = 30;

/** A pad counts as used from so long before the drone begins its descent, seconds: it may come to a hold above. */
export const PAD_APPROACH_S = 20;
