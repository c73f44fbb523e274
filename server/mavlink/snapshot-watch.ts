import type { Clock } from '../core/clock.ts';
import type { VehicleSnapshot } from './snapshot.ts';

type Watcher = (snapshot: VehicleSnapshot) => void;

/** Those who wait for something to be seen in telemetry. */
export type SnapshotWatch = {
  /** To be called with each new snapshot. */
  show(snapshot: VehicleSnapshot): void;
  /** The first snapshot that passes the test, from `now` on; undefined after `withinMs`, or when all is given up. */
  waitFor(
    now: VehicleSnapshot,
    test: (snapshot: VehicleSnapshot) => boolean,
    withinMs: number,
  ): Promise<VehicleSnapshot | undefined>;
};

export const createSnapshotWatch = (clock: Clock, givenUp: AbortSignal): SnapshotWatch => {
  const watchers = new Set<Watcher>();
  return {
    show: (snapshot) => {
      for (const watcher of watchers) watcher(snapshot);
    },
    waitFor: (now, test, withinMs) => {
      if (test(now)) return Promise.resolve(now);
      if (withinMs <= 0 || givenUp.aborted) return Promise.resolve(undefined);
      return new Promise((resolve) => {
        const finish = (result: VehicleSnapshot | undefined): void => {
          timer.cancel();
          watchers.delete(watcher);
          givenUp.removeEventListener('abort', giveUp);
          resolve(result);
        };
        const giveUp = (): void => finish(undefined);
        const watcher: Watcher = (snapshot) => {
          if (test(snapshot)) finish(snapshot);
        };
        const timer = clock.after(withinMs, giveUp);
        watchers.add(watcher);
        givenUp.addEventListener('abort', giveUp);
      });
    },
  };
};
