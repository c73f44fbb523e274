import { performance } from 'node:perf_hooks';
import { monoMs, wallMs, type Clock } from '../core/clock.ts';

/** The machine's clocks. Timers keep the process alive until they are cancelled. */
export const systemClock: Clock = {
  wall: () => wallMs(Date.now()),
  mono: () => monoMs(performance.now()),
  after: (delayMs, fn) => {
    const timer = setTimeout(fn, delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
  every: (periodMs, fn) => {
    const timer = setInterval(fn, periodMs);
    return { cancel: () => clearInterval(timer) };
  },
};
