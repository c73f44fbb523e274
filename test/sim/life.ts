import { monoMs, wallMs, type Clock, type Timer } from '../../server/core/clock.ts';
import type { Timeline } from './timeline.ts';

/** Wall time at the start of every simulation. */
export const START_WALL_MS = Date.UTC(2026, 2, 1, 2, 0, 0);

/**
 * One process of the server, from its start to its end. Whatever it does comes through `enter`: after `end` nothing of
 * it runs, and while it is frozen (a stopped process, a long collection of garbage) everything waits.
 */
export type Life = {
  readonly clock: Clock;
  readonly startedAt: number;
  isAlive(): boolean;
  isFrozen(): boolean;
  enter(fn: () => void): void;
  freeze(ms: number): void;
  end(): void;
  timers(): number;
};

/** `wallStepMs`: how far the machine's wall clock is off by now. */
export const createLife = (timeline: Timeline, wallStepMs: () => number): Life => {
  const startedAt = timeline.now();
  let alive = true;
  let frozenUntil = 0;
  let timers = 0;

  const enter = (fn: () => void): void => {
    if (!alive) return;
    if (timeline.now() < frozenUntil) timeline.at(frozenUntil, () => enter(fn));
    else fn();
  };

  const after = (delayMs: number, fn: () => void): Timer => {
    let open = true;
    timers++;
    const close = (): void => {
      if (open) timers--;
      open = false;
    };
    const handle = timeline.at(timeline.now() + Math.max(0, delayMs), () =>
      enter(() => {
        if (!open) return;
        close();
        fn();
      }),
    );
    return {
      cancel: () => {
        close();
        handle.cancel();
      },
    };
  };

  const every = (periodMs: number, fn: () => void): Timer => {
    let timer: Timer | undefined;
    let stopped = false;
    const again = (): void => {
      timer = after(periodMs, () => {
        fn();
        if (!stopped) again();
      });
    };
    again();
    return {
      cancel: () => {
        stopped = true;
        timer?.cancel();
      },
    };
  };

  return {
    clock: {
      // Whole milliseconds, as of a real clock; datagrams are late by parts of them.
      wall: () => wallMs(Math.floor(START_WALL_MS + timeline.now() + wallStepMs())),
      mono: () => monoMs(timeline.now() - startedAt),
      after,
      every,
    },
    startedAt,
    isAlive: () => alive,
    isFrozen: () => timeline.now() < frozenUntil,
    enter,
    freeze: (ms) => {
      frozenUntil = Math.max(frozenUntil, timeline.now() + ms);
    },
    end: () => {
      alive = false;
    },
    timers: () => timers,
  };
};
