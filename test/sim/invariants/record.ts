import { hashEvent, GENESIS_HASH } from '../../../server/store/audit-chain.ts';
import { isFlightEnded, type FlightState } from '../../../server/flight/states.ts';
import { REFUSED } from '../../../server/custody/refusal-queries.ts';
import { mayGo } from '../../../server/flight/transitions.ts';
import { ORDER_STEPS } from '../../../server/orders/life-cycle.ts';
import type { OrderState } from '../../../server/orders/states.ts';
import { UNIT_END_STATES, UNIT_STEPS } from '../../../server/stock/life-cycle.ts';
import type { EventRow } from '../../../server/store/schema.ts';
import { STOCK_UNITS } from '../place.ts';
import type { Invariant } from './invariant.ts';

type Data = Readonly<Record<string, unknown>>;
const dataOf = ({ data_json: json }: EventRow): Data => JSON.parse(json) as Data;

/** INV-D7: the chain of facts goes on from commit to commit, each with its hash. */
export const auditChain: Invariant = ({ broken }) => {
  let head = { seq: 0, hash: GENESIS_HASH };
  return {
    facts: (events) => {
      for (const row of events) {
        if (row.seq !== head.seq + 1 || row.prev_hash !== head.hash || row.hash !== hashEvent(row))
          broken('INV-D7', `fact ${row.seq} does not follow ${head.seq}`);
        head = { seq: row.seq, hash: row.hash };
      }
    },
  };
};

const ORDER_EVENTS = new Map(Object.values(ORDER_STEPS).map((step) => [step.event as string, step]));
const FINAL_ORDER_STATES: readonly OrderState[] = ['CLOSED', 'REJECTED', 'CANCELLED'];

/** INV-D5: flights and orders move along their published graphs only, and end states are never left. */
export const publishedGraphs: Invariant = ({ world, broken }) => {
  const flights = new Map<string, FlightState>();
  const orders = new Map<string, OrderState>();
  const moveFlight = (subject: string, data: Data): void => {
    const [from, to] = [data['from'] as FlightState, data['to'] as FlightState];
    const known = flights.get(subject);
    if ((known !== undefined && known !== from) || !mayGo(from, to) || isFlightEnded(from))
      broken('INV-D5', `${subject}: ${known ?? '?'}, fact says ${from} to ${to}`);
    flights.set(subject, to);
  };
  const moveOrder = (subject: string, type: string): void => {
    const step = ORDER_EVENTS.get(type);
    const from = orders.get(subject);
    if (step === undefined || from === undefined) return;
    if (!(step.from as readonly OrderState[]).includes(from) || FINAL_ORDER_STATES.includes(from))
      broken('INV-D5', `${subject}: ${from}, then ${type}`);
    orders.set(subject, step.to);
  };
  return {
    facts: (events) => {
      for (const row of events) {
        if (row.type === 'flight.state') moveFlight(row.subject, dataOf(row));
        if (row.type === 'order.submitted') orders.set(row.subject, 'SUBMITTED');
        moveOrder(row.subject, row.type);
      }
    },
    end: () => {
      for (const { id, state } of world.look<{ id: string; state: OrderState }>(
        'SELECT id, state FROM orders',
      ))
        if (orders.get(`order:${id}`) !== state)
          broken('INV-D5', `order ${id} is ${state}, its facts say ${orders.get(`order:${id}`)}`);
      for (const { id, state } of world.look<{ id: string; state: FlightState }>(
        'SELECT id, state FROM flights',
      )) {
        const told = flights.get(`flight:${id}`);
        if (told !== undefined && told !== state)
          broken('INV-D5', `flight ${id} is ${state}, its facts say ${told}`);
      }
    },
  };
};

const UNIT_EVENTS = new Map<string, { from: readonly string[]; to: string }[]>();
for (const step of Object.values(UNIT_STEPS)) {
  const known = UNIT_EVENTS.get(step.event) ?? [];
  UNIT_EVENTS.set(step.event, [...known, step]);
}

/** INV-D4: the custody of each unit is one chain without gap or fork, and no unit comes or goes. */
export const unitChains: Invariant = ({ world, broken }) => {
  const states = new Map<string, string>();
  return {
    facts: (events) => {
      for (const row of events) {
        if (!row.subject.startsWith('unit:')) continue;
        const data = dataOf(row);
        const [from, to] = [data['from'] as string | null, data['to'] as string];
        const known = states.get(row.subject) ?? null;
        if (known !== from) broken('INV-D4', `${row.subject}: ${known}, fact says from ${from}`);
        const steps = UNIT_EVENTS.get(row.type);
        if (steps !== undefined && !steps.some((step) => step.to === to && step.from.includes(from ?? '')))
          broken('INV-D5', `${row.subject}: ${row.type} from ${from} to ${to}`);
        if ((UNIT_END_STATES as readonly (string | null)[]).includes(from))
          broken('INV-D5', `${row.subject} has left ${from}`);
        states.set(row.subject, to);
      }
    },
    end: () => {
      const units = world.look<{ din: string; state: string }>('SELECT din, state FROM units');
      if (units.length !== STOCK_UNITS) broken('INV-D4', `${units.length} units, expected ${STOCK_UNITS}`);
      for (const { din, state } of units)
        if (states.get(`unit:${din}`) !== state)
          broken('INV-D4', `unit ${din} is ${state}, its facts say otherwise`);
    },
  };
};

const TWO_FLIGHTS = `SELECT vehicle_id AS what, count(*) AS n FROM flights WHERE ended_at IS NULL
  GROUP BY vehicle_id HAVING n > 1
  UNION ALL SELECT order_id, count(*) AS n FROM flights WHERE ended_at IS NULL AND order_id IS NOT NULL
  GROUP BY order_id HAVING n > 1`;

/** INV-D3: one drone and one order on one flight at a time. */
export const oneFlightEach: Invariant = ({ world, broken }) => ({
  facts: (events) => {
    if (!events.some(({ type }) => type.startsWith('flight.'))) return;
    for (const { what, n } of world.look<{ what: string; n: number }>(TWO_FLIGHTS))
      broken('INV-D3', `${what} is on ${n} flights`);
  },
});

const UNFIT = `SELECT u.din, u.expires_at, u.component || u.abo || u.rhd AS kind, l.component || l.abo || l.rhd AS wanted
  FROM units u LEFT JOIN order_lines l ON l.id = u.line_id WHERE u.din = ?`;

/** INV-D6: no unit that is expired, or not what was ordered, is loaded. */
export const onlyFitUnits: Invariant = ({ world, broken }) => ({
  facts: (events) => {
    for (const { type, subject, at } of events) {
      if (type !== 'unit.loaded') continue;
      const din = subject.slice('unit:'.length);
      for (const unit of world.look<{ expires_at: number; kind: string; wanted: string | null }>(
        UNFIT,
        din,
      )) {
        if (unit.expires_at <= at) broken('INV-D6', `unit ${din} was loaded after its expiry`);
        if (unit.kind !== unit.wanted)
          broken('INV-D6', `unit ${din} is ${unit.kind}, ordered was ${unit.wanted}`);
      }
    }
  },
});

const NUMBERS = `SELECT number FROM orders UNION ALL SELECT number FROM flights UNION ALL SELECT number FROM incidents`;

/** What is made in a drill says so in its number, and nothing else does. */
export const drillsAreMarked: Invariant = ({ world, broken }) => ({
  end: () => {
    for (const { number } of world.look<{ number: string }>(NUMBERS))
      if (number.startsWith('D-') !== world.modes.drill)
        broken('SIM-2', `${number} in a record that is ${world.modes.drill ? '' : 'not '}of drills`);
  },
});

type Ordered = { readonly id: string; readonly request_no: string; readonly lines: string };
const ORDERS = `SELECT o.id, o.request_no, group_concat(l.component || l.abo || l.rhd || l.units) AS lines
  FROM orders o JOIN order_lines l ON l.order_id = o.id GROUP BY o.id`;

/** What a hospital refused is ordered anew with its request number. */
const ORDERED_AGAIN = `SELECT count(*) AS n FROM failed_deliveries WHERE state = 'ACCEPTED' AND reason = ?`;

/** INV-D1: what was answered 201 stays, as it was. INV-D2: a repeated request makes no second order. */
export const acknowledgedOrders: Invariant = ({ world, broken }) => {
  const answered = new Map<string, string>();
  const fingerprint = ({ request_no: requestNo, lines }: Ordered): string => `${requestNo} ${lines}`;
  const look = (): void => {
    const orders = world.look<Ordered>(ORDERS);
    const byId = new Map(orders.map((order) => [order.id, fingerprint(order)]));
    for (const [id, print] of answered)
      if (byId.get(id) !== print)
        broken('INV-D1', `order ${id} was ${print}, it is ${byId.get(id) ?? 'gone'}`);
    const again = world.look<{ n?: number }>(ORDERED_AGAIN, REFUSED)[0]?.n ?? 0;
    if (orders.length - new Set(orders.map((order) => order.request_no)).size > again)
      broken('INV-D2', 'one request has two orders');
  };
  return {
    answered: ({ routeId }, answer) => {
      if (routeId !== 'orders.create' || answer === 'lost' || answer.status !== 201) return;
      const { id } = answer.body as { id: string };
      const row = world.look<Ordered>(ORDERS).find((order) => order.id === id);
      if (row === undefined) return broken('INV-D1', `order ${id} was answered and is not in the record`);
      answered.set(id, fingerprint(row));
    },
    started: look,
    end: look,
  };
};
