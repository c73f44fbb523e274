import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Actor } from '../core/access.ts';
import type { StoredEvent } from '../core/events.ts';
import type { Store } from '../store/store.ts';
import type { EventBatch } from './contract/live.ts';
import { eventFor, mayRead } from './visibility.ts';

const BATCH = 500;

type Outlet = { emit(name: string, batch: EventBatch): unknown };

/**
 * One client's place in the event log: backfill from its cursor, cut over, stream. Facts committed during the
 * backfill are read from the log by the same loop, so that there is neither a gap nor a repeat.
 */
export const createCursor = (outlet: Outlet, actor: Actor, deps: { store: Store; log: Logger }) => {
  let at: number | undefined;
  let reading = false;
  let closed = false;

  const send = (events: readonly StoredEvent[], cursor: number): void => {
    const visible = events.filter((event) => mayRead(actor, event)).map((event) => eventFor(actor, event));
    at = cursor;
    if (visible.length > 0) outlet.emit('events', { events: visible, cursor });
  };

  const drain = async (): Promise<void> => {
    if (reading) return;
    reading = true;
    try {
      while (!closed && at !== undefined && at < deps.store.head()) {
        const from = at;
        const events = await deps.store.events({ after: from, limit: BATCH });
        const last = events.at(-1);
        if (last === undefined) break;
        // A second `resume` may have moved the cursor meanwhile: then this batch is not what the client asked for.
        if (at === from) send(events, last.seq);
        // A long backfill must not keep heartbeats and commands waiting.
        await nextTurn();
      }
    } catch (error) {
      deps.log.error({ err: error }, 'live events could not be read');
    } finally {
      reading = false;
    }
  };

  const stop = deps.store.onCommitted((events) => {
    const first = events[0];
    const last = events.at(-1);
    if (at === undefined || first === undefined || last === undefined) return;
    // In step with the log: no need to read it again.
    if (!reading && first.seq === at + 1) send(events, last.seq);
    else void drain();
  });

  return {
    resume: (cursor: number): Promise<void> => {
      // A cursor ahead of the log belongs to another database: start over from what there is.
      at = Math.min(cursor, deps.store.head());
      return drain();
    },
    close: (): void => {
      closed = true;
      stop();
    },
  };
};
