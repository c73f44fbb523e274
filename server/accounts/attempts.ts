import type { Clock, MonoMs } from '../core/clock.ts';

/** Failures after which an account on one address has to wait. */
const FREE_FAILURES = 5;
/** Failures of one address over all accounts after which it has to wait. */
const FREE_FAILURES_PER_ADDRESS = 30;
/** How long failures count and the wait lasts. */
const WINDOW_MS = 5 * 60_000;
/** Bound of the memory this takes; the oldest entries go first. */
const MAX_ENTRIES = 10_000;

type Entry = { failures: number; since: MonoMs };

/**
 * Counts failed log-ins per account and address, and per address. Counting per account alone would let anybody lock a
 * dispatcher out.
 */
export const createAttempts = (clock: Clock) => {
  const entries = new Map<string, Entry>();
  const current = (key: string): Entry | undefined => {
    const entry = entries.get(key);
    if (entry !== undefined && clock.mono() - entry.since > WINDOW_MS) {
      entries.delete(key);
      return undefined;
    }
    return entry;
  };
  const count = (key: string): void => {
    const entry = current(key);
    if (entry !== undefined) {
      entry.failures += 1;
      return;
    }
    const oldest = entries.keys().next();
    if (entries.size >= MAX_ENTRIES && oldest.done !== true) entries.delete(oldest.value);
    entries.set(key, { failures: 1, since: clock.mono() });
  };
  const waitOf = (key: string, free: number): number => {
    const entry = current(key);
    if (entry === undefined || entry.failures < free) return 0;
    return Math.ceil((WINDOW_MS - (clock.mono() - entry.since)) / 1000);
  };
  return {
    /** Seconds to wait before the next try; 0 = go on. */
    waitS: (login: string, ip: string): number =>
      Math.max(waitOf(`${login}\n${ip}`, FREE_FAILURES), waitOf(`\n${ip}`, FREE_FAILURES_PER_ADDRESS)),
    failed: (login: string, ip: string): void => {
      count(`${login}\n${ip}`);
      count(`\n${ip}`);
    },
    /** Takes back what was counted for this try; a whole desk or hospital may share one address. */
    succeeded: (login: string, ip: string): void => {
      entries.delete(`${login}\n${ip}`);
      const address = current(`\n${ip}`);
      if (address !== undefined) address.failures -= 1;
    },
  };
};
