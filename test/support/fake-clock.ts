import { monoMs, wallMs, type Clock, type Timer } from '../../server/core/clock.ts';

type Entry = {
  at: number;
  readonly order: number;
  readonly period: number | undefined;
  readonly fn: () => void;
};

/** A clock that moves only when told. `advance` runs due timers in order, also those started meanwhile. */
export type FakeClock = Clock & {
  advance(ms: number): void;
  /** As `advance`, in steps, letting promises settle after each timer. */
  advanceAsync(ms: number, stepMs?: number): Promise<void>;
  pending(): number;
};

const START_WALL_MS = Date.UTC(2026, 2, 1, 2, 0, 0);

export const fakeClock = (startWallMs: number = START_WALL_MS): FakeClock => {
  let now = 0;
  let order = 0;
  const entries = new Set<Entry>();
  const add = (delayMs: number, period: number | undefined, fn: () => void): Timer => {
    const entry: Entry = { at: now + Math.max(0, delayMs), order: order++, period, fn };
    entries.add(entry);
    return { cancel: () => entries.delete(entry) };
  };
  const nextDue = (until: number): Entry | undefined => {
    let best: Entry | undefined;
    for (const entry of entries) {
      if (entry.at > until) continue;
      if (best === undefined || entry.at < best.at || (entry.at === best.at && entry.order < best.order))
        best = entry;
    }
    return best;
  };
  const advance = (ms: number): void => {
    const until = now + ms;
    for (let entry = nextDue(until); entry !== undefined; entry = nextDue(until)) {
      now = Math.max(now, entry.at);
      if (entry.period === undefined) entries.delete(entry);
      else entry.at += Math.max(1, entry.period);
      entry.fn();
    }
    now = until;
  };
  return {
    wall: () => wallMs(startWallMs + now),
    mono: () => monoMs(now),
    after: (delayMs, fn) => add(delayMs, undefined, fn),
    every: (periodMs, fn) => add(periodMs, periodMs, fn),
    advance,
    advanceAsync: async (ms, stepMs = 10) => {
      for (let left = ms; left > 0; left -= stepMs) {
        advance(Math.min(stepMs, left));
        for (let i = 0; i < 5; i++) await Promise.resolve();
      }
    },
    pending: () => entries.size,
  };
};
