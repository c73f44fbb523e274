import { ok, refuse, type Result } from '../core/result.ts';
import { emitOrderFact, findOrder, missingUnits, moveOrder, orderState } from '../orders/order-queries.ts';
import { boxesOfOrder, type FilledBox } from '../stock/box-queries.ts';
import { centrePlace, moveUnit, unitState } from '../stock/unit-queries.ts';
import type { FlightRow, OrderRow } from '../store/schema.ts';
import type { Tx } from '../store/store.ts';
import { loadable } from './load-queries.ts';

/**
 * What becomes of the blood when its flight goes on: each runs inside the flight stage's own transaction, which also
 * writes the flight's new state. All are safe to call again, and do nothing for a flight without an order (a way home).
 */

/** After a failure: `back` = the boxes never left or are back at the centre; `lost` = they are somewhere else. */
export type BloodAfterFailure = 'back' | 'lost';

type Loaded = { readonly flight: FlightRow; readonly order: OrderRow; readonly boxes: readonly FilledBox[] };

const loadOf = async (tx: Tx, flightId: string): Promise<Loaded | undefined> => {
  const flight = await tx.selectFrom('flights').selectAll().where('id', '=', flightId).executeTakeFirst();
  if (flight === undefined) throw new Error(`no flight ${flightId}`);
  if (flight.kind !== 'delivery' || flight.order_id === null) return undefined;
  const order = await findOrder(tx, flight.order_id);
  if (order === undefined) throw new Error(`no order ${flight.order_id}`);
  return { flight, order, boxes: await boxesOfOrder(tx, order.id) };
};

const need = (result: Result<OrderRow>): OrderRow => {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
};

/** Whether the launch may go on: every unit of the order packed, sealed, loaded on this flight and still fit (INV-D6). */
export const onLaunched = async (tx: Tx, flightId: string): Promise<Result<undefined>> => {
  const load = await loadOf(tx, flightId);
  if (load === undefined) return ok(undefined);
  const { order, boxes } = load;
  const state = orderState(order);
  if ((state !== 'PACKED' && state !== 'REQUEUED') || (await missingUnits(tx, order.id)) > 0) {
    return refuse(
      'custody.not_packed',
      `Order ${order.number} is ${state}: not every unit is in a sealed box.`,
    );
  }
  const left = boxes.filter(
    ({ box, units }) => box.flight_id !== flightId || units.some((unit) => unit.state !== 'LOADED'),
  );
  if (left.length > 0) {
    const numbers = left.map(({ box }) => box.box_no).join(', ');
    return refuse(
      'custody.not_loaded',
      `Box ${numbers} of order ${order.number} is not loaded on this drone.`,
      {
        details: { boxes: left.map(({ box }) => box.box_no) },
      },
    );
  }
  for (const filled of boxes) {
    const fit = await loadable(tx, order, filled);
    if (!fit.ok) return fit;
  }
  return ok(undefined);
};

/** The order has been given a replacement while its drone was still in the air: it no longer waits for this flight. */
const isReplaced = async (tx: Tx, flightId: string): Promise<boolean> =>
  (await tx
    .selectFrom('failed_deliveries')
    .select('id')
    .where('flight_id', '=', flightId)
    .where('state', '=', 'ACCEPTED')
    .executeTakeFirst()) !== undefined;

/** The drone is off the ground: units and order are IN_FLIGHT. */
export const onAirborne = async (tx: Tx, flightId: string): Promise<void> => {
  const load = await loadOf(tx, flightId);
  if (load === undefined || (await isReplaced(tx, flightId))) return;
  const { flight, order, boxes } = load;
  if (orderState(order) !== 'PACKED' && orderState(order) !== 'REQUEUED') return;
  await eachUnit(tx, load, boxes, (unit) =>
    unitState(unit) === 'LOADED' ? ['take-off', `vehicle:${flight.vehicle_id}`] : undefined,
  );
  need(await moveOrder(tx, order, 'launch', { data: { flightId } }));
};

type Step = readonly ['take-off' | 'take-back' | 'lose', string];

const eachUnit = async (
  tx: Tx,
  load: Loaded,
  boxes: readonly FilledBox[],
  stepOf: (unit: FilledBox['units'][number]) => Step | undefined,
): Promise<void> => {
  for (const { box, units } of boxes) {
    for (const unit of units) {
      const step = stepOf(unit);
      if (step === undefined) continue;
      await moveUnit(tx, unit, step[0], {
        place: step[1],
        orderId: load.order.id,
        data: { boxId: box.id, boxNo: box.box_no, flightId: load.flight.id },
      });
    }
  }
};

/**
 * Landed on the pad of the order's hospital: the order is DELIVERED; the units stay with the drone until unloaded. What a
 * replaced flight brings after all is out of use: the order goes on waiting for its replacement.
 */
export const onDelivered = async (tx: Tx, flightId: string): Promise<void> => {
  // Telemetry may have missed the take-off, or a person resolved the flight from UNKNOWN.
  await onAirborne(tx, flightId);
  const load = await loadOf(tx, flightId);
  if (load === undefined || orderState(load.order) !== 'IN_FLIGHT' || (await isReplaced(tx, flightId)))
    return;
  need(await moveOrder(tx, load.order, 'arrive', { data: { flightId } }));
};

/**
 * The flight ended without delivery: the order goes back to the queue. `back`: its boxes are packed again, to be
 * loaded anew; `lost`: their units are quarantined and the order has to be reserved again. `reason` is shown to the
 * hospital.
 */
export const onFailed = async (
  tx: Tx,
  flightId: string,
  outcome: { readonly blood: BloodAfterFailure; readonly reason: string },
): Promise<void> => {
  const load = await loadOf(tx, flightId);
  if (load === undefined || !['PACKED', 'REQUEUED', 'IN_FLIGHT'].includes(load.order.state)) return;
  if (await isReplaced(tx, flightId)) return;
  const own = load.boxes.filter(({ box }) => box.flight_id === flightId);
  const centre = await centrePlace(tx);
  const aloft = (state: string): boolean => state === 'LOADED' || state === 'IN_FLIGHT';
  if (outcome.blood === 'back') {
    await eachUnit(tx, load, own, (unit) => (aloft(unit.state) ? ['take-back', centre] : undefined));
    await tx.db
      .updateTable('boxes')
      .set({ flight_id: null, loaded_json: null })
      .where('flight_id', '=', flightId)
      .where('unloaded_json', 'is', null)
      .execute();
  } else {
    const vehicle = `vehicle:${load.flight.vehicle_id}`;
    await eachUnit(tx, load, own, (unit) => (aloft(unit.state) ? ['lose', vehicle] : undefined));
  }
  need(
    await moveOrder(tx, load.order, 'requeue', {
      reason: outcome.reason,
      data: { flightId, blood: outcome.blood },
    }),
  );
};

/** RECEIVED → CLOSED; anything else stays as it is. Returns whether it closed. */
export const closeOrder = async (tx: Tx, orderId: string): Promise<boolean> => {
  const order = await findOrder(tx, orderId);
  if (order === undefined || orderState(order) !== 'RECEIVED') return false;
  need(await moveOrder(tx, order, 'close'));
  return true;
};

/** A drone is home: closes the received orders that it was the last to carry. Returns how many. */
export const closeOrdersOfVehicle = async (tx: Tx, vehicleId: string): Promise<number> => {
  const rows = await tx
    .selectFrom('orders')
    .innerJoin('flights', 'flights.order_id', 'orders.id')
    .select(['orders.id as id', 'flights.vehicle_id as vehicle_id'])
    .where('flights.kind', '=', 'delivery')
    .where('orders.state', '=', 'RECEIVED')
    .orderBy('flights.created_at')
    .execute();
  const lastCarrier = new Map(rows.map((row) => [row.id, row.vehicle_id]));
  let closed = 0;
  for (const [orderId, carrier] of lastCarrier) {
    if (carrier === vehicleId && (await closeOrder(tx, orderId))) closed += 1;
  }
  return closed;
};

/** All boxes go to a ground courier. Failure: `custody.not_packed`. */
export const handToCourier = async (tx: Tx, order: OrderRow): Promise<Result<undefined>> => {
  const boxes = await boxesOfOrder(tx, order.id);
  const ready = boxes.flatMap(({ units }) => units).every((unit) => unit.state === 'PACKED');
  if (!ready || (await missingUnits(tx, order.id)) > 0) {
    return refuse('custody.not_packed', `Not every unit of order ${order.number} is in a sealed box.`);
  }
  for (const filled of boxes) {
    const fit = await loadable(tx, order, filled);
    if (!fit.ok) return fit;
    for (const unit of filled.units) {
      await moveUnit(tx, unit, 'load', {
        place: 'road',
        orderId: order.id,
        data: { boxId: filled.box.id, boxNo: filled.box.box_no },
      });
    }
    await emitOrderFact(tx, order, 'order.box_loaded', { boxNo: filled.box.box_no, by: 'road' });
  }
  return ok(undefined);
};
