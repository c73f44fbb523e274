import type { FlightLog } from '../flight/ports.ts';
import type { Alarms } from './alarm-service.ts';
import type { Condition } from './monitor.ts';

type Key = { readonly kind: string; readonly subject: string };

/** What is raised now, and the writes to the record that follow it in order. */
export const createRaised = (alarms: Alarms, log: FlightLog) => {
  const raised = new Map<string, Key>();
  let writes: Promise<unknown> = Promise.resolve();

  /** `undo`: after a write that failed, the next look finds it to do again. */
  const inTurn = (job: () => Promise<unknown>, undo: () => void = () => {}): void => {
    writes = writes.then(job).catch((error: unknown) => {
      undo();
      log('error', 'an alarm could not be written', {
        error: error instanceof Error ? error.message : 'unknown',
      });
    });
  };

  return {
    inTurn,

    /** Takes up what a service before this one has raised. */
    load: async (): Promise<void> => {
      for (const key of await alarms.raisedKeys()) raised.set(alarms.keyOf(key), key);
    },

    /** Raises what is new, clears what is over. */
    show: (conditions: readonly Condition[]): void => {
      const now = new Map(conditions.map((condition) => [alarms.keyOf(condition), condition]));
      for (const [key, condition] of now) {
        if (raised.has(key)) continue;
        raised.set(key, condition);
        log('warn', condition.sentence);
        inTurn(
          () => alarms.raise(condition),
          () => raised.delete(key),
        );
      }
      for (const [key, up] of raised) {
        if (now.has(key)) continue;
        raised.delete(key);
        inTurn(
          () => alarms.clear(up.kind, up.subject),
          () => raised.set(key, up),
        );
      }
    },

    /** Resolves when everything until now is written. */
    written: (): Promise<unknown> => writes,
  };
};
