import type { Order } from '../../server/api/contract/orders.ts';
import { isFlightAirborne, isFlightEnded } from '../../server/flight/states.ts';
import { URGENCIES } from '../../server/orders/states.ts';

/** What an order waits for, in the words of the queue (`console.waits.<key>`). */
export type WaitsFor =
  | 'accept'
  | 'stock'
  | 'packing'
  | 'drone'
  | 'launch'
  | 'takeoff'
  | 'arrival'
  | 'attention'
  | 'receipt'
  | 'again'
  | 'courier'
  | 'closing'
  | 'nothing';

const BY_STATE: Readonly<Record<Order['state'], WaitsFor>> = {
  SUBMITTED: 'accept',
  ACCEPTED: 'stock',
  RESERVED: 'packing',
  PACKED: 'drone',
  IN_FLIGHT: 'arrival',
  DELIVERED: 'receipt',
  RECEIVED: 'closing',
  CLOSED: 'nothing',
  REJECTED: 'nothing',
  CANCELLED: 'nothing',
  REQUEUED: 'again',
  BY_ROAD: 'courier',
};

const NEEDS_A_PERSON: readonly string[] = ['UNKNOWN', 'LOST', 'SILENT', 'EXTERNAL_CONTROL'];
const LAUNCHING: readonly string[] = ['UPLOADED', 'VERIFIED', 'PREFLIGHT', 'AUTHORISED', 'ARM_INTENT'];

/** Orders whose promised time no longer runs. */
const CLOCK_STOPPED: readonly Order['state'][] = ['RECEIVED', 'CLOSED', 'REJECTED', 'CANCELLED'];

export const clockRuns = (state: Order['state']): boolean => !CLOCK_STOPPED.includes(state);

/** Whether an order can be given to a drone: also again, when an earlier flight of it has failed. */
export const canBeSent = (order: Pick<Order, 'state' | 'flight'>): boolean =>
  (order.state === 'PACKED' || order.state === 'REQUEUED') &&
  (order.flight === null || isFlightEnded(order.flight.state));

export const waitsFor = (order: Pick<Order, 'state' | 'flight'>): WaitsFor => {
  if (canBeSent(order)) return BY_STATE[order.state];
  const flight = order.flight;
  const waiting = order.state === 'PACKED' || order.state === 'REQUEUED';
  if (flight !== null && (waiting || order.state === 'IN_FLIGHT')) {
    if (NEEDS_A_PERSON.includes(flight.state)) return 'attention';
    if (LAUNCHING.includes(flight.state)) return 'takeoff';
    if (!isFlightAirborne(flight.state) && waiting) return 'launch';
  }
  return BY_STATE[order.state];
};

/** Whether the next step is the dispatcher's: these stand out in the queue. */
export const waitsForDispatcher = (waits: WaitsFor): boolean =>
  waits === 'drone' || waits === 'launch' || waits === 'again' || waits === 'attention';

/** Urgency first, then what is due sooner, then what came first. */
export const rankOrders = <T extends Pick<Order, 'urgency' | 'dueAt' | 'submittedAt'>>(
  orders: readonly T[],
): T[] =>
  [...orders].sort(
    (a, b) =>
      URGENCIES.indexOf(a.urgency) - URGENCIES.indexOf(b.urgency) ||
      a.dueAt - b.dueAt ||
      a.submittedAt - b.submittedAt,
  );
