import { refuse, type Result } from '../core/result.ts';
import type { VehicleContext } from './vehicle-context.ts';

/** Longer than any transfer, ms: a day. */
const WATCH_MS = 86_400_000;

/**
 * Runs `job` and aborts it as soon as the vehicle says that it is armed, so that nothing is said a second time to one
 * that may fly (INV-S6): `mavlink.armed`, unless the job was done already.
 */
export const whileDisarmed = async <T>(
  context: VehicleContext,
  what: string,
  job: (signal: AbortSignal) => Promise<Result<T>>,
): Promise<Result<T>> => {
  const arming = new AbortController();
  let isOver = false;
  void context
    .waitFor(({ heartbeat }) => isOver || heartbeat.armed, WATCH_MS)
    .then((seen) => {
      if (!isOver && seen !== undefined) arming.abort();
    });
  const done = await job(arming.signal);
  isOver = true;
  if (done.ok || !arming.signal.aborted) return done;
  return refuse('mavlink.armed', `${what}: given up, expected a disarmed vehicle, it is armed now`);
};
