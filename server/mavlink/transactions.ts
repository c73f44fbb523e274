/** Begins the names of transfers that give way to all others. */
export const YIELDING = 'file: ';

/** One transfer at a time per vehicle; the others wait in the order in which they were asked for. */
export type Transactions = {
  /** Names, the running one first. */
  names(): readonly string[];
  run<T>(name: string, job: () => Promise<T>): Promise<T>;
};

export const createTransactions = (onChange: (names: readonly string[]) => void): Transactions => {
  const waiting: { readonly name: string }[] = [];
  let tail: Promise<void> = Promise.resolve();
  const names = (): readonly string[] => waiting.map((entry) => entry.name);
  return {
    names,
    run: (name, job) => {
      const entry = { name };
      waiting.push(entry);
      onChange(names());
      const running = tail.then(job).finally(() => {
        waiting.splice(waiting.indexOf(entry), 1);
        onChange(names());
      });
      // The caller gets a rejection of `running`; the next in line does not.
      const settled = (): void => {};
      tail = running.then(settled, settled);
      return running;
    },
  };
};
