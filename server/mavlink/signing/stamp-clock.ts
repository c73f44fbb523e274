import type { Clock, WallMs } from '../../core/clock.ts';

/** MAVLink's signing time starts 2015-01-01 00:00 UTC. */
const EPOCH_MS = Date.UTC(2015, 0, 1);
/** Stamps count 10 µs. */
const PER_MS = 100;
/** 48 bits: until the year 2104. */
const MAX_STAMP = 2 ** 48 - 1;
/** What is stored may be older than what was sent: by the time between two writes, and by one that failed. */
export const RESTART_MARGIN = 120_000 * PER_MS;
/** A machine that was off for longer has no memory to compare its clock with: a jump beyond it is not believed. */
const BELIEVED_JUMP = 366 * 86_400_000 * PER_MS;
/** From here on people are told that the clock and the stamps differ; beyond a day nothing explains it but a fault. */
const TOLD_SKEW_MS = 60_000;

export const stampOfWall = (wall: WallMs): number => Math.max(0, (wall - EPOCH_MS) * PER_MS);

/**
 * How the machine's clock looks, seen from the stamps that were sent before:
 * `behind` = it was set back, stamps go on from the stored one; `ahead` = it is more than a year ahead of the stored
 * stamp and is not believed.
 */
export type ClockVerdict = 'good' | 'behind' | 'ahead';

/** The first stamp after a start: never below one that was sent, and not carried away by a clock that is years ahead. */
export const startStamp = (
  wall: WallMs,
  stored: number | undefined,
): { stamp: number; clock: ClockVerdict } => {
  const now = Math.min(stampOfWall(wall), MAX_STAMP);
  if (stored === undefined) return { stamp: now, clock: 'good' };
  const floor = Math.min(stored + RESTART_MARGIN, MAX_STAMP);
  if (now - stored > BELIEVED_JUMP) return { stamp: floor, clock: 'ahead' };
  if (now < stored - TOLD_SKEW_MS * PER_MS) return { stamp: floor, clock: 'behind' };
  return { stamp: Math.max(now, floor), clock: 'good' };
};

/** One strictly rising counter for every frame that we sign, whatever the key and the link. */
export type StampClock = {
  /** A stamp that was never given before. */
  next(): number;
  /** The newest time known: what others may be compared with. To be stored at least once a minute. */
  reading(): number;
  /** A stamp that was proven to be a vehicle's: ours must not be older. One that is more than a year ahead is not followed. */
  raise(stamp: number): void;
  readonly verdict: ClockVerdict;
  /** Stamps minus wall clock, milliseconds. */
  skewMs(): number;
};

/** Between starts it runs by the monotonic clock: setting the wall clock changes nothing. */
export const createStampClock = (clock: Clock, stored: number | undefined): StampClock => {
  const start = startStamp(clock.wall(), stored);
  const startedAt = clock.mono();
  let base = start.stamp;
  let last = start.stamp;
  const running = (): number => Math.floor(base + (clock.mono() - startedAt) * PER_MS);
  const reading = (): number => Math.max(last, running());
  return {
    next: () => {
      last = Math.min(Math.max(last + 1, running()), MAX_STAMP);
      return last;
    },
    reading,
    raise: (stamp) => {
      const now = reading();
      if (stamp <= now || stamp - now > BELIEVED_JUMP) return;
      base += stamp - running();
      last = stamp;
    },
    verdict: start.clock,
    skewMs: () => Math.round((reading() - stampOfWall(clock.wall())) / PER_MS),
  };
};
