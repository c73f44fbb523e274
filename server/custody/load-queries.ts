import { may, type Actor } from '../core/access.ts';
import { fail, ok, refuse, type Result } from '../core/result.ts';
import { emitOrderFact, findOrder, orderState, siteScope } from '../orders/order-queries.ts';
import { boxesOfOrder, type FilledBox } from '../stock/box-queries.ts';
import { unfitFor } from '../stock/fitness.ts';
import { moveUnit, signed } from '../stock/unit-queries.ts';
import type { FlightRow, OrderRow } from '../store/schema.ts';
import type { Reader, Tx } from '../store/store.ts';
import { setHeldBoxAside } from './quarantine-queries.ts';

/** A delivery flight with its order and the sites of its pads. */
type Delivery = {
  readonly flight: FlightRow;
  readonly order: OrderRow;
  readonly vehicleName: string;
  readonly fromSiteId: string;
  readonly toSiteId: string;
};

const siteOfPad = async (reader: Reader, padId: string): Promise<string> => {
  const row = await reader
    .selectFrom('pads')
    .select('site_id')
    .where('id', '=', padId)
    .executeTakeFirstOrThrow();
  return row.site_id;
};

/** The delivery flight if the actor may know of it; another hospital's is "not found" (INV-D8). */
const deliveryFor = async (tx: Tx, actor: Actor, flightId: string): Promise<Result<Delivery>> => {
  const flight = await tx.selectFrom('flights').selectAll().where('id', '=', flightId).executeTakeFirst();
  const order = flight?.order_id == null ? undefined : await findOrder(tx, flight.order_id);
  const scope = siteScope(actor);
  if (flight === undefined || (scope !== undefined && order?.site_id !== scope)) {
    return refuse('flights.not_found', `There is no flight ${flightId}.`);
  }
  if (order === undefined || flight.kind !== 'delivery') {
    return refuse('custody.no_order', `Flight ${flight.number} carries no order.`);
  }
  const vehicle = await tx
    .selectFrom('vehicles')
    .select('name')
    .where('id', '=', flight.vehicle_id)
    .executeTakeFirstOrThrow();
  return ok({
    flight,
    order,
    vehicleName: vehicle.name,
    fromSiteId: await siteOfPad(tx, flight.from_pad_id),
    toSiteId: await siteOfPad(tx, flight.to_pad_id),
  });
};

const boxOf = async (tx: Tx, order: OrderRow, boxNo: string): Promise<Result<FilledBox>> => {
  const boxes = await boxesOfOrder(tx, order.id);
  const filled = boxes.find(({ box }) => box.box_no === boxNo);
  if (filled !== undefined) return ok(filled);
  const numbers = boxes.map(({ box }) => box.box_no).join(', ');
  return refuse(
    'custody.wrong_box',
    `Box ${boxNo} is not of order ${order.number}; its boxes: ${numbers === '' ? 'none' : numbers}.`,
    { place: 'boxNo' },
  );
};

/** Each unit is what its line asks for and lives long enough (INV-D6). Failures: `stock.wrong_kind`, `unit_expired`. */
export const loadable = async (tx: Tx, order: OrderRow, filled: FilledBox): Promise<Result<undefined>> => {
  const lines = await tx.selectFrom('order_lines').selectAll().where('order_id', '=', order.id).execute();
  for (const unit of filled.units) {
    const line = lines.find((candidate) => candidate.id === unit.line_id);
    if (line === undefined) throw new Error(`unit ${unit.din} has no line of order ${order.id}`);
    const unfit = unfitFor(unit, line, { neededBy: order.needed_by, now: tx.now });
    if (unfit !== undefined) return fail(unfit);
  }
  return ok(undefined);
};

export type LoadScan = { readonly boxNo: string; readonly sealNo: string; readonly vehicleName: string };

const checkScan = (delivery: Delivery, filled: FilledBox, scan: LoadScan): Result<undefined> => {
  if (filled.box.seal_no !== scan.sealNo) {
    return refuse(
      'custody.wrong_seal',
      `Box ${scan.boxNo} was closed with seal ${filled.box.seal_no}, got ${scan.sealNo}: do not load it.`,
      { place: 'sealNo' },
    );
  }
  if (delivery.vehicleName.toUpperCase() !== scan.vehicleName.toUpperCase()) {
    return refuse(
      'custody.wrong_vehicle',
      `Flight ${delivery.flight.number} is by drone ${delivery.vehicleName}, got ${scan.vehicleName}.`,
      { place: 'vehicleName' },
    );
  }
  if (filled.units.some((unit) => unit.state !== 'PACKED')) {
    return refuse('custody.already_loaded', `Box ${scan.boxNo} is loaded already.`, { place: 'boxNo' });
  }
  return ok(undefined);
};

/**
 * Loads one box on the drone of a delivery flight: PACKED → LOADED. Failures: `flights.not_found`, `custody.wrong_site`,
 * `flight_launched`, `wrong_box`, `wrong_seal`, `wrong_vehicle`, `already_loaded`, `stock.unit_expired`.
 */
export const loadBox = async (tx: Tx, flightId: string, scan: LoadScan): Promise<Result<undefined>> => {
  const { actor } = tx.cause;
  const found = await deliveryFor(tx, actor, flightId);
  if (!found.ok) return found;
  const { flight, order, fromSiteId } = found.value;
  if (!may(actor.role, 'pack.work') && actor.siteId !== fromSiteId) {
    return refuse(
      'custody.wrong_site',
      'Boxes are loaded by the people of the place where the drone stands.',
    );
  }
  if (flight.launched_at !== null || flight.ended_at !== null) {
    return refuse(
      'custody.flight_launched',
      `Flight ${flight.number} is ${flight.state}: nothing can be loaded.`,
    );
  }
  const filled = await boxOf(tx, order, scan.boxNo);
  if (!filled.ok) return filled;
  const checked = checkScan(found.value, filled.value, scan);
  if (!checked.ok) return checked;
  const fit = await loadable(tx, order, filled.value);
  if (!fit.ok) return fit;
  const { box, units } = filled.value;
  await tx.db
    .updateTable('boxes')
    .set({ flight_id: flightId, loaded_json: signed(actor, tx.now) })
    .where('id', '=', box.id)
    .execute();
  for (const unit of units) {
    await moveUnit(tx, unit, 'load', {
      place: `vehicle:${flight.vehicle_id}`,
      orderId: order.id,
      data: { boxId: box.id, boxNo: box.box_no, sealNo: box.seal_no, flightId },
    });
  }
  await emitOrderFact(tx, order, 'order.box_loaded', { boxNo: box.box_no, by: 'drone', flightId });
  return ok(undefined);
};

/** A box that came with this flight, for the people of the hospital that ordered it. */
const arrivedBox = async (
  tx: Tx,
  { flight, order, toSiteId }: Delivery,
  boxNo: string,
): Promise<Result<FilledBox>> => {
  if (tx.cause.actor.siteId !== toSiteId || order.site_id !== toSiteId) {
    return refuse(
      'custody.wrong_site',
      'Boxes are unloaded by the people of the hospital that ordered them.',
    );
  }
  if (orderState(order) !== 'DELIVERED') {
    return refuse(
      'custody.not_landed',
      `Order ${order.number} is ${order.state}: boxes are unloaded once the drone has landed on the pad.`,
    );
  }
  const filled = await boxOf(tx, order, boxNo);
  if (!filled.ok) return filled;
  const { box, units } = filled.value;
  if (box.flight_id !== flight.id) {
    return refuse('custody.wrong_box', `Box ${boxNo} did not come with flight ${flight.number}.`, {
      place: 'boxNo',
    });
  }
  if (units.some((unit) => unit.state !== 'IN_FLIGHT')) {
    return refuse('custody.already_unloaded', `Box ${boxNo} is unloaded already.`, { place: 'boxNo' });
  }
  return filled;
};

/**
 * Unloads one box from the landed drone by the people of the hospital: IN_FLIGHT → UNLOADED; what is in a box that another
 * delivery has replaced stays in quarantine. Failures:
 * `flights.not_found`, `custody.wrong_site`, `not_landed`, `wrong_box`, `already_unloaded`.
 */
export const unloadBox = async (tx: Tx, flightId: string, boxNo: string): Promise<Result<undefined>> => {
  const { actor } = tx.cause;
  const found = await deliveryFor(tx, actor, flightId);
  if (!found.ok) return found;
  const { flight, order, toSiteId } = found.value;
  const place = `site:${toSiteId}`;
  // What is out of use may stand where nobody knows of it: the people of the blood centre see to it.
  if (flight.landed_at !== null && (actor.siteId === toSiteId || may(actor.role, 'pack.work'))) {
    const aside = await setHeldBoxAside(tx, boxNo, { flightId, place });
    if (aside !== undefined) return aside;
  }
  const arrived = await arrivedBox(tx, found.value, boxNo);
  if (!arrived.ok) return arrived;
  const { box, units } = arrived.value;
  await tx.db
    .updateTable('boxes')
    .set({ unloaded_json: signed(actor, tx.now) })
    .where('id', '=', box.id)
    .execute();
  for (const unit of units)
    await moveUnit(tx, unit, 'unload', {
      place,
      orderId: order.id,
      data: { boxId: box.id, boxNo, flightId },
    });
  await emitOrderFact(tx, order, 'order.box_unloaded', { boxNo, flightId });
  return ok(undefined);
};
