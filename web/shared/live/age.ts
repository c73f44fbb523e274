/**
 * Data age on screen. A value's age = its age on the server at sending + the local monotonic time since it came in, so
 * that it keeps growing when nothing comes any more.
 */

/** Above this a value is shown grey with its age in words. */
export const STALE_MS = 3000;
/** Above this a drone counts as not heard of (MAVLink's custom: four to five missed heartbeats of 1 Hz). */
const LOST_MS = 5000;

export type Freshness = 'fresh' | 'stale' | 'lost' | 'never';

/**
 * Age now, milliseconds.
 * @param ageAtSendMs age when the server sent it; null = never heard
 * @param receivedMs local monotonic milliseconds when it came in
 */
export const ageNow = (ageAtSendMs: number | null, receivedMs: number, nowMs: number): number | null =>
  ageAtSendMs === null ? null : ageAtSendMs + Math.max(0, nowMs - receivedMs);

export const freshness = (ageMs: number | null): Freshness => {
  if (ageMs === null) return 'never';
  if (ageMs > LOST_MS) return 'lost';
  return ageMs > STALE_MS ? 'stale' : 'fresh';
};

/** Whole seconds for the label: rounded down, so that "stale" never reads "3 s" one moment and "2 s" the next. */
export const ageSeconds = (ageMs: number): number => Math.floor(ageMs / 1000);
