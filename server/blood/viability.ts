import type { TemperatureClass } from './component.ts';

const MINUTE_MS = 60_000;

/**
 * How long a closed box keeps its range. Assumption (an insulated bag with two phase-change packs, Homier et al., was
 * used for less): to be replaced by the validation of the box, and by its logger.
 */
const HOLD_MS: Readonly<Record<TemperatureClass, number>> = {
  COLD: 240 * MINUTE_MS,
  AMBIENT: 240 * MINUTE_MS,
  FROZEN: 120 * MINUTE_MS,
};

/** Red cells may be out of their range for 30 min (UK and AU rule, AABB manual); platelets and frozen plasma may not. */
const OUT_OF_RANGE_MS: Readonly<Record<TemperatureClass, number>> = {
  COLD: 30 * MINUTE_MS,
  AMBIENT: 0,
  FROZEN: 0,
};

/** Until when what is in a box must be at the hospital. `inRange`: it was, when the box was closed. Wall time. */
export const boxBearsUntil = (
  temperatureClass: TemperatureClass,
  closedAt: number,
  inRange: boolean,
): number => closedAt + (inRange ? HOLD_MS[temperatureClass] : 0) + OUT_OF_RANGE_MS[temperatureClass];
