import { PARTS, TIE } from './cost.ts';

const NONE = -1;

/** `value` in one part, `tie` in the last. */
export type ArcCost = { readonly part: number; readonly value: number; readonly tie: number };

const FREE: ArcCost = { part: 0, value: 0, tie: 0 };

/**
 * Cheapest flow of single units from node 0 to node 1, over costs of several parts that are compared part by part.
 *
 * Why the answer is optimal: the empty flow is the cheapest of its size and, where arcs lead forward only, leaves no
 * cycle of negative cost. Adding the cheapest path of the residual graph keeps both true (successive shortest paths);
 * its cost never falls from path to path, so once it is not below zero no flow of any size is cheaper. Only addition,
 * negation and comparison are used, and comparison part by part agrees with addition.
 */
export class CheapestFlow {
  readonly #nodes: number;
  readonly #ends: number[] = [];
  readonly #given: ArcCost[] = [];

  constructor(nodes: number) {
    this.#nodes = nodes;
  }

  /** One unit may pass, at that cost. Arcs must not make a cycle. Gives its name in the answer of `run`. */
  arc(from: number, to: number, cost: ArcCost = FREE): number {
    this.#ends.push(from, to);
    return this.#given.push(cost) - 1;
  }

  /** Sends units while each makes it cheaper. 1 for each arc that is used. */
  run(): Uint8Array {
    const graph = new Residual(this.#nodes, this.#ends, this.#given);
    while (graph.cheapest()) graph.send();
    return graph.used;
  }
}

/** Arc `2n` is arc n, `2n + 1` its way back; those of one node lie side by side. */
class Residual {
  readonly used: Uint8Array;
  readonly #first: Int32Array;
  readonly #arcs: Int32Array;
  readonly #to: Int32Array;
  readonly #part: Uint8Array;
  readonly #value: Float64Array;
  readonly #tie: Float64Array;
  readonly #cost: Float64Array;
  readonly #by: Int32Array;
  readonly #waiting: Uint8Array;
  readonly #queue: Int32Array;

  constructor(nodes: number, ends: readonly number[], given: readonly ArcCost[]) {
    const count = given.length * 2;
    this.used = new Uint8Array(given.length);
    this.#to = new Int32Array(count);
    this.#part = new Uint8Array(given.length);
    this.#value = new Float64Array(given.length);
    this.#tie = new Float64Array(given.length);
    this.#first = new Int32Array(nodes + 1);
    this.#arcs = new Int32Array(count);
    this.#cost = new Float64Array(nodes * PARTS);
    this.#by = new Int32Array(nodes);
    this.#waiting = new Uint8Array(nodes);
    this.#queue = new Int32Array(nodes);
    for (const end of ends) this.#first[end + 1] = (this.#first[end + 1] ?? 0) + 1;
    for (let node = 0; node < nodes; node++)
      this.#first[node + 1] = (this.#first[node + 1] ?? 0) + (this.#first[node] ?? 0);
    const fill = this.#first.slice();
    given.forEach(({ part, value, tie }, arc) => {
      const [from = 0, to = 0] = [ends[2 * arc], ends[2 * arc + 1]];
      this.#to[2 * arc] = to;
      this.#to[2 * arc + 1] = from;
      this.#part[arc] = part;
      this.#value[arc] = value;
      this.#tie[arc] = tie;
      for (const [node, way] of [
        [from, 2 * arc],
        [to, 2 * arc + 1],
      ] as const) {
        const at = fill[node] ?? 0;
        this.#arcs[at] = way;
        fill[node] = at + 1;
      }
    });
  }

  /** Sends one unit along the path that was found. */
  send(): void {
    for (let node = 1; node !== 0;) {
      const way = this.#by[node] ?? NONE;
      this.used[way >> 1] = 1 - (way & 1);
      node = this.#to[way ^ 1] ?? 0;
    }
  }

  /** Finds the cheapest path (Bellman, Ford, Moore: with a queue, negative costs allowed). False: none is below zero. */
  cheapest(): boolean {
    const [by, waiting, queue, to, arcs, first] = [
      this.#by,
      this.#waiting,
      this.#queue,
      this.#to,
      this.#arcs,
      this.#first,
    ];
    by.fill(NONE);
    let [head, length] = [0, 1];
    queue[0] = 0;
    while (length > 0) {
      const node = queue[head] as number;
      head = head + 1 === queue.length ? 0 : head + 1;
      length -= 1;
      waiting[node] = 0;
      const end = first[node + 1] as number;
      for (let at = first[node] as number; at < end; at++) {
        const way = arcs[at] as number;
        const next = to[way] as number;
        if (this.used[way >> 1] !== (way & 1) || next === 0 || !this.#take(node, way, next)) continue;
        if (waiting[next] === 1) continue;
        waiting[next] = 1;
        const tail = head + length;
        queue[tail >= queue.length ? tail - queue.length : tail] = next;
        length += 1;
      }
    }
    return by[1] !== NONE && this.#isBelowZero();
  }

  #isBelowZero(): boolean {
    for (let part = PARTS; part < 2 * PARTS; part++) {
      const value = this.#cost[part] as number;
      if (value !== 0) return value < 0;
    }
    return false;
  }

  /** Whether the way leads to `next` more cheaply than known; then it is known. */
  #take(node: number, way: number, next: number): boolean {
    const cost = this.#cost;
    const arc = way >> 1;
    const sign = (way & 1) === 0 ? 1 : -1;
    const own = this.#part[arc] as number;
    const value = sign * (this.#value[arc] as number);
    const [from, to] = [node * PARTS, next * PARTS];
    // The source's own cost is 0 in every part: nothing ever leads back to it.
    if (this.#by[next] !== NONE) {
      let difference = 0;
      for (let part = 0; part < PARTS && difference === 0; part++) {
        const added = (part === own ? value : 0) + (part === TIE ? sign * (this.#tie[arc] as number) : 0);
        difference = (cost[from + part] as number) + added - (cost[to + part] as number);
      }
      if (difference >= 0) return false;
    }
    for (let part = 0; part < PARTS; part++) cost[to + part] = cost[from + part] as number;
    cost[to + own] = (cost[to + own] as number) + value;
    cost[to + TIE] = (cost[to + TIE] as number) + sign * (this.#tie[arc] as number);
    this.#by[next] = way;
    return true;
  }
}
