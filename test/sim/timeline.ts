type Entry = { at: number; readonly order: number; fn: (() => void) | undefined; readonly quiet: boolean };

export type Handle = { cancel(): void };

/**
 * The one virtual clock of a simulation, milliseconds. Events run in the order of their time, then of their making;
 * promises settle before the next one, so that equal seeds give equal runs. Time without events is jumped over.
 */
export type Timeline = {
  now(): number;
  /** `quiet`: starts no promise, so that nothing has to settle after it. */
  at(when: number, fn: () => void, quiet?: boolean): Handle;
  sleep(ms: number): Promise<void>;
  /** Runs until `until`, or until `over` says so after an event. */
  run(until: number, over: () => boolean): Promise<void>;
  pending(): number;
};

const before = (a: Entry, b: Entry): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/** A binary heap. */
class Queue {
  readonly #entries: Entry[] = [];

  get size(): number {
    return this.#entries.length;
  }

  peek(): Entry | undefined {
    return this.#entries[0];
  }

  push(entry: Entry): void {
    const entries = this.#entries;
    let i = entries.push(entry) - 1;
    while (i > 0) {
      const up = (i - 1) >> 1;
      const parent = entries[up] as Entry;
      if (!before(entry, parent)) break;
      entries[i] = parent;
      i = up;
    }
    entries[i] = entry;
  }

  pop(): void {
    const entries = this.#entries;
    const last = entries.pop();
    if (last === undefined || entries.length === 0) return;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= entries.length) break;
      const right = entries[child + 1];
      if (right !== undefined && before(right, entries[child] as Entry)) child++;
      if (!before(entries[child] as Entry, last)) break;
      entries[i] = entries[child] as Entry;
      i = child;
    }
    entries[i] = last;
  }
}

/** Each so many steps the event loop turns, for what is no promise; it takes longer than a step. */
const STEPS_A_TURN = 32;

/** Calls back when all promises have settled: Node empties the queue of microtasks before it takes the next tick. */
const createSettled = () => {
  let steps = 0;
  return (then: () => void): void => {
    if (++steps % STEPS_A_TURN === 0) setImmediate(then);
    else queueMicrotask(() => process.nextTick(then));
  };
};

export const createTimeline = (): Timeline => {
  const queue = new Queue();
  let now = 0;
  let order = 0;
  const settled = createSettled();
  const at: Timeline['at'] = (when, fn, quiet = false) => {
    const entry: Entry = { at: Math.max(now, when), order: order++, fn, quiet };
    queue.push(entry);
    return {
      cancel: () => {
        entry.fn = undefined;
      },
    };
  };

  /** Runs events until one may have started promises; false = there is none until `until`. */
  const runSome = (until: number): boolean => {
    for (let entry = queue.peek(); entry !== undefined && entry.at <= until; entry = queue.peek()) {
      queue.pop();
      const { fn } = entry;
      if (fn === undefined) continue;
      now = entry.at;
      entry.fn = undefined;
      fn();
      if (!entry.quiet) return true;
    }
    now = Math.max(now, until);
    return false;
  };

  return {
    now: () => now,
    at,
    sleep: (ms) => new Promise((resolve) => void at(now + ms, resolve)),
    run: (until, over) =>
      new Promise((resolve, reject) => {
        const step = (): void => {
          try {
            if (over() || !runSome(until)) resolve();
            else settled(step);
          } catch (error) {
            reject(error);
          }
        };
        setImmediate(step);
      }),
    pending: () => queue.size,
  };
};
