import { PARTS, TIE } from './cost.ts';
import { CheapestFlow } from './flow.ts';
import type { Tuple } from './greedy.ts';
import { gain, isPair, packAt, packTie, type Model } from './lifts.ts';

/** Which packs each drone and which pads each order may still use. */
export type Choices = {
  readonly packsOf: readonly (readonly number[])[];
  readonly padsOf: readonly (readonly number[])[];
};

type Relaxed = {
  /** No allowed solution is cheaper. */
  readonly bound: Float64Array;
  readonly tuples: readonly Tuple[];
  /** When each would leave if pack and pad were the earliest of those allowed. */
  readonly departs: readonly number[];
};

/** When a lift leaves; Infinity = never. */
export const departOf = (model: Model, { order, drone, pack, pad }: Tuple): number => {
  const pair = model.pairs[drone]?.[order];
  if (pair === undefined || !isPair(pair)) return Number.POSITIVE_INFINITY;
  return Math.max(pair.readyAt, packAt(model, pack, drone, pair.neededPct), model.padAt[pad] ?? 0);
};

/** Cost of a lift against not flying; undefined = it cannot be, or it is not worth it. */
export const tupleCost = (model: Model, tuple: Tuple): Float64Array | undefined => {
  const pair = model.pairs[tuple.drone]?.[tuple.order];
  if (pair === undefined || !isPair(pair)) return undefined;
  const time = gain(model, tuple.order, pair, departOf(model, tuple));
  if (time >= 0) return undefined;
  const cost = new Float64Array(PARTS);
  cost[model.classes[tuple.order] ?? 0] = time;
  cost[TIE] = packTie(model, tuple.pack, tuple.drone);
  return cost;
};

/**
 * Half of the least delay that a pack (or a pad) brings, over all whom it may meet. Costs of one part: less is zero,
 * then what is in a later part, then what is smaller.
 */
type Extra = { part: number; value: number } | undefined;

const lesser = (extra: Extra, part: number, value: number): Extra => {
  const isLess =
    extra === undefined ||
    (extra.value !== 0 && (value === 0 || part > extra.part || (part === extra.part && value < extra.value)));
  return isLess ? { part, value } : extra;
};

/** `[drone][order]`; undefined = it cannot be, or it is not worth it. */
type Cell = { readonly departAt: number; readonly time: number } | undefined;

type Grid = {
  readonly cells: readonly (readonly Cell[])[];
  /** `[drone][n-th of its packs]`, `[order][n-th of its pads]`; undefined = it fits nobody. */
  readonly packExtra: readonly Extra[][];
  readonly padExtra: readonly Extra[][];
};

/** Notes what one pair's delay means for a pack or pad: `laterBy` is its cost, beyond the pair's own. */
const note = (extras: Extra[] | undefined, nth: number, part: number, laterBy: number): void => {
  if (extras !== undefined && extras[nth]?.value !== 0) extras[nth] = lesser(extras[nth], part, laterBy / 2);
};

class Grids implements Grid {
  readonly cells: readonly (readonly Cell[])[];
  readonly packExtra: readonly Extra[][];
  readonly padExtra: readonly Extra[][];
  readonly #model: Model;
  readonly #choices: Choices;
  readonly #firstPadAt: readonly number[];
  readonly #times: Float64Array;

  constructor(model: Model, choices: Choices) {
    this.#model = model;
    this.#choices = choices;
    this.packExtra = choices.packsOf.map((packs): Extra[] => packs.map(() => undefined));
    this.padExtra = choices.padsOf.map((pads): Extra[] => pads.map(() => undefined));
    this.#firstPadAt = choices.padsOf.map((pads) => Math.min(...pads.map((pad) => model.padAt[pad] ?? 0)));
    this.#times = new Float64Array(model.packs.length);
    this.cells = model.drones.map((_, drone) => model.orders.map((_, order) => this.#look(drone, order)));
  }

  /** Times of the drone's packs for that need; the first of them. */
  #packTimes(drone: number, neededPct: number): number {
    let first = Number.POSITIVE_INFINITY;
    (this.#choices.packsOf[drone] ?? []).forEach((pack, nth) => {
      const at = packAt(this.#model, pack, drone, neededPct);
      this.#times[nth] = at;
      if (at < first) first = at;
    });
    return first;
  }

  #look(drone: number, order: number): Cell {
    const model = this.#model;
    const pair = model.pairs[drone]?.[order];
    if (pair === undefined || !isPair(pair)) return undefined;
    const pack = this.#packTimes(drone, pair.neededPct);
    const departAt = Math.max(pair.readyAt, pack, this.#firstPadAt[order] as number);
    const time = gain(model, order, pair, departAt);
    if (time >= 0) return undefined;
    const part = model.classes[order] as number;
    const tell = (extras: Extra[] | undefined, nth: number, at: number): void => {
      const later = at <= departAt ? time : gain(model, order, pair, at);
      if (later < 0) note(extras, nth, part, later - time);
    };
    const packs = this.#choices.packsOf[drone] as readonly number[];
    for (let nth = 0; nth < packs.length; nth++) tell(this.packExtra[drone], nth, this.#times[nth] as number);
    const pads = this.#choices.padsOf[order] as readonly number[];
    for (const [nth, pad] of pads.entries()) tell(this.padExtra[order], nth, model.padAt[pad] as number);
    return { departAt, time };
  }
}

type Arc = {
  readonly arc: number;
  readonly from: number;
  readonly to: number;
  readonly cost: NonNullable<Extra>;
  readonly tie: number;
};

/** Source → pack → drone → order → pad → sink, everything at most once. */
const networkOf = (model: Model, { packsOf, padsOf }: Choices, { cells, packExtra, padExtra }: Grid) => {
  const [packs, drones, orders] = [model.packs.length, model.drones.length, model.orders.length];
  const droneNode = (drone: number): number => 2 + packs + 2 * drone;
  const orderNode = (order: number): number => 2 + packs + 2 * (drones + order);
  const padNode = (pad: number): number => 2 + packs + 2 * (drones + orders) + pad;
  const flow = new CheapestFlow(padNode(model.pads.length));
  for (let pack = 0; pack < packs; pack++) flow.arc(0, 2 + pack);
  for (const pad of model.pads.keys()) flow.arc(padNode(pad), 1);
  const byPack: Arc[] = [];
  const byCell: Arc[] = [];
  const byPad: Arc[] = [];
  packsOf.forEach((allowed, drone) => {
    flow.arc(droneNode(drone), droneNode(drone) + 1);
    allowed.forEach((pack, nth) => {
      const cost = packExtra[drone]?.[nth];
      if (cost === undefined) return;
      const tie = packTie(model, pack, drone);
      byPack.push({
        arc: flow.arc(2 + pack, droneNode(drone), { ...cost, tie }),
        from: pack,
        to: drone,
        cost,
        tie,
      });
    });
  });
  cells.forEach((row, drone) =>
    row.forEach((cell, order) => {
      if (cell === undefined) return;
      const cost = { part: model.classes[order] ?? 0, value: cell.time };
      const arc = flow.arc(droneNode(drone) + 1, orderNode(order), { ...cost, tie: 0 });
      byCell.push({ arc, from: drone, to: order, cost, tie: 0 });
    }),
  );
  padsOf.forEach((allowed, order) => {
    flow.arc(orderNode(order), orderNode(order) + 1);
    allowed.forEach((pad, nth) => {
      const cost = padExtra[order]?.[nth];
      if (cost === undefined) return;
      const arc = flow.arc(orderNode(order) + 1, padNode(pad), { ...cost, tie: 0 });
      byPad.push({ arc, from: order, to: pad, cost, tie: 0 });
    });
  });
  return { flow, byPack, byCell, byPad };
};

/**
 * The cheapest flow where every drone is timed by the earliest pack and pad that it may use, plus half of what its own
 * pack and half of what its own pad at least cost it (a departure is the latest of several moments, so the two halves
 * together are never more than the real delay): nothing allowed is cheaper.
 */
export const relax = (model: Model, choices: Choices): Relaxed => {
  const grid = new Grids(model, choices);
  const { flow, byPack, byCell, byPad } = networkOf(model, choices, grid);
  const used = flow.run();
  const bound = new Float64Array(PARTS);
  const taken = (arcs: readonly Arc[]): readonly Arc[] => arcs.filter(({ arc }) => used[arc] === 1);
  const [packs, cells, pads] = [taken(byPack), taken(byCell), taken(byPad)];
  for (const { cost, tie } of [...packs, ...cells, ...pads]) {
    bound[cost.part] = (bound[cost.part] ?? 0) + cost.value;
    bound[TIE] = (bound[TIE] ?? 0) + tie;
  }
  const packOf = new Map(packs.map(({ from, to }) => [to, from]));
  const padOf = new Map(pads.map(({ from, to }) => [from, to]));
  return {
    bound,
    tuples: cells.map(({ from: drone, to: order }) => ({
      order,
      drone,
      pack: packOf.get(drone) ?? 0,
      pad: padOf.get(order) ?? 0,
    })),
    departs: cells.map(({ from, to }) => grid.cells[from]?.[to]?.departAt ?? 0),
  };
};
