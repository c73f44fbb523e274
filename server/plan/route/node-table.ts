import type { Vec } from '../geometry.ts';
import type { Turn } from './turns.ts';

/** Slack for the sine of the angle between two directions that are parallel but for rounding. */
const PARALLEL_SLACK = 1e-7;

const grow = (from: Float64Array, size: number) => {
  const to = new Float64Array(size);
  to.set(from);
  return to;
};

/** x, y, and the directions of the two sides that meet at a turn; both 0 where a path may turn as it likes. */
const STRIDE = 6;

/**
 * The places of a search as plain numbers: a search asks for every pair of them whether a path may go that way, and
 * most answers are no.
 */
export class NodeTable {
  #values = new Float64Array(64 * STRIDE);
  readonly #at: Vec[] = [];

  get size(): number {
    return this.#at.length;
  }

  add({ at, before, after }: Turn): number {
    const node = this.#at.push(at) - 1;
    const start = node * STRIDE;
    if (start + STRIDE > this.#values.length) this.#values = grow(this.#values, 2 * this.#values.length);
    this.#values.set([at.x, at.y, before?.x ?? 0, before?.y ?? 0, after?.x ?? 0, after?.y ?? 0], start);
    return node;
  }

  at(node: number): Vec {
    return this.#at[node] as Vec;
  }

  /** True if a shortest path may go from one to the other, as far as the two turns themselves are concerned. */
  isTangent(from: number, to: number): boolean {
    const values = this.#values;
    const wayX = (values[to * STRIDE] as number) - (values[from * STRIDE] as number);
    const wayY = (values[to * STRIDE + 1] as number) - (values[from * STRIDE + 1] as number);
    const slack = PARALLEL_SLACK * (Math.abs(wayX) + Math.abs(wayY));
    return this.#touches(to, wayX, wayY, slack) && this.#touches(from, wayX, wayY, slack);
  }

  #touches(node: number, wayX: number, wayY: number, slack: number): boolean {
    const values = this.#values;
    const start = node * STRIDE + 2;
    const back = (values[start] as number) * wayY - (values[start + 1] as number) * wayX;
    const on = wayX * (values[start + 3] as number) - wayY * (values[start + 2] as number);
    return (back >= -slack && on >= -slack) || (back <= slack && on <= slack);
  }
}
