import { wallMs, type WallMs } from '../core/clock.ts';
import type { Urgency } from './states.ts';

const MINUTE_MS = 60_000;

/**
 * From order to pad. Chinese limits by class were not found [U]; derived from the trial in Nanjing: 3 min to issue,
 * 5 min to take-off, 15 to 17 min of flight, 25 min in all; 35 to 40 min by road.
 */
const SLA_MS: Readonly<Record<Urgency, number>> = {
  // Massive transfusion: the observed 25 min and 5 min in hand.
  MTP: 30 * MINUTE_MS,
  // Not worse than the road took.
  EMERGENCY: 45 * MINUTE_MS,
  // Assumption: one order ahead of it.
  URGENT: 90 * MINUTE_MS,
  // Assumption: within a half shift.
  ROUTINE: 240 * MINUTE_MS,
};

/** When the service promises an order at the latest: by its class, and never after the hospital needs it. */
export const dueAt = (urgency: Urgency, submittedAt: WallMs, neededBy: WallMs): WallMs =>
  wallMs(Math.min(submittedAt + SLA_MS[urgency], neededBy));
