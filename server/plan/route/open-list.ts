/** A way that a search may take: from a settled state to another one, as cheap as `bound` all in all at best. */
export type Candidate = {
  readonly bound: number;
  /** Cost up to and including this step, as far as it is known. */
  readonly cost: number;
  readonly from: number;
  readonly to: number;
  /** True when nothing about the step is left to be found out. */
  readonly proven: boolean;
};

/** Equal bounds are taken in order of the states' numbers: the same task, the same route. */
const isBefore = (a: Candidate, b: Candidate): boolean =>
  a.bound < b.bound || (a.bound === b.bound && (a.to < b.to || (a.to === b.to && a.from < b.from)));

/** A binary heap. */
export class OpenList {
  readonly #heap: Candidate[] = [];

  push(entry: Candidate): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(entry, heap[parent] as Candidate)) break;
      heap[at] = heap[parent] as Candidate;
      at = parent;
    }
    heap[at] = entry;
  }

  pop(): Candidate | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Candidate, heap[child] as Candidate))
        child++;
      if (!isBefore(heap[child] as Candidate, last)) break;
      heap[at] = heap[child] as Candidate;
      at = child;
    }
    heap[at] = last;
    return top;
  }
}
