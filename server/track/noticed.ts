import type { Clock, MonoMs } from '../core/clock.ts';
import type { Condition } from './monitor.ts';

/** What was noticed once is shown as raised for so long after the last time; until it is acknowledged it stays listed. */
const SHOWN_MS = 60_000;
/** Somebody who sends forged frames must not fill the memory. */
const MAX_NOTICED = 256;

/** Things that happen, as conditions: the same one again only prolongs it. */
export const createNoticed = (clock: Clock) => {
  const noticed = new Map<string, { readonly condition: Condition; readonly at: MonoMs }>();
  const drop = (): void => {
    for (const [key, { at }] of noticed) if (clock.mono() - at >= SHOWN_MS) noticed.delete(key);
  };
  return {
    note: (condition: Condition): void => {
      const key = `${condition.kind} ${condition.subject}`;
      const before = noticed.get(key);
      if (before === undefined) drop();
      if (before === undefined && noticed.size >= MAX_NOTICED) return;
      noticed.set(key, { condition: before?.condition ?? condition, at: clock.mono() });
    },
    conditions: (): readonly Condition[] => {
      drop();
      return [...noticed.values()].map(({ condition }) => condition);
    },
  };
};
