import { refuse, type Result } from '../core/result.ts';
import type { VehicleSnapshot } from './snapshot.ts';
import { YIELDING } from './transactions.ts';
import type { VehicleContext } from './vehicle-context.ts';

/** EXTENDED_SYS_STATE comes at 1 Hz or more, HEARTBEAT too. */
const FRESH_MS = 3000;
/** Longer than any transfer, ms: a day. */
const WATCH_MS = 86_400_000;

const isOnGround = ({ heartbeat, landed }: VehicleSnapshot, since: number): boolean =>
  !heartbeat.armed && heartbeat.at >= since && landed?.state === 'on-ground' && landed.at >= since;

const hasLeft = ({ heartbeat, landed }: VehicleSnapshot): boolean =>
  heartbeat.armed || (landed !== undefined && landed.state !== 'on-ground');

const whatItSays = ({ heartbeat, landed }: VehicleSnapshot): string =>
  `${heartbeat.armed ? 'armed' : 'disarmed'}, landed state ${landed?.state ?? 'unknown'}`;

/** A plan waits to be sent: somebody wants to fly. */
const isWanted = ({ queue }: VehicleSnapshot): boolean => queue.some((name) => !name.startsWith(YIELDING));

/**
 * Runs `job` only while the vehicle says that it is on the ground and disarmed, and aborts it as soon as it says
 * otherwise: `mavlink.not_landed`, `mavlink.left_ground`; or as soon as a plan transfer waits: `mavlink.gave_way`.
 * Silence aborts nothing, for the job has timeouts of its own.
 */
export const whileOnGround = async <T>(
  context: VehicleContext,
  given: AbortSignal | undefined,
  job: (signal: AbortSignal) => Promise<Result<T>>,
): Promise<Result<T>> => {
  const refused = () =>
    refuse(
      'mavlink.not_landed',
      `expected the vehicle on the ground and disarmed, it says ${whatItSays(context.snapshot())}`,
    );
  if (given?.aborted === true) return refuse('mavlink.cancelled', 'cancelled by us');
  if (hasLeft(context.snapshot())) return refused();
  const since = context.clock.mono() - FRESH_MS;
  const standing = await context.waitFor((seen) => hasLeft(seen) || isOnGround(seen, since), FRESH_MS);
  if (standing === undefined || hasLeft(standing)) return refused();
  const leaving = new AbortController();
  let over = false;
  void context
    .waitFor((seen) => over || hasLeft(seen) || isWanted(seen), WATCH_MS)
    .then((seen) => {
      if (!over && seen !== undefined) leaving.abort();
    });
  const signals = [leaving.signal, context.signal, ...(given === undefined ? [] : [given])];
  const done = await job(AbortSignal.any(signals));
  over = true;
  if (done.ok || !leaving.signal.aborted) return done;
  if (!hasLeft(context.snapshot())) return refuse('mavlink.gave_way', 'given up for a plan that waits');
  return refuse('mavlink.left_ground', `given up: the vehicle says ${whatItSays(context.snapshot())}`);
};
