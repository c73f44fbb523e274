import type { Alarm } from '../api/contract/system.ts';
import type { Clock } from '../core/clock.ts';
import type { FlightLog } from '../flight/ports.ts';
import { createJournal } from '../store/journal.ts';
import type { Alarms, Stamp } from './alarm-service.ts';
import type { Condition } from './monitor.ts';

type Key = { readonly kind: string; readonly subject: string };

const viewOf = (condition: Condition, { id, cause }: Stamp, clearedAt: number | null): Alarm => ({
  ...condition,
  id,
  raisedAt: cause.now,
  clearedAt,
  acknowledged: null,
});

/**
 * What is raised now, and the writes to the record that follow it in order, with the times at which it happened.
 * While nothing can be written alarms are kept here, and shown all the same.
 */
export const createRaised = (alarms: Alarms, { clock, log }: { clock: Clock; log: FlightLog }) => {
  const raised = new Map<string, Key>();
  const unwritten = new Map<string, Alarm>();
  const journal = createJournal(clock);

  /** `undo`: after a write that failed for good, the next look finds it to do again. */
  const inTurn = (write: () => Promise<unknown>, undo: () => void): void =>
    journal.add(write, (error) => {
      undo();
      log('error', 'an alarm could not be written', {
        error: error instanceof Error ? error.message : 'unknown',
      });
    });

  const put = (
    condition: Condition,
    write: (stamp: Stamp) => Promise<void>,
    options: { readonly over: boolean; readonly undo: () => void },
  ): void => {
    const stamp = alarms.stamp();
    unwritten.set(stamp.id, viewOf(condition, stamp, options.over ? stamp.cause.now : null));
    inTurn(
      async () => {
        await write(stamp);
        unwritten.delete(stamp.id);
      },
      () => {
        unwritten.delete(stamp.id);
        options.undo();
      },
    );
  };

  const raise = (key: string, condition: Condition): void => {
    raised.set(key, condition);
    log('warn', condition.sentence);
    put(condition, (stamp) => alarms.raise(condition, stamp), {
      over: false,
      undo: () => raised.delete(key),
    });
  };

  const clear = (key: string, up: Key): void => {
    raised.delete(key);
    const cause = alarms.causeNow();
    for (const [id, alarm] of unwritten)
      if (alarms.keyOf(alarm) === key && alarm.clearedAt === null)
        unwritten.set(id, { ...alarm, clearedAt: cause.now });
    inTurn(
      () => alarms.clear(up.kind, up.subject, cause),
      () => raised.set(key, up),
    );
  };

  return {
    /** Takes up what a service before this one has raised. */
    load: async (): Promise<void> => {
      for (const key of await alarms.raisedKeys()) raised.set(alarms.keyOf(key), key);
    },

    /** Raises what is new, clears what is over. */
    show: (conditions: readonly Condition[]): void => {
      const now = new Map(conditions.map((condition) => [alarms.keyOf(condition), condition]));
      for (const [key, condition] of now) if (!raised.has(key)) raise(key, condition);
      for (const [key, up] of raised) if (!now.has(key)) clear(key, up);
    },

    /** Something that has happened. */
    tell: (condition: Condition): void =>
      put(condition, (stamp) => alarms.tell(condition, stamp), { over: true, undo: () => {} }),

    /** Whether it is raised; for limits that end lower than they begin. */
    isRaised: (key: Key): boolean => raised.has(alarms.keyOf(key)),

    unwritten: (): readonly Alarm[] => [...unwritten.values()],

    /** Gives up what cannot be written; resolves when everything else is. */
    stop: async (): Promise<void> => {
      journal.stop();
      await journal.written();
    },
  };
};
