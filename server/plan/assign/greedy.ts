import { gain, isPair, packAt, packTie, type Model } from './lifts.ts';

/** One lift, by indices into the model. */
export type Tuple = {
  readonly order: number;
  readonly drone: number;
  readonly pack: number;
  readonly pad: number;
};

type Taken = {
  readonly drones: ReadonlySet<number>;
  readonly packs: ReadonlySet<number>;
  readonly pads: ReadonlySet<number>;
};

export type Candidate = { readonly tuple: Tuple; readonly departAt: number; readonly cost: number };

const NOBODY: Taken = { drones: new Set(), packs: new Set(), pads: new Set() };

const firstPad = (model: Model, order: number, taken: Taken): number => {
  let best = -1;
  for (const pad of model.padsOf[order] ?? [])
    if (!taken.pads.has(pad) && (best < 0 || (model.padAt[pad] ?? 0) < (model.padAt[best] ?? 0))) best = pad;
  return best;
};

/** The pack with which a drone leaves first, not before `earliest`; of equal ones that with the least work. */
const firstPack = (
  model: Model,
  drone: number,
  earliest: number,
  { neededPct, taken }: { readonly neededPct: number; readonly taken: Taken },
): readonly [pack: number, departAt: number] => {
  let [best, departAt, tie] = [-1, Number.POSITIVE_INFINITY, 0];
  for (const pack of model.packsOf[drone] ?? []) {
    const at = taken.packs.has(pack)
      ? Number.POSITIVE_INFINITY
      : Math.max(earliest, packAt(model, pack, drone, neededPct));
    if (at > departAt || at === Number.POSITIVE_INFINITY) continue;
    const ownTie = packTie(model, pack, drone);
    if (at === departAt && ownTie >= tie) continue;
    [best, departAt, tie] = [pack, at, ownTie];
  }
  return [best, departAt];
};

/** The earliest lift of an order by one drone with the packs and pads that are left; undefined = it cannot be. */
export const bestLift = (
  model: Model,
  order: number,
  drone: number,
  taken: Taken = NOBODY,
): Candidate | undefined => {
  const pair = model.pairs[drone]?.[order];
  if (pair === undefined || !isPair(pair)) return undefined;
  const pad = firstPad(model, order, taken);
  if (pad < 0) return undefined;
  const earliest = Math.max(pair.readyAt, model.padAt[pad] ?? 0);
  const { neededPct } = pair;
  const [pack, departAt] = firstPack(model, drone, earliest, { neededPct, taken });
  const cost = pack < 0 ? Number.POSITIVE_INFINITY : gain(model, order, pair, departAt);
  return cost === Number.POSITIVE_INFINITY
    ? undefined
    : { tuple: { order, drone, pack, pad }, departAt, cost };
};

class Resources {
  readonly drones = new Set<number>();
  readonly packs = new Set<number>();
  readonly pads = new Set<number>();

  take({ drone, pack, pad }: Tuple): void {
    this.drones.add(drone);
    this.packs.add(pack);
    this.pads.add(pad);
  }

  giveBack({ drone, pack, pad }: Tuple): void {
    this.drones.delete(drone);
    this.packs.delete(pack);
    this.pads.delete(pad);
  }
}

/** The best for one order of what is left, if that is worth it. */
const bestOf = (model: Model, order: number, taken: Resources): Candidate | undefined => {
  let best: Candidate | undefined;
  for (const drone of model.drones.keys()) {
    if (taken.drones.has(drone)) continue;
    const found = bestLift(model, order, drone, taken);
    if (found !== undefined && found.cost < (best?.cost ?? 0)) best = found;
  }
  return best;
};

/** Passes over all orders after which nothing much is found any more. */
const PASSES = 3;

/** One pass: each order gives back what it has and takes the best of what is left. False: nothing was better. */
const improve = (model: Model, held: Map<number, Candidate>, taken: Resources): boolean => {
  let isBetter = false;
  for (const order of model.orders.keys()) {
    const now = held.get(order);
    if (now !== undefined) taken.giveBack(now.tuple);
    const found = bestOf(model, order, taken);
    const better = found !== undefined && found.cost < (now?.cost ?? 0) ? found : now;
    if (better === undefined) continue;
    held.set(order, better);
    taken.take(better.tuple);
    isBetter ||= better !== now;
  }
  return isBetter;
};

/**
 * A solution near the given one and not worse: the same pairs with packs and pads chosen anew, the most urgent first,
 * then every order that can be better off with what is left.
 */
export const polish = (model: Model, tuples: readonly Tuple[]): Tuple[] => {
  const taken = new Resources();
  const held = new Map<number, Candidate>();
  for (const { order, drone } of [...tuples].sort((a, b) => a.order - b.order)) {
    const found = bestLift(model, order, drone, taken);
    if (found === undefined || found.cost >= 0) continue;
    held.set(order, found);
    taken.take(found.tuple);
  }
  for (let pass = 0; pass < PASSES && improve(model, held, taken); pass++);
  return [...held.values()].map(({ tuple }) => tuple);
};

/** One order after the other, the most urgent first, each with what is best for it alone. */
export const greedy = (model: Model): Tuple[] => polish(model, []);
