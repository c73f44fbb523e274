import { classOf, NEVER_COST, timeCost } from './cost.ts';
import { MAX_ORDERS, PREPARE_S, ROAD_PREPARE_S, SWAP_S } from './limits.ts';
import type {
  AirEstimate,
  AssignDrone,
  AssignOrder,
  AssignPack,
  AssignPad,
  AssignRound,
  NoFlight,
} from './types.ts';

/** A pair that could fly but for packs and pads: when it is ready, what it needs. */
export type Pair = { readonly readyAt: number; readonly p95S: number; readonly neededPct: number };
export type NoPair = { readonly against: 'payload' | 'unusable' | NoFlight };

/** A round with everything in a fixed order, so that equal rounds give equal answers, and its pairs reckoned once. */
export type Model = {
  readonly now: number;
  readonly orders: readonly AssignOrder[];
  readonly drones: readonly AssignDrone[];
  readonly packs: readonly AssignPack[];
  readonly pads: readonly AssignPad[];
  /** `[drone][order]`. */
  readonly pairs: readonly (readonly (Pair | NoPair)[])[];
  /** By courier, wall time; undefined = none that the blood would bear. */
  readonly roadAt: readonly (number | undefined)[];
  /** What each order costs without a drone: by road, or never. In the part of its class. */
  readonly base: readonly number[];
  readonly classes: readonly number[];
  /** Packs that a drone may take, pads that an order may use, before anything is decided. */
  readonly packsOf: readonly (readonly number[])[];
  readonly padsOf: readonly (readonly number[])[];
  /** The same by index, for the inner loops. */
  readonly viableUntil: Float64Array;
  readonly dueAt: Float64Array;
  readonly freeAt: Float64Array;
  readonly padAt: Float64Array;
  readonly packTable: {
    readonly chargePct: Float64Array;
    readonly from: Float64Array;
    readonly msPerPct: Float64Array;
    /** Index of the drone that it is in, else -1. */
    readonly drone: Int32Array;
  };
};

export const isPair = (pair: Pair | NoPair): pair is Pair => 'readyAt' in pair;

const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1);

const byRank = (a: AssignOrder, b: AssignOrder): number =>
  classOf(a.urgency) - classOf(b.urgency) || a.dueAt - b.dueAt || byId(a, b);

const pairOf = (now: number, order: AssignOrder, drone: AssignDrone, air: AirEstimate): Pair | NoPair => {
  if (drone.unusable.length > 0) return { against: 'unusable' };
  if (air.kind === 'refused') return { against: air.code };
  if (order.payloadKg > drone.payloadKg) return { against: 'payload' };
  return {
    readyAt: Math.max(now, order.readyAt, drone.freeAt),
    p95S: air.p95S,
    neededPct: air.neededPct,
  };
};

const isViable = (order: AssignOrder, arriveAt: number): boolean =>
  order.viableUntil === undefined || arriveAt <= order.viableUntil;

const tableOf = (
  now: number,
  packs: readonly AssignPack[],
  drones: readonly AssignDrone[],
): Model['packTable'] => ({
  chargePct: Float64Array.from(packs, ({ chargePct }) => chargePct),
  from: Float64Array.from(packs, ({ charging }) => Math.max(now, charging?.from ?? now)),
  msPerPct: Float64Array.from(packs, ({ charging }) =>
    charging === undefined || charging.pctPerMin <= 0
      ? Number.POSITIVE_INFINITY
      : 60_000 / charging.pctPerMin,
  ),
  drone: Int32Array.from(packs, ({ droneId }) => drones.findIndex(({ id }) => id === droneId)),
});

export const modelOf = (round: AssignRound): Model => {
  const orders = [...round.orders].sort(byRank).slice(0, MAX_ORDERS);
  const drones = [...round.drones].sort(byId);
  const packs = [...round.packs].sort(byId);
  const pads = [...round.pads].sort(byId);
  const roadAt = orders.map((order) => {
    const seconds = round.roadS(order);
    if (seconds === undefined) return undefined;
    const at = Math.max(round.now, order.readyAt) + (ROAD_PREPARE_S + seconds) * 1000;
    return isViable(order, at) ? at : undefined;
  });
  return {
    now: round.now,
    orders,
    drones,
    packs,
    pads,
    pairs: drones.map((drone) =>
      orders.map((order) => pairOf(round.now, order, drone, round.estimate(order, drone))),
    ),
    roadAt,
    base: orders.map(({ dueAt }, index) => {
      const at = roadAt[index];
      return at === undefined ? NEVER_COST : timeCost(round.now, dueAt, at);
    }),
    classes: orders.map(({ urgency }) => classOf(urgency)),
    packsOf: drones.map(({ id, profileId }) =>
      packs.flatMap((pack, index) =>
        !pack.grounded && pack.profileId === profileId && (pack.droneId === undefined || pack.droneId === id)
          ? [index]
          : [],
      ),
    ),
    padsOf: orders.map(({ siteId }) => pads.flatMap((pad, index) => (pad.siteId === siteId ? [index] : []))),
    viableUntil: Float64Array.from(orders, (order) => order.viableUntil ?? Number.MAX_VALUE),
    dueAt: Float64Array.from(orders, (order) => order.dueAt),
    freeAt: Float64Array.from(drones, ({ freeAt }) => Math.max(freeAt, round.now)),
    padAt: Float64Array.from(pads, ({ openFrom }) => openFrom),
    packTable: tableOf(round.now, packs, drones),
  };
};

/** When a pack is in the drone with that much charge; Infinity = never. */
export const packAt = (model: Model, pack: number, drone: number, neededPct: number): number => {
  const { packTable: table, now } = model;
  const missing = neededPct - (table.chargePct[pack] ?? 0);
  let charged = now;
  if (missing > 0) {
    if (neededPct > 100) return Number.POSITIVE_INFINITY;
    charged = (table.from[pack] ?? 0) + missing * (table.msPerPct[pack] ?? Number.POSITIVE_INFINITY);
  }
  if (table.drone[pack] === drone) return charged;
  return Math.max(charged, model.freeAt[drone] ?? 0) + SWAP_S * 1000;
};

/** On the pad, 95 of 100 flights; undefined = the blood would not bear it. */
export const arrival = (model: Model, order: number, pair: Pair, departAt: number): number | undefined => {
  const at = departAt + (PREPARE_S + pair.p95S) * 1000;
  return at <= (model.viableUntil[order] ?? Number.POSITIVE_INFINITY) && at < Number.POSITIVE_INFINITY
    ? at
    : undefined;
};

/**
 * Cost of that departure against not flying, in the part of the order's class; below 0 = worth it, Infinity = it cannot
 * be.
 */
export const gain = (model: Model, order: number, pair: Pair, departAt: number): number => {
  const at = departAt + (PREPARE_S + pair.p95S) * 1000;
  if (!(at <= (model.viableUntil[order] ?? 0))) return Number.POSITIVE_INFINITY;
  return timeCost(model.now, model.dueAt[order] ?? 0, at) - (model.base[order] ?? 0);
};

/** A change of packs is work: among equal times fewer changes, then the emptier pack. */
const SWAP_TIE = 1000;

/** What a pack costs beyond time. */
export const packTie = ({ packTable }: Model, pack: number, drone: number): number =>
  1 + (packTable.drone[pack] === drone ? 0 : SWAP_TIE) + Math.round(packTable.chargePct[pack] ?? 0);
