import type { RecordTrouble } from '../../server/core/outage.ts';
import { StoreUnavailable, type Store } from '../../server/store/store.ts';

/** Where in a transaction a process may end: nothing of it is kept, nothing, all of it and nobody was told. */
export type CommitPoint = 'before' | 'within' | 'after';

export type StoreFaults = {
  isAlive(): boolean;
  /** Called at each point; may end the life. */
  reach(point: CommitPoint): void;
  /** Why the disk refuses writes now. */
  trouble(): RecordTrouble | undefined;
  committed(): void;
};

/** The process has ended: what it was doing never comes to anything. */
class Ended extends Error {
  override name = 'Ended';
}

const never = <T>(): Promise<T> => new Promise(() => {});

/** A store whose process may end at each commit and whose disk may refuse. */
export const faultyStore = (inner: Store, faults: StoreFaults): Store => {
  const refuse = (): void => {
    const trouble = faults.trouble();
    if (trouble !== undefined) throw new StoreUnavailable('the simulated disk refuses', trouble);
  };
  return {
    ...inner,
    read: {
      selectFrom: ((...args: Parameters<Store['read']['selectFrom']>) => {
        if (!faults.isAlive()) throw new Ended();
        return inner.read.selectFrom(...args);
      }) as Store['read']['selectFrom'],
    },
    kept: (key, question) => {
      if (!faults.isAlive()) throw new Ended();
      return inner.kept(key, question);
    },
    transact: async (cause, fn) => {
      if (!faults.isAlive()) return never();
      try {
        const value = await inner.transact(cause, async (tx) => {
          if (!faults.isAlive()) throw new Ended();
          refuse();
          faults.reach('before');
          if (!faults.isAlive()) throw new Ended();
          const result = await fn(tx);
          faults.reach('within');
          if (!faults.isAlive()) throw new Ended();
          refuse();
          return result;
        });
        faults.committed();
        if (faults.isAlive()) faults.reach('after');
        return faults.isAlive() ? value : await never();
      } catch (error) {
        if (!faults.isAlive()) return never();
        throw error;
      }
    },
    events: (query) => (faults.isAlive() ? inner.events(query) : never()),
    probe: () => {
      if (!faults.isAlive()) return never();
      const trouble = faults.trouble();
      return trouble === undefined ? inner.probe() : Promise.resolve(trouble);
    },
  };
};
