import { minimal } from 'mavlink-mappings';
import type { Clock, MonoMs, Timer } from '../core/clock.ts';
import { messageOf } from './codec.ts';
import type { MavLog } from './log.ts';

/** MAVLink's heartbeat rate. */
const HEARTBEAT_PERIOD_MS = 1000;
/** So much lateness is caught up by the next beat: none follows another by less than 950 ms. */
const CATCH_UP_MS = 50;
/** A feed is good for that long: a hung main loop must not hold off the vehicles' own link-loss action. */
const FEED_GOOD_MS = 2000;

/**
 * - `waiting`: never fed yet, nothing is sent;
 * - `beating`: fed in time;
 * - `starved`: the last feed is too old, nothing is sent until the next one.
 */
export type HeartbeatState = 'waiting' | 'beating' | 'starved';

export type Heartbeat = {
  /** To be called by the main loop on every tick, only while the service is healthy. */
  feed(): void;
  state(): HeartbeatState;
  stop(): void;
};

export type HeartbeatOptions = {
  readonly clock: Clock;
  readonly log: MavLog;
  readonly send: (message: minimal.Heartbeat) => void;
};

/** A ground station's heartbeat. `mode`, `autopilot` and `status` have no meaning for a GCS. */
const gcsHeartbeat = (): minimal.Heartbeat =>
  messageOf(minimal.Heartbeat, {
    type: minimal.MavType.GCS,
    autopilot: minimal.MavAutopilot.INVALID,
    systemStatus: minimal.MavState.ACTIVE,
  });

export const createHeartbeat = ({ clock, log, send }: HeartbeatOptions): Heartbeat => {
  let fedAt: MonoMs | undefined;
  let state: HeartbeatState = 'waiting';
  const beat = (): void => {
    if (fedAt === undefined) return;
    const next = clock.mono() - fedAt <= FEED_GOOD_MS ? 'beating' : 'starved';
    if (next === 'starved' && state !== 'starved')
      log('error', `heartbeats stop: the main loop has not fed them for ${FEED_GOOD_MS} ms`);
    state = next;
    if (state === 'beating') send(gcsHeartbeat());
  };
  let due = clock.mono() + HEARTBEAT_PERIOD_MS;
  let timer: Timer;
  /** On a fixed grid, so that lateness does not add up; what a stall has swallowed is not sent afterwards. */
  const wait = (): void => {
    timer = clock.after(Math.max(0, due - clock.mono()), () => {
      due = Math.max(due, clock.mono() - CATCH_UP_MS) + HEARTBEAT_PERIOD_MS;
      wait();
      beat();
    });
  };
  wait();
  return {
    feed: () => {
      fedAt = clock.mono();
    },
    state: () => state,
    stop: () => timer.cancel(),
  };
};
