import { newId } from '../core/ids.ts';
import type { Rng } from '../core/ports.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import { emitOrderFact, findOrder, missingUnits, moveOrder, orderState } from '../orders/order-queries.ts';
import { loggable } from '../orders/note-check.ts';
import { boxesOfOrder } from '../stock/box-queries.ts';
import { reserveUnits } from '../stock/reserve-queries.ts';
import { moveUnit } from '../stock/unit-queries.ts';
import type { OrderRow } from '../store/schema.ts';
import type { FailedDeliveryRow } from '../store/schema-failure.ts';
import type { Reader, Tx } from '../store/store.ts';
import { handToCourier } from './custody-queries.ts';
import { isRefusal, orderAgain } from './refusal-queries.ts';

/** What became of a delivery flight that will not arrive as it was planned. */
export type FlightTrouble = { readonly state: string; readonly reason: string };

/** Orders whose delivery can still fail. */
const UNDELIVERED = ['PACKED', 'REQUEUED', 'IN_FLIGHT'];

export const failureOfFlight = (reader: Reader, flightId: string): Promise<FailedDeliveryRow | undefined> =>
  reader.selectFrom('failed_deliveries').selectAll().where('flight_id', '=', flightId).executeTakeFirst();

const orderOfFlight = async (tx: Tx, flightId: string): Promise<OrderRow | undefined> => {
  const flight = await tx.selectFrom('flights').selectAll().where('id', '=', flightId).executeTakeFirst();
  return flight?.kind === 'delivery' && flight.order_id !== null ? findOrder(tx, flight.order_id) : undefined;
};

/**
 * The delivery is in doubt: from now on a replacement is proposed. Written with the flight's own step; once a flight.
 * Does nothing for a way home, or where the order no longer waits for this flight.
 */
export const openFailure = async (
  tx: Tx,
  rng: Rng,
  flightId: string,
  { state, reason }: FlightTrouble,
): Promise<void> => {
  const order = await orderOfFlight(tx, flightId);
  if (order === undefined || !UNDELIVERED.includes(order.state)) return;
  if ((await failureOfFlight(tx, flightId)) !== undefined) return;
  await tx.db
    .insertInto('failed_deliveries')
    .values({
      id: newId(rng),
      order_id: order.id,
      flight_id: flightId,
      state: 'OPEN',
      flight_state: state,
      reason,
      opened_at: tx.now,
      decided_json: null,
    })
    .execute();
  await emitOrderFact(tx, order, 'order.delivery_failed', { flightId, flightState: state });
};

/** Takes every unit that this flight carries out of use, box by box, until a person decides. */
export const quarantineLoad = async (tx: Tx, rng: Rng, flightId: string, place: string): Promise<void> => {
  const order = await orderOfFlight(tx, flightId);
  const failure = await failureOfFlight(tx, flightId);
  if (order === undefined || failure === undefined) return;
  for (const { box, units } of await boxesOfOrder(tx, order.id)) {
    const aboard = units.filter(({ state }) => state === 'LOADED' || state === 'IN_FLIGHT');
    if (box.flight_id !== flightId || aboard.length === 0) continue;
    for (const unit of aboard)
      await moveUnit(tx, unit, 'lose', {
        place,
        orderId: order.id,
        reason: 'failed_delivery',
        data: { boxId: box.id, boxNo: box.box_no, flightId },
      });
    await tx.db
      .insertInto('quarantined_boxes')
      .values({
        id: newId(rng),
        failure_id: failure.id,
        box_id: box.id,
        box_no: box.box_no,
        temperature_class: box.temperature_class,
        state: 'HELD',
        units_json: JSON.stringify(aboard.map(({ din }) => din)),
        decided_json: null,
      })
      .execute();
  }
};

const settle = async (
  tx: Tx,
  row: FailedDeliveryRow,
  state: 'ACCEPTED' | 'DISMISSED' | 'WITHDRAWN',
  decision: Readonly<Record<string, unknown>>,
): Promise<void> => {
  const { actor } = tx.cause;
  const by = { personId: actor.personId, name: actor.name, at: tx.now };
  const result = await tx.db
    .updateTable('failed_deliveries')
    .set({ state, decided_json: JSON.stringify({ ...decision, by }) })
    .where('id', '=', row.id)
    .where('state', '=', 'OPEN')
    .executeTakeFirst();
  if (result.numUpdatedRows !== 1n) throw new Error(`failed delivery ${row.id} is no longer open`);
};

/** It arrived after all: nothing is proposed any more. */
export const withdrawFailure = async (tx: Tx, flightId: string): Promise<void> => {
  const row = await failureOfFlight(tx, flightId);
  if (row?.state === 'OPEN') await settle(tx, row, 'WITHDRAWN', { means: null, reason: 'delivered' });
};

export type Means = 'drone' | 'road';
export type Choice = { readonly means: Means; readonly vehicleId: string | null; readonly reason: string };

const openRow = async (tx: Tx, id: string): Promise<Result<FailedDeliveryRow>> => {
  const row = await tx.selectFrom('failed_deliveries').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) return refuse('custody.not_found', `There is no failed delivery ${id}.`);
  if (row.state !== 'OPEN')
    return refuse('custody.failure_decided', 'Somebody else has decided this already.', {
      details: { state: row.state, decided: JSON.parse(row.decided_json ?? 'null') as unknown },
    });
  return ok(row);
};

/** Gives the order back to the queue although its drone is still in the air: its blood is out of use. */
const giveUpLoad = async (
  tx: Tx,
  rng: Rng,
  row: FailedDeliveryRow,
  order: OrderRow,
): Promise<Result<OrderRow>> => {
  const flight = await tx
    .selectFrom('flights')
    .select('vehicle_id')
    .where('id', '=', row.flight_id)
    .executeTakeFirstOrThrow();
  await quarantineLoad(tx, rng, row.flight_id, `vehicle:${flight.vehicle_id}`);
  return moveOrder(tx, order, 'requeue', { reason: row.reason, data: { flightId: row.flight_id } });
};

/** Units for what is missing, all or none; nothing is held back before this. */
const refill = async (tx: Tx, order: OrderRow): Promise<Result<OrderRow>> => {
  const issues = await reserveUnits(tx, order);
  if (issues.length > 0)
    return refuse('custody.no_replacement', issues.map(({ sentence }) => sentence).join(' '), {
      details: { issues },
    });
  return moveOrder(tx, order, 'reserve');
};

/** In the air, or on a drone of which nobody knows whether it has taken off: its launch is UNKNOWN, its order still waits. */
const mayBeAboard = async (tx: Tx, row: FailedDeliveryRow, order: OrderRow): Promise<boolean> => {
  if (orderState(order) === 'IN_FLIGHT') return true;
  const loaded = await tx
    .selectFrom('boxes')
    .innerJoin('units', 'units.box_id', 'boxes.id')
    .select('units.id')
    .where('boxes.flight_id', '=', row.flight_id)
    .where('units.state', '=', 'LOADED')
    .executeTakeFirst();
  return loaded !== undefined;
};

/** The order that the replacement is for: a new one after a refused receipt, else this one, free of the failed flight. */
const freeForReplacement = async (
  tx: Tx,
  rng: Rng,
  row: FailedDeliveryRow,
  order: OrderRow,
): Promise<Result<OrderRow>> => {
  if (isRefusal(row)) return orderAgain(tx, rng, order);
  return (await mayBeAboard(tx, row, order)) ? giveUpLoad(tx, rng, row, order) : ok(order);
};

/**
 * A dispatcher takes the proposal: replacement units are reserved now, the load of the failed flight is out of use.
 * Boxes that never left the ground go by road at once. Failures: `custody.failure_decided` (somebody was faster),
 * `no_replacement`, `orders.*`.
 */
export const acceptFailure = async (
  tx: Tx,
  rng: Rng,
  id: string,
  choice: Choice,
): Promise<Result<undefined>> => {
  const found = await openRow(tx, id);
  if (!found.ok) return found;
  const row = found.value;
  let order = await findOrder(tx, row.order_id);
  if (order === undefined) throw new Error(`no order ${row.order_id}`);
  const freed = await freeForReplacement(tx, rng, row, order);
  if (!freed.ok) return freed;
  order = freed.value;
  if ((await missingUnits(tx, order.id)) > 0) {
    const filled = await refill(tx, order);
    if (!filled.ok) return filled;
    order = filled.value;
  } else if (choice.means === 'road' && orderState(order) === 'REQUEUED') {
    const moved = await moveOrder(tx, order, 'by-road', { reason: choice.reason });
    if (!moved.ok) return moved;
    const handed = await handToCourier(tx, moved.value);
    if (!handed.ok) return handed;
    order = moved.value;
  }
  await settle(tx, row, 'ACCEPTED', { ...choice });
  await emitOrderFact(tx, order, 'order.replacement', { means: choice.means });
  return ok(undefined);
};

/** Nothing is to replace it; the order stays as it is. */
export const dismissFailure = async (tx: Tx, id: string, reason: string): Promise<Result<undefined>> => {
  const found = await openRow(tx, id);
  if (!found.ok) return found;
  const order = await findOrder(tx, found.value.order_id);
  await settle(tx, found.value, 'DISMISSED', { means: null, reason });
  if (order !== undefined)
    await emitOrderFact(tx, order, 'order.replacement_declined', { reason: loggable(reason) });
  return ok(undefined);
};
