import { contract } from '../../../server/api/contract/contract.ts';
import { PASSWORD } from '../desk.ts';
import { KINDS } from '../place.ts';
import { between, chance, keepDoing, pick, type Person } from './person.ts';

export type Hospital = {
  readonly siteId: string;
  readonly second: string;
  /** Until when new orders are made, ms of the timeline. */
  readonly ordersUntil: number;
  /** Request numbers of orders that were answered 201. */
  readonly acknowledged: Map<string, string>;
};

const NEEDED_IN_MS = 3 * 3_600_000;
/** A request without an answer is repeated with its key so often, then the telephone is used. */
const REPEATS = 8;

/** Orders blood; without an answer asks again with the same key, and never twice with two. */
const order = async (nurse: Person, hospital: Hospital, n: number): Promise<void> => {
  const { world, desk, rng } = nurse;
  const kind = pick(rng, KINDS);
  if (kind === undefined) return;
  const requestNo = `R${hospital.siteId.toUpperCase()}-${n}`;
  const { component, abo, rhd } = kind;
  const body = {
    urgency: chance(rng, 0.5) ? ('EMERGENCY' as const) : ('ROUTINE' as const),
    neededBy: world.wall() + NEEDED_IN_MS,
    requestNo,
    wardPhone: '8001',
    lines: [{ component, abo, rhd, units: 1 + Math.floor(rng.unit() * 2) }],
  };
  const key = desk.newKey();
  for (let i = 0; i < REPEATS; i++) {
    const answer = await desk.call(contract.orders.create, { body, key });
    if (answer.kind === 'ok') return void hospital.acknowledged.set(requestNo, answer.value.id);
    if (
      answer.kind === 'refused' &&
      answer.status < 500 &&
      answer.status !== 401 &&
      answer.code !== 'request.in_progress'
    )
      return;
    await world.timeline.sleep(between(rng, 500, 3000));
  }
};

type Landed = { readonly id: string };

const unloadAll = async ({ world, desk }: Person, flight: Landed): Promise<void> => {
  const boxes = world.look<{ box_no: string }>(
    'SELECT box_no FROM boxes WHERE flight_id = ? AND unloaded_json IS NULL',
    flight.id,
  );
  for (const box of boxes) {
    await desk.call(contract.flights.unload, { params: { id: flight.id }, body: { boxNo: box.box_no } });
  }
};

const receive = async ({ desk }: Person, hospital: Hospital, orderId: string): Promise<void> => {
  const params = { id: orderId };
  const found = await desk.call(contract.orders.get, { params });
  if (found.kind !== 'ok') return;
  const { boxes, lines } = found.value;
  await desk.call(contract.orders.receive, {
    params,
    body: {
      boxes: boxes.map(({ boxNo, sealNo }) => ({
        boxNo,
        sealNo,
        sealIntact: true,
        temperatureC: 4,
        appearanceOk: true,
      })),
      units: lines
        .flatMap(({ reserved }) => reserved)
        .map(({ din }) => ({ scan: din, verdict: 'accept' as const })),
    },
  });
  const second = { login: hospital.second, password: PASSWORD };
  await desk.call(contract.orders.cosign, { params, body: { second } });
};

const LANDED = `SELECT f.id FROM flights f JOIN pads p ON p.id = f.to_pad_id JOIN orders o ON o.id = f.order_id
  WHERE f.kind = 'delivery' AND f.turnaround_json IS NULL AND (f.state = 'LANDED' OR f.state = 'COMPLETED')`;
/** At the pads of one site. */
const LANDED_AT = `${LANDED} AND p.site_id = ?`;
/** Not at the hospital that ordered: the centre sees to it. */
export const LANDED_ELSEWHERE = `${LANDED} AND p.site_id <> o.site_id`;

/** Takes the boxes off what has landed, and makes it ready for its next flight. */
export const turnAround = async (person: Person, where: string, ...params: string[]): Promise<void> => {
  const landed = person.world.look<Landed>(where, ...params);
  for (const flight of landed) {
    await unloadAll(person, flight);
    const body = { unloaded: true, batteryChanged: true, padClear: true } as const;
    await person.desk.call(contract.flights.turnaround, { params: { id: flight.id }, body });
  }
};

/** Turns around what has landed, then signs for what has arrived. */
const handle = async (nurse: Person, hospital: Hospital): Promise<void> => {
  const { world } = nurse;
  const { siteId } = hospital;
  await turnAround(nurse, LANDED_AT, siteId);
  const arrived = world.look<{ id: string }>(
    `SELECT id FROM orders WHERE site_id = ? AND state IN ('DELIVERED', 'BY_ROAD')`,
    siteId,
  );
  for (const { id } of arrived) await receive(nurse, hospital, id);
};

const clearPads = async ({ world, desk }: Person, siteId: string): Promise<void> => {
  for (const { id } of world.look<{ id: string }>('SELECT id FROM pads WHERE site_id = ?', siteId))
    await desk.call(contract.fleet.padClear, { params: { id }, body: { clear: true } });
};

/** Somebody stands on a pad for a while. */
const blockPad = async ({ world, desk, rng }: Person, siteId: string): Promise<void> => {
  const pads = world.look<{ id: string }>('SELECT id FROM pads WHERE site_id = ?', siteId);
  const pad = pick(rng, pads);
  if (pad === undefined) return;
  const params = { id: pad.id };
  await desk.call(contract.fleet.padClear, { params, body: { clear: false } });
  await world.timeline.sleep(between(rng, 8000, 25_000));
  await desk.call(contract.fleet.padClear, { params, body: { clear: true } });
};

/** Of the looks at the pad: how often somebody stands on it. */
const BLOCKED = 0.1;

/** Two people of one hospital: one orders, one works at the pad. */
export const playHospital = (orderer: Person, atPad: Person, hospital: Hospital): void => {
  let n = 0;
  keepDoing(orderer, [15_000, 70_000], async () => {
    if (orderer.world.timeline.now() < hospital.ordersUntil) await order(orderer, hospital, ++n);
  });
  keepDoing(atPad, [2000, 5000], () => handle(atPad, hospital));
  keepDoing(atPad, [60_000, 120_000], () => clearPads(atPad, hospital.siteId));
  keepDoing(atPad, [10_000, 20_000], async () => {
    const isBusy = atPad.world.timeline.now() < hospital.ordersUntil;
    if (isBusy && chance(atPad.rng, BLOCKED)) await blockPad(atPad, hospital.siteId);
  });
};
