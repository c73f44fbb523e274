import { delay, type Clock } from '../core/clock.ts';
import type { VehicleControl } from './ports.ts';

/** SYS_STATUS comes once a second, and one or two may get lost. Milliseconds. */
const WITHIN_MS = 4000;
const LOOK_MS = 100;

/**
 * Waits until the vehicle has said of its fitness something newer than `since`, 4 s at most. It says so once a second,
 * perhaps last while there was no mission aboard; when it says nothing new it is judged by what there is.
 */
export const freshHealth = async (
  control: Pick<VehicleControl, 'facts'>,
  clock: Clock,
  since: number,
): Promise<void> => {
  const until = clock.mono() + WITHIN_MS;
  while ((control.facts().health?.at ?? -Infinity) <= since && clock.mono() < until)
    await delay(clock, LOOK_MS);
};
