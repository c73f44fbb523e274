import { NEVER_S, PREPARE_S, ROAD_PREPARE_S, SWAP_S } from '../../../server/plan/assign/limits.ts';
import type {
  AssignDrone,
  AssignOrder,
  AssignPack,
  AssignPad,
  AssignRound,
} from '../../../server/plan/assign/types.ts';

/** Independent of the solver: reckons from the round itself, and tries everything. */
const CLASSES = ['MTP', 'EMERGENCY', 'URGENT', 'ROUTINE'];

/** Lateness and arrival in seconds, of each class from the most urgent on. */
export type Score = readonly number[];

type Taken = readonly string[];
export type Flown = {
  readonly orderId: string;
  readonly droneId: string;
  readonly packId: string;
  readonly padId: string;
};

const seconds = (ms: number): number => Math.min(NEVER_S, Math.max(0, Math.ceil(ms / 1000)));

const packReady = (
  round: AssignRound,
  pack: AssignPack,
  drone: AssignDrone,
  needed: number,
): number | undefined => {
  let at = round.now;
  if (needed > pack.chargePct) {
    if (needed > 100 || pack.charging === undefined || pack.charging.pctPerMin <= 0) return undefined;
    at = Math.max(at, pack.charging.from) + ((needed - pack.chargePct) / pack.charging.pctPerMin) * 60_000;
  }
  if (pack.droneId === drone.id) return at;
  return Math.max(at, drone.freeAt, round.now) + SWAP_S * 1000;
};

/** When that flight would be there; undefined = it may not be flown. */
export const flownAt = (
  round: AssignRound,
  order: AssignOrder,
  [drone, pack, pad]: readonly [AssignDrone, AssignPack, AssignPad],
): number | undefined => {
  if (drone.unusable.length > 0 || pack.grounded || pad.siteId !== order.siteId) return undefined;
  if (pack.profileId !== drone.profileId) return undefined;
  if (pack.droneId !== undefined && pack.droneId !== drone.id) return undefined;
  if (order.payloadKg > drone.payloadKg) return undefined;
  const air = round.estimate(order, drone);
  if (air.kind === 'refused') return undefined;
  const ready = packReady(round, pack, drone, air.neededPct);
  if (ready === undefined) return undefined;
  const departs = Math.max(round.now, order.readyAt, drone.freeAt, pad.openFrom, ready);
  const at = departs + (PREPARE_S + air.p95S) * 1000;
  return order.viableUntil !== undefined && at > order.viableUntil ? undefined : at;
};

const roadAt = (round: AssignRound, order: AssignOrder): number | undefined => {
  const road = round.roadS(order);
  if (road === undefined) return undefined;
  const at = Math.max(round.now, order.readyAt) + (ROAD_PREPARE_S + road) * 1000;
  return order.viableUntil !== undefined && at > order.viableUntil ? undefined : at;
};

const add = (round: AssignRound, score: Score, order: AssignOrder, at: number | undefined): Score => {
  const index = 2 * CLASSES.indexOf(order.urgency);
  return score.map((value, part) => {
    if (part === index) return value + (at === undefined ? NEVER_S : seconds(at - order.dueAt));
    if (part === index + 1) return value + (at === undefined ? NEVER_S : seconds(at - round.now));
    return value;
  });
};

/** Negative when `a` is better. */
export const compareScores = (a: Score, b: Score): number => {
  const part = a.findIndex((value, index) => value !== b[index]);
  return part < 0 ? 0 : (a[part] ?? 0) - (b[part] ?? 0);
};

const NOTHING: Score = CLASSES.flatMap(() => [0, 0]);

/** What a set of flights is worth; throws where it gives anything twice or flies what may not be flown. */
export const scoreOf = (round: AssignRound, flown: readonly Flown[]): Score => {
  for (const key of ['orderId', 'droneId', 'packId', 'padId'] as const)
    if (new Set(flown.map((flight) => flight[key])).size !== flown.length)
      throw new Error(`${key} given twice`);
  return round.orders.reduce((score: Score, order) => {
    const flight = flown.find(({ orderId }) => orderId === order.id);
    if (flight === undefined) return add(round, score, order, roadAt(round, order));
    const drone = round.drones.find(({ id }) => id === flight.droneId);
    const pack = round.packs.find(({ id }) => id === flight.packId);
    const pad = round.pads.find(({ id }) => id === flight.padId);
    if (drone === undefined || pack === undefined || pad === undefined) throw new Error('unknown id');
    const at = flownAt(round, order, [drone, pack, pad]);
    if (at === undefined) throw new Error(`${order.id} may not be flown so`);
    return add(round, score, order, at);
  }, NOTHING);
};

/** The best of all that can be done: tries every drone, pack and pad for every order. */
export const exactScore = (round: AssignRound): Score => {
  let best: Score | undefined;
  const go = (index: number, taken: Taken, score: Score): void => {
    const order = round.orders[index];
    if (order === undefined) {
      if (best === undefined || compareScores(score, best) < 0) best = score;
      return;
    }
    go(index + 1, taken, add(round, score, order, roadAt(round, order)));
    for (const drone of round.drones)
      for (const pack of round.packs)
        for (const pad of round.pads) {
          if ([drone.id, pack.id, pad.id].some((id) => taken.includes(id))) continue;
          const at = flownAt(round, order, [drone, pack, pad]);
          if (at !== undefined)
            go(index + 1, [...taken, drone.id, pack.id, pad.id], add(round, score, order, at));
        }
  };
  go(0, [], NOTHING);
  return best ?? NOTHING;
};

const ranked = ({ orders }: AssignRound): AssignOrder[] =>
  [...orders].sort(
    (a, b) =>
      CLASSES.indexOf(a.urgency) - CLASSES.indexOf(b.urgency) || a.dueAt - b.dueAt || (a.id < b.id ? -1 : 1),
  );

/** The most urgent first, each with the earliest flight that is left, if that is before the road. */
export const greedyFlights = (round: AssignRound): Flown[] => {
  const flown: Flown[] = [];
  const taken = new Set<string>();
  const free = <T extends { readonly id: string }>(all: readonly T[]): T[] =>
    all.filter(({ id }) => !taken.has(id));
  for (const order of ranked(round)) {
    const [pad] = free(round.pads)
      .filter(({ siteId }) => siteId === order.siteId)
      .sort((a, b) => a.openFrom - b.openFrom);
    if (pad === undefined) continue;
    let until = roadAt(round, order) ?? Number.MAX_VALUE;
    let best: Flown | undefined;
    for (const drone of free(round.drones))
      for (const pack of free(round.packs)) {
        const at = flownAt(round, order, [drone, pack, pad]) ?? Number.MAX_VALUE;
        if (at >= until) continue;
        until = at;
        best = { orderId: order.id, droneId: drone.id, packId: pack.id, padId: pad.id };
      }
    if (best === undefined) continue;
    flown.push(best);
    for (const id of [best.droneId, best.packId, best.padId]) taken.add(id);
  }
  return flown;
};
