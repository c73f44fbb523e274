import type { Cause } from '../core/cause.ts';
import { createJournal } from '../store/journal.ts';
import { collectiveOf, writeCollective, type CollectiveOrder } from './collective-queries.ts';
import type { FlightDeps } from './record-service.ts';

/** What the record knows of a collective return; the return itself waits for nothing (INV-S12). */
export const createCollectiveRecord = ({ store, clock, log }: FlightDeps) => {
  const journal = createJournal(clock);
  return {
    /** The order as it begins; undefined = it is over. */
    note: (cause: Cause, order: CollectiveOrder | undefined): void =>
      journal.add(
        () => store.transact(cause, (tx) => writeCollective(tx, order)),
        (error) =>
          log('error', 'the collective return is not in the record', {
            error: error instanceof Error ? error.message : 'unknown',
          }),
      ),

    /** The one that was under way when the service ended. */
    underWay: (): Promise<CollectiveOrder | undefined> => collectiveOf(store.read),

    stop: (): Promise<void> => {
      journal.stop();
      return journal.written();
    },
  };
};
