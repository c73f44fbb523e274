import { bestLift, type Tuple } from './greedy.ts';
import { arrival, isPair, packAt, type Model } from './lifts.ts';
import { departOf } from './relax.ts';
import type { Against, Decision, Lift, NoFlight, Words } from './types.ts';

const minutes = (ms: number): number => Math.round(ms / 60_000);

const liftOf = (model: Model, tuple: Tuple): Lift | undefined => {
  const pair = model.pairs[tuple.drone]?.[tuple.order];
  const departAt = departOf(model, tuple);
  if (pair === undefined || !isPair(pair)) return undefined;
  const arriveAt = arrival(model, tuple.order, pair, departAt);
  const [drone, pack, pad] = [model.drones[tuple.drone], model.packs[tuple.pack], model.pads[tuple.pad]];
  if (arriveAt === undefined || drone === undefined || pack === undefined || pad === undefined)
    return undefined;
  return { droneId: drone.id, packId: pack.id, padId: pad.id, departAt, arriveAt, neededPct: pair.neededPct };
};

type Waits = 'now' | 'pad' | 'packing' | 'drone' | 'charge' | 'swap';

/** What a lift that does not leave now waits for longest. */
const waitingFor = (model: Model, { order, drone, pack, pad }: Tuple, lift: Lift): Waits => {
  const { packTable } = model;
  if (lift.departAt <= model.now) return 'now';
  if ((model.padAt[pad] ?? 0) >= lift.departAt) return 'pad';
  if ((model.orders[order]?.readyAt ?? 0) >= lift.departAt) return 'packing';
  if ((model.freeAt[drone] ?? 0) > model.now) return 'drone';
  if ((packTable.chargePct[pack] ?? 0) < lift.neededPct) return 'charge';
  return packTable.drone[pack] === drone ? 'drone' : 'swap';
};

const whyFly = (model: Model, tuple: Tuple, lift: Lift): Words => {
  const order = model.orders[tuple.order];
  const spare = (order?.dueAt ?? 0) - lift.arriveAt;
  const timing = spare >= 0 ? 'ok' : 'late';
  return {
    id: `${waitingFor(model, tuple, lift)}_${timing}`,
    params: {
      drone: model.drones[tuple.drone]?.name ?? '',
      pack: lift.packId,
      inMin: minutes(lift.arriveAt - model.now),
      waitMin: minutes(lift.departAt - model.now),
      spareMin: Math.abs(minutes(spare)),
      neededPct: Math.ceil(lift.neededPct),
      pct: Math.floor(model.packs[tuple.pack]?.chargePct ?? 0),
    },
  };
};

type Code = Omit<Words, 'params'> & { readonly params?: Words['params'] };

/** What stands against a pair whatever else is decided; undefined = nothing. */
const alone = (model: Model, order: number, drone: number): Code | undefined => {
  const pair = model.pairs[drone]?.[order];
  const given = model.drones[drone];
  if (pair === undefined || given === undefined) return { id: 'out' };
  if (!isPair(pair)) {
    const isOwn = pair.against === 'unusable';
    return { id: isOwn ? (given.unusable[0] ?? 'out') : pair.against, params: { kg: given.payloadKg } };
  }
  if (bestLift(model, order, drone) !== undefined) return undefined;
  const never = Number.POSITIVE_INFINITY;
  const packs = model.packsOf[drone] ?? [];
  if (packs.every((pack) => packAt(model, pack, drone, pair.neededPct) === never))
    return { id: 'charge', params: { neededPct: Math.ceil(pair.neededPct) } };
  return { id: model.padsOf[order]?.length === 0 ? 'no_pad' : 'viability' };
};

/** Why one drone does not take an order: what stands against it alone, else who has it, else that it is not sooner. */
const againstOf = (
  model: Model,
  order: number,
  drone: number,
  taken: ReadonlyMap<number, Tuple>,
): Against => {
  const { id: droneId, name } = model.drones[drone] ?? { id: '', name: '' };
  const words = ({ id, params }: Code): Against => ({ droneId, id, params: { drone: name, ...params } });
  const found = alone(model, order, drone);
  if (found !== undefined) return words(found);
  const other = taken.get(drone);
  if (other !== undefined)
    return words({ id: 'taken', params: { number: model.orders[other.order]?.number ?? '' } });
  const best = bestLift(model, order, drone);
  const at = (best && liftOf(model, best.tuple)?.arriveAt) ?? model.now;
  return words({ id: 'slower', params: { inMin: minutes(at - model.now) } });
};

const ROUND_WIDE: readonly NoFlight[] = [
  'no_route',
  'weather',
  'wind',
  'no_airspace',
  'ground_stop',
  'no_pad',
];

/** Why nothing flies: what holds for all drones, else what holds for the most. */
const commonAgainst = (against: readonly Against[]): string => {
  const counts = new Map<string, number>();
  for (const { id } of against) counts.set(id, (counts.get(id) ?? 0) + 1);
  const sorted = [...counts].sort(
    (a, b) =>
      Number(ROUND_WIDE.includes(b[0] as NoFlight)) - Number(ROUND_WIDE.includes(a[0] as NoFlight)) ||
      b[1] - a[1],
  );
  return sorted[0]?.[0] ?? 'no_drone';
};

const whyNot = (
  model: Model,
  against: readonly Against[],
  { roadAt, airAt }: { readonly roadAt: number | undefined; readonly airAt: number | undefined },
): Words => {
  const road = roadAt === undefined ? 0 : minutes(roadAt - model.now);
  if (roadAt === undefined) return { id: `none_${commonAgainst(against)}`, params: {} };
  if (airAt !== undefined && airAt < roadAt)
    return { id: 'road_taken', params: { roadMin: road, airMin: minutes(airAt - model.now) } };
  if (airAt !== undefined)
    return { id: 'road_faster', params: { roadMin: road, airMin: minutes(airAt - model.now) } };
  return { id: `road_${commonAgainst(against)}`, params: { roadMin: road } };
};

/** The earliest arrival of any drone if this order were alone. */
const aloneAt = (model: Model, order: number): number | undefined => {
  let best: ReturnType<typeof bestLift>;
  let at: number | undefined;
  for (const drone of model.drones.keys()) {
    const found = bestLift(model, order, drone);
    if (found === undefined || (best !== undefined && found.cost >= best.cost)) continue;
    best = found;
    at = liftOf(model, found.tuple)?.arriveAt;
  }
  return at;
};

/** One decision for each order, each with its reasons. */
export const explain = (model: Model, tuples: readonly Tuple[]): Decision[] => {
  const taken = new Map(tuples.map((tuple) => [tuple.drone, tuple]));
  return model.orders.map((order, index): Decision => {
    const tuple = tuples.find((candidate) => candidate.order === index);
    const lift = tuple && liftOf(model, tuple);
    const against = model.drones.flatMap((_, drone) =>
      drone === tuple?.drone ? [] : [againstOf(model, index, drone, taken)],
    );
    const roadAt = model.roadAt[index];
    const airAt = aloneAt(model, index);
    if (tuple !== undefined && lift !== undefined)
      return {
        orderId: order.id,
        choice: 'fly',
        lift,
        roadAt,
        airAt,
        why: whyFly(model, tuple, lift),
        against,
      };
    return {
      orderId: order.id,
      choice: roadAt === undefined ? 'none' : 'road',
      lift: undefined,
      roadAt,
      airAt,
      why: whyNot(model, against, { roadAt, airAt }),
      against,
    };
  });
};
