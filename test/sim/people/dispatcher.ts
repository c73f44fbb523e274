import { contract } from '../../../server/api/contract/contract.ts';
import type { Flight } from '../../../server/api/contract/flights.ts';
import { TICKS } from '../../../server/flight/preflight-table.ts';
import { CENTRE_ID } from '../place.ts';
import { MISSING } from './issuer.ts';
import type { Codes } from './authenticator.ts';
import { chance, createPatience, keepDoing, pick, type Person } from './person.ts';
import { takeOver } from './pilot.ts';

export type Dispatching = {
  readonly code: Codes;
};

const WAITING_ORDERS = `SELECT id, number FROM orders o WHERE state IN ('PACKED', 'REQUEUED')
  AND NOT EXISTS (SELECT 1 FROM flights f WHERE f.order_id = o.id AND f.ended_at IS NULL) ORDER BY number`;
const FREE_AT_CENTRE = `SELECT v.id FROM vehicles v JOIN pads p ON p.id = v.pad_id
  WHERE p.site_id = ? AND v.state = 'READY'
  AND NOT EXISTS (SELECT 1 FROM flights f WHERE f.vehicle_id = v.id AND f.ended_at IS NULL) ORDER BY v.id`;
const FREE_AWAY = `SELECT v.id FROM vehicles v JOIN pads p ON p.id = v.pad_id
  WHERE p.site_id <> ? AND v.state = 'READY'
  AND NOT EXISTS (SELECT 1 FROM flights f WHERE f.vehicle_id = v.id AND f.ended_at IS NULL) ORDER BY v.id`;
/** Boxes whose units are out of use stay where they are. */
const TO_LAUNCH = `SELECT f.id, EXISTS (SELECT 1 FROM boxes b WHERE b.order_id = f.order_id AND b.loaded_json IS NULL
    AND EXISTS (SELECT 1 FROM units u WHERE u.box_id = b.id)) AS lacksBox
  FROM flights f WHERE f.state = 'PLANNED' AND f.launched_at IS NULL ORDER BY f.number`;
/** A flight that cannot be launched for that long is given up, ms. */
const GIVE_UP_MS = 150_000;
/** A drone of the other console is left to it for so long, ms. */
const OTHERS_MS = 90_000;
/** After so many failed flights of one order a courier takes it. */
const FAILED_FLIGHTS = 3;
/** An order that waited for so long for a drone goes by road, ms. */
const BY_ROAD_MS = 240_000;
/** Nothing in stock for so long: the order is cancelled, ms. */
const CANCEL_MS = 200_000;

type Waited = ReturnType<typeof createPatience>;

const sendOrders = async ({ world, desk, rng }: Person, waited: Waited): Promise<void> => {
  for (const order of world.look<{ id: string }>(WAITING_ORDERS)) {
    const params = { id: order.id };
    const waitedMs = waited(order.id);
    if ((world.look<{ missing: number }>(MISSING, order.id)[0]?.missing ?? 0) > 0) {
      if (waitedMs > CANCEL_MS)
        await desk.call(contract.orders.cancel, { params, body: { reason: 'not in stock' } });
      continue;
    }
    const failed = world.look(`SELECT id FROM flights WHERE order_id = ?`, order.id).length;
    if (failed >= FAILED_FLIGHTS || waitedMs > BY_ROAD_MS) {
      await desk.call(contract.orders.byRoad, { params, body: { reason: 'no drone can take it' } });
      continue;
    }
    const drone = pick(rng, world.look<{ id: string }>(FREE_AT_CENTRE, CENTRE_ID));
    if (drone === undefined) continue;
    await desk.call(contract.flights.create, {
      body: { kind: 'delivery', orderId: order.id, vehicleId: drone.id },
    });
  }
};

const sendHome = async ({ world, desk }: Person): Promise<void> => {
  for (const { id } of world.look<{ id: string }>(FREE_AWAY, CENTRE_ID))
    await desk.call(contract.flights.create, { body: { kind: 'return', vehicleId: id } });
};

const OWNER = `SELECT c.person_name AS owner FROM control c JOIN flights f ON f.vehicle_id = c.vehicle_id
  WHERE f.id = ? AND c.person_name IS NOT NULL`;
const ASKED = `SELECT id FROM launch_requests WHERE flight_id = ? AND state = 'waiting'`;

/** Whether somebody else is at it: the other console, or a second person who was asked. */
const isWithOthers = ({ world, desk }: Person, flightId: string, waitedMs: number): boolean => {
  if (world.look(ASKED, flightId).length > 0) return waitedMs < GIVE_UP_MS;
  const [control] = world.look<{ owner: string }>(OWNER, flightId);
  return control !== undefined && control.owner !== desk.login && waitedMs < OTHERS_MS;
};

const launch = async (person: Person, flight: Flight, code: Codes): Promise<boolean> => {
  const { world, desk, rng } = person;
  if (flight.plan === null || flight.issues.some(({ severity }) => severity === 'blocker')) return false;
  const acknowledged = flight.issues.filter(({ severity }) => severity === 'warning').map(({ id }) => id);
  const digits = code();
  if (digits === undefined) return false;
  const key = desk.newKey();
  const params = { id: flight.id };
  // One is forgotten now and then: the launch then needs a second person, or waits.
  for (const tick of TICKS)
    if (chance(rng, 0.95)) await desk.call(contract.preflight.tick, { params, body: { tick, on: true } });
  const body = { planHash: flight.plan.hash, acknowledged, reason: 'blood is needed', code: digits };
  const answer = await desk.call(contract.flights.launch, { params, body, key });
  if (answer.kind === 'refused' && answer.code.startsWith('control.')) {
    // As often as not; else its owner goes on.
    if (chance(rng, 0.5)) await takeOver(person, flight.vehicleId);
  }
  if (answer.kind !== 'lost') return answer.kind === 'ok';
  // Not known: asked again with the same key.
  await world.timeline.sleep(1000);
  return (await desk.call(contract.flights.launch, { params, body, key })).kind === 'ok';
};

const launchReady = async (person: Person, waited: Waited, code: Codes): Promise<void> => {
  const { world, desk } = person;
  for (const waiting of world.look<{ id: string; lacksBox: number }>(TO_LAUNCH)) {
    const params = { id: waiting.id };
    const waitedMs = waited(waiting.id);
    if (waiting.lacksBox === 1 && waitedMs < GIVE_UP_MS) continue;
    if (isWithOthers(person, waiting.id, waitedMs)) continue;
    const shown = await desk.call(contract.flights.get, { params });
    if (shown.kind !== 'ok' || shown.value.launchedAt !== null) continue;
    if (waiting.lacksBox === 0 && (await launch(person, shown.value, code))) continue;
    if (waitedMs > GIVE_UP_MS)
      await desk.call(contract.flights.abort, { params, body: { reason: 'it cannot be launched' } });
    else if (
      shown.value.issues.some(({ id }) => id === 'preflight.plan_outdated' || id === 'preflight.battery')
    )
      await desk.call(contract.flights.replan, { params });
  }
};

/** A plan that was blocked is tried again, then the flight is given up. */
const planAnew = async ({ world, desk }: Person, waited: Waited): Promise<void> => {
  for (const { id } of world.look<{ id: string }>(`SELECT id FROM flights WHERE state = 'DRONE_LEASED'`)) {
    const params = { id };
    if (waited(id) > GIVE_UP_MS)
      await desk.call(contract.flights.abort, { params, body: { reason: 'no way' } });
    else await desk.call(contract.flights.replan, { params });
  }
};

const acknowledgeAlarms = async ({ desk, rng }: Person): Promise<void> => {
  const listed = await desk.call(contract.system.alarms);
  if (listed.kind !== 'ok') return;
  const alarm = pick(
    rng,
    listed.value.alarms.filter(({ acknowledged }) => acknowledged === null),
  );
  if (alarm !== undefined) await desk.call(contract.system.acknowledge, { params: { id: alarm.id } });
};

/** One of several dispatchers; they do not speak with each other. */
export const playDispatcher = (person: Person, { code }: Dispatching): void => {
  const waited = createPatience(person);
  keepDoing(person, [2000, 6000], async () => {
    await sendOrders(person, waited);
    await sendHome(person);
    await launchReady(person, waited, code);
    await planAnew(person, waited);
  });
  keepDoing(person, [20_000, 60_000], () => acknowledgeAlarms(person));
};
