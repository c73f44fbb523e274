/** A graph for A*: nodes are numbered from 0. */
export type SearchGraph = {
  readonly size: number;
  distance(from: number, to: number): number;
  joined(from: number, to: number): boolean;
};

type Open = { readonly node: number; readonly bound: number };

/**
 * Shortest path from `start` to `goal`, or undefined. `distance` obeys the triangle inequality and serves as the
 * estimate too. Equal bounds are taken in order of node number: the same graph gives the same path.
 */
export const shortestPath = (graph: SearchGraph, start: number, goal: number): number[] | undefined => {
  const best = new Float64Array(graph.size).fill(Infinity);
  const cameFrom = new Int32Array(graph.size).fill(-1);
  const done = new Uint8Array(graph.size);
  const heap: Open[] = [];
  best[start] = 0;
  push(heap, { node: start, bound: graph.distance(start, goal) });
  for (let open = pop(heap); open !== undefined; open = pop(heap)) {
    const from = open.node;
    if (done[from] === 1) continue;
    if (from === goal) return pathTo(goal, cameFrom);
    done[from] = 1;
    for (let to = 0; to < graph.size; to++) {
      if (done[to] === 1) continue;
      const length = (best[from] ?? Infinity) + graph.distance(from, to);
      if (length >= (best[to] ?? Infinity) || !graph.joined(from, to)) continue;
      best[to] = length;
      cameFrom[to] = from;
      push(heap, { node: to, bound: length + graph.distance(to, goal) });
    }
  }
  return undefined;
};

const pathTo = (goal: number, cameFrom: Int32Array): number[] => {
  const path: number[] = [];
  for (let node = goal; node >= 0; node = cameFrom[node] ?? -1) path.unshift(node);
  return path;
};

const isBefore = (a: Open, b: Open): boolean => a.bound < b.bound || (a.bound === b.bound && a.node < b.node);

const push = (heap: Open[], entry: Open): void => {
  let at = heap.length;
  heap.push(entry);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!isBefore(entry, heap[parent] as Open)) break;
    heap[at] = heap[parent] as Open;
    at = parent;
  }
  heap[at] = entry;
};

const pop = (heap: Open[]): Open | undefined => {
  const top = heap[0];
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return top;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1] as Open, heap[child] as Open)) child++;
    if (!isBefore(heap[child] as Open, last)) break;
    heap[at] = heap[child] as Open;
    at = child;
  }
  heap[at] = last;
  return top;
};
