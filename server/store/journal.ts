import { delay, type Clock } from '../core/clock.ts';
import { StoreUnavailable } from './store.ts';

/** How often what waits is tried again, milliseconds. */
const AGAIN_MS = 500;
/** More than what happens in hours of flight; it must not fill the memory. */
const MAX_WAITING = 1000;

/** What has happened and is still to be written, with its own time, in order. */
export type Journal = {
  /**
   * Runs `write` after those before it, again and again while the record cannot be written. An error of another kind
   * ends it: `failed` hears of it, and of one too many.
   */
  add(write: () => Promise<unknown>, failed: (error: unknown) => void): void;
  /** At once if that can be, else in its turn: resolves when it is written or waits. Other errors go on. */
  nowOrLater(write: () => Promise<unknown>, failed: (error: unknown) => void): Promise<void>;
  /** Resolves when everything until now is written, or given up by `stop`. */
  written(): Promise<void>;
  /** What still waits then gets one last try. */
  stop(): void;
};

export const createJournal = (clock: Clock): Journal => {
  let tail: Promise<void> = Promise.resolve();
  let waiting = 0;
  let stopped = false;

  const untilDone = async (write: () => Promise<unknown>): Promise<void> => {
    for (;;) {
      try {
        await write();
        return;
      } catch (error) {
        if (!(error instanceof StoreUnavailable) || stopped) throw error;
        await delay(clock, AGAIN_MS);
      }
    }
  };

  const add: Journal['add'] = (write, failed) => {
    if (waiting >= MAX_WAITING)
      return failed(new Error(`expected at most ${MAX_WAITING} writes to wait, this is one too many`));
    waiting += 1;
    tail = tail
      .then(() => untilDone(write))
      .catch(failed)
      .finally(() => {
        waiting -= 1;
      });
  };

  return {
    add,
    nowOrLater: async (write, failed) => {
      try {
        await write();
      } catch (error) {
        if (error instanceof StoreUnavailable) return add(write, failed);
        failed(error);
        throw error;
      }
    },
    written: () => tail,
    stop: () => {
      stopped = true;
    },
  };
};
