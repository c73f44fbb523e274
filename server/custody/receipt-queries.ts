import type { z } from 'zod';
import type { receipt, receiptDraft } from '../api/contract/orders.ts';
import type { TemperatureClass } from '../blood/component.ts';
import type { Actor } from '../core/access.ts';
import type { WallMs } from '../core/clock.ts';
import type { Rng } from '../core/ports.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import { checkNote } from '../orders/note-check.ts';
import { emitOrderFact, moveOrder, orderFor, orderState } from '../orders/order-queries.ts';
import { boxesOfOrder, type FilledBox } from '../stock/box-queries.ts';
import { moveUnit, signed, unitsOfOrder } from '../stock/unit-queries.ts';
import type { OrderRow } from '../store/schema.ts';
import type { Tx } from '../store/store.ts';
import { closeOrder } from './custody-queries.ts';
import { openRefusal } from './refusal-queries.ts';
import { checkReceipt, type ExpectedDelivery, type UnitVerdict } from './receipt-check.ts';

export type ReceiptBody = z.output<typeof receiptDraft>;
type Receipt = z.infer<typeof receipt>;

const signatureOf = (actor: Actor, at: WallMs): Receipt['first'] => ({
  personId: actor.personId,
  name: actor.name,
  at,
});

/** A courier's boxes arrive with the first signature: no telemetry says so. */
const arriveByRoad = async (tx: Tx, order: OrderRow): Promise<Result<OrderRow>> => {
  const arrived = await moveOrder(tx, order, 'arrive', { data: { by: 'road' } });
  if (!arrived.ok) return arrived;
  const place = `site:${order.site_id}`;
  for (const { box, units } of await boxesOfOrder(tx, order.id)) {
    await tx.db
      .updateTable('boxes')
      .set({ unloaded_json: signed(tx.cause.actor, tx.now) })
      .where('id', '=', box.id)
      .execute();
    for (const unit of units) {
      await moveUnit(tx, unit, 'hand-over', { place, orderId: order.id, data: { boxId: box.id } });
    }
  }
  return arrived;
};

const expectedOf = (order: OrderRow, boxes: readonly FilledBox[], now: number): ExpectedDelivery => ({
  neededBy: order.needed_by,
  now,
  boxes: boxes.map(({ box, units }) => ({
    boxNo: box.box_no,
    sealNo: box.seal_no,
    temperatureClass: box.temperature_class as TemperatureClass,
    units: units.map((unit) => ({ din: unit.din, expiresAt: unit.expires_at })),
  })),
});

/** The order at the hospital that ordered it, with its boxes off the drone. */
const arrivedOrder = async (tx: Tx, id: string): Promise<Result<OrderRow>> => {
  const found = await orderFor(tx, tx.cause.actor, id);
  if (!found.ok) return found;
  if (tx.cause.actor.siteId !== found.value.site_id) {
    return refuse('custody.wrong_site', 'A receipt is signed by people of the hospital that ordered.');
  }
  const order = orderState(found.value) === 'BY_ROAD' ? await arriveByRoad(tx, found.value) : found;
  if (!order.ok || orderState(order.value) === 'DELIVERED') return order;
  return refuse(
    'custody.not_delivered',
    `Order ${order.value.number} is ${order.value.state}, not DELIVERED yet.`,
  );
};

const countOf = (units: readonly UnitVerdict[]): Record<UnitVerdict['verdict'], number> => ({
  accept: units.filter((unit) => unit.verdict === 'accept').length,
  refuse: units.filter((unit) => unit.verdict === 'refuse').length,
  quarantine: units.filter((unit) => unit.verdict === 'quarantine').length,
});

const save = (tx: Tx, orderId: string, value: Receipt): Promise<unknown> =>
  tx.db
    .updateTable('orders')
    .set({ receipt_json: JSON.stringify(value) })
    .where('id', '=', orderId)
    .execute();

/**
 * The first signature. May be given again until the second one: the new one replaces the old, both stay in the log.
 * Failures: `orders.not_found`, `custody.not_delivered`, `custody.not_unloaded`, those of `checkReceipt`.
 */
export const signReceipt = async (tx: Tx, id: string, body: ReceiptBody): Promise<Result<OrderRow>> => {
  const found = await arrivedOrder(tx, id);
  if (!found.ok) return found;
  const order = found.value;
  const boxes = await boxesOfOrder(tx, id);
  const onDrone = boxes.filter(({ units }) => units.some((unit) => unit.state !== 'UNLOADED'));
  if (onDrone.length > 0) {
    const numbers = onDrone.map(({ box }) => box.box_no).join(', ');
    return refuse(
      'custody.not_unloaded',
      `Box ${numbers} is not unloaded from the drone yet: scan it at the pad.`,
      {
        details: { boxes: onDrone.map(({ box }) => box.box_no) },
      },
    );
  }
  const checked = checkReceipt(expectedOf(order, boxes, tx.now), body);
  if (!checked.ok) return checked;
  const { units, issues } = checked.value;
  const value: Receipt = {
    boxes: body.boxes,
    units: [...units],
    note: body.note,
    issues: [...issues, ...checkNote(body.note)],
    first: signatureOf(tx.cause.actor, tx.now),
    second: null,
  };
  await save(tx, id, value);
  const signedOrder = { ...order, receipt_json: JSON.stringify(value) };
  await emitOrderFact(tx, signedOrder, 'order.receipt_signed', {
    ...countOf(units),
    issues: issues.map((issue) => issue.id),
    replaces: order.receipt_json !== null,
  });
  tx.created(id);
  return ok(signedOrder);
};

const UNIT_INPUT = { accept: 'receive', refuse: 'refuse', quarantine: 'quarantine' } as const;

/** Whether the drone that brought the order has flown home already. */
const isDroneHome = async (tx: Tx, orderId: string): Promise<boolean> => {
  const delivery = await tx
    .selectFrom('flights')
    .select(['vehicle_id', 'created_at'])
    .where('order_id', '=', orderId)
    .where('kind', '=', 'delivery')
    .orderBy('created_at', 'desc')
    .executeTakeFirst();
  if (delivery === undefined) return true;
  const home = await tx
    .selectFrom('flights')
    .select('id')
    .where('vehicle_id', '=', delivery.vehicle_id)
    .where('kind', '=', 'return')
    .where('state', '=', 'COMPLETED')
    .where('created_at', '>=', delivery.created_at)
    .executeTakeFirst();
  return home !== undefined;
};

/** By road: no box is on a flight. */
const cameByRoad = async (tx: Tx, orderId: string): Promise<boolean> =>
  (await boxesOfOrder(tx, orderId)).every(({ box }) => box.flight_id === null);

/** The order with its first signature, if this person may give the second. */
const signedOnce = async (tx: Tx, id: string): Promise<Result<{ order: OrderRow; value: Receipt }>> => {
  const { actor } = tx.cause;
  const found = await orderFor(tx, actor, id);
  if (!found.ok) return found;
  const order = found.value;
  if (actor.siteId !== order.site_id) {
    return refuse('custody.wrong_site', 'A receipt is signed by people of the hospital that ordered.');
  }
  if (order.receipt_json === null) {
    return refuse('custody.not_signed', `The receipt of order ${order.number} has no first signature yet.`);
  }
  const value = JSON.parse(order.receipt_json) as Receipt;
  if (value.second !== null) {
    return refuse('custody.signed_twice', `The receipt of order ${order.number} is signed twice already.`);
  }
  if (value.first.personId === actor.personId) {
    return refuse(
      'custody.second_person',
      `${actor.name} signed first: the second signature is another person's of the same hospital.`,
    );
  }
  return ok({ order, value });
};

/**
 * The second signature, by the person of the transaction's cause: units RECEIVED, REFUSED or QUARANTINED, the order
 * RECEIVED (and CLOSED, if its drone is home already). Failures: `orders.not_found`, `custody.not_signed`,
 * `custody.signed_twice`,
 * `custody.second_person`, `custody.wrong_site`.
 */
export const cosignReceipt = async (tx: Tx, rng: Rng, id: string): Promise<Result<OrderRow>> => {
  const { actor } = tx.cause;
  const found = await signedOnce(tx, id);
  if (!found.ok) return found;
  const { order, value } = found.value;
  const signedTwice: Receipt = { ...value, second: signatureOf(actor, tx.now) };
  await save(tx, id, signedTwice);
  const place = `site:${order.site_id}`;
  for (const unit of await unitsOfOrder(tx, id)) {
    const verdict = value.units.find((entry) => entry.din === unit.din);
    if (verdict === undefined) throw new Error(`no verdict on unit ${unit.din}`);
    await moveUnit(tx, unit, UNIT_INPUT[verdict.verdict], {
      place,
      orderId: id,
      reason: verdict.reason,
      data: { boxId: unit.box_id, firstBy: value.first.personId },
    });
  }
  const received = await moveOrder(tx, { ...order, receipt_json: JSON.stringify(signedTwice) }, 'receive', {
    data: countOf(value.units),
  });
  if (!received.ok) return received;
  await openRefusal(tx, rng, received.value);
  if ((await cameByRoad(tx, id)) || (await isDroneHome(tx, id))) await closeOrder(tx, id);
  return orderFor(tx, actor, id);
};
