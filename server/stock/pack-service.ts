import type { z } from 'zod';
import type { Order, orders } from '../api/contract/orders.ts';
import { temperatureClassOf, type Component } from '../blood/component.ts';
import { parseDin } from '../blood/din.ts';
import { boxMassKg } from '../blood/mass.ts';
import { may, type Actor } from '../core/access.ts';
import type { Cause } from '../core/cause.ts';
import { newId } from '../core/ids.ts';
import type { Rng } from '../core/ports.ts';
import { fail, ok, refuse, type Result } from '../core/result.ts';
import { emitOrderFact, missingUnits, moveOrder, orderFor } from '../orders/order-queries.ts';
import { orderView } from '../orders/view-queries.ts';
import type { BoxRow, OrderRow, UnitRow } from '../store/schema.ts';
import type { Store, Tx } from '../store/store.ts';
import { unfitFor } from './fitness.ts';
import { UNIT_BOXED_STATES } from './life-cycle.ts';
import { reservedForPick } from './pick-queries.ts';
import { centrePlace, moveUnit, signed, signerOf, unitByDin, unitsOfOrder } from './unit-queries.ts';

export type PackServiceDeps = {
  readonly store: Store;
  readonly rng: Rng;
  /** Proves who the second person at the same device is; rate limits and audits attempts itself. */
  readonly verifySecond: (login: string, password: string, ip: string) => Promise<Result<Actor>>;
  readonly etaOf: (flightId: string) => number | null;
};

type CheckBody = z.output<typeof orders.check.body>;
type PackBody = z.output<typeof orders.pack.body>;

const scannedUnit = async (tx: Tx, scan: string): Promise<Result<UnitRow>> => {
  const parsed = parseDin(scan);
  if (!parsed.ok) return refuse(parsed.error.code, parsed.error.message, { place: 'scan' });
  const unit = await unitByDin(tx, parsed.value.din);
  if (unit === undefined) {
    return refuse('stock.unknown_unit', `There is no unit ${parsed.value.din} in stock.`, { place: 'scan' });
  }
  return ok(unit);
};

/** The order, if it is being packed. */
const packingOrder = async (tx: Tx, id: string): Promise<Result<OrderRow>> => {
  const found = await orderFor(tx, tx.cause.actor, id);
  if (!found.ok || found.value.state === 'RESERVED') return found;
  return refuse(
    'orders.wrong_state',
    `Order ${found.value.number} is ${found.value.state}; picking and packing need RESERVED.`,
    { details: { state: found.value.state, expected: ['RESERVED'] } },
  );
};

const pickUnit = async (tx: Tx, id: string, scan: string): Promise<Result<OrderRow>> => {
  const order = await packingOrder(tx, id);
  if (!order.ok) return order;
  const unit = await scannedUnit(tx, scan);
  if (!unit.ok) return unit;
  const place = await centrePlace(tx);
  const reserved = await reservedForPick(tx, order.value, unit.value, place);
  if (!reserved.ok) return reserved;
  const { din, component } = reserved.value;
  await moveUnit(tx, reserved.value, 'pick', {
    place,
    orderId: id,
    set: { picked_json: signed(tx.cause.actor, tx.now) },
  });
  await emitOrderFact(tx, order.value, 'order.unit_picked', { din, component });
  return order;
};

const checkUnit = async (tx: Tx, id: string, scan: string): Promise<Result<OrderRow>> => {
  const order = await packingOrder(tx, id);
  if (!order.ok) return order;
  const scanned = await scannedUnit(tx, scan);
  if (!scanned.ok) return scanned;
  const { din, component } = scanned.value;
  const unit = (await unitsOfOrder(tx, id)).find((own) => own.din === din);
  if (unit?.state !== 'PICKED') {
    return refuse(
      'stock.not_picked',
      unit === undefined
        ? `Unit ${din} is not picked for order ${order.value.number}: put it back.`
        : `Expected a picked unit, ${din} is ${unit.state}.`,
      { place: 'scan' },
    );
  }
  if (signerOf(unit.picked_json) === tx.cause.actor.personId) {
    return refuse(
      'stock.second_person',
      `Unit ${din} was picked by ${tx.cause.actor.name}: another person has to check it.`,
    );
  }
  const place = await centrePlace(tx);
  await moveUnit(tx, unit, 'check', {
    place,
    orderId: id,
    set: { checked_json: signed(tx.cause.actor, tx.now) },
    data: { pickedBy: signerOf(unit.picked_json) },
  });
  await emitOrderFact(tx, order.value, 'order.unit_checked', { din, component });
  return order;
};

const labelsFree = async (tx: Tx, body: PackBody): Promise<Result<undefined>> => {
  const taken = await tx
    .selectFrom('boxes')
    .innerJoin('units', 'units.box_id', 'boxes.id')
    .select(['boxes.box_no as boxNo', 'boxes.seal_no as sealNo'])
    .where('units.state', 'in', UNIT_BOXED_STATES)
    .where((eb) => eb.or([eb('boxes.box_no', '=', body.boxNo), eb('boxes.seal_no', '=', body.sealNo)]))
    .executeTakeFirst();
  if (taken === undefined) return ok(undefined);
  return taken.boxNo === body.boxNo
    ? refuse('stock.box_in_use', `Box ${body.boxNo} is under way with blood: take another box.`, {
        place: 'boxNo',
      })
    : refuse('stock.seal_in_use', `Seal ${body.sealNo} is on box ${taken.boxNo}: take another seal.`, {
        place: 'sealNo',
      });
};

/** Every unit is what its line asks for and lives long enough (INV-D6). */
const allFit = async (tx: Tx, order: OrderRow, units: readonly UnitRow[]): Promise<Result<undefined>> => {
  const lines = await tx.selectFrom('order_lines').selectAll().where('order_id', '=', order.id).execute();
  for (const unit of units) {
    const line = lines.find((candidate) => candidate.id === unit.line_id);
    if (line === undefined) throw new Error(`unit ${unit.din} has no line of order ${order.id}`);
    const unfit = unfitFor(unit, line, { neededBy: order.needed_by, now: tx.now });
    if (unfit !== undefined) return fail(unfit);
  }
  return ok(undefined);
};

/** The last check by somebody other than the packer, so that two people sign for every box. */
const checkerBeside = (packer: Actor, units: readonly UnitRow[]): Result<string> => {
  const signatures = units.flatMap((unit) => (unit.checked_json === null ? [] : [unit.checked_json]));
  const other = signatures.findLast((json) => signerOf(json) !== packer.personId);
  if (other !== undefined) return ok(other);
  return refuse(
    'stock.second_person',
    `${packer.name} has checked every unit of this box: another person has to pack and seal it.`,
  );
};

const packBox = async (tx: Tx, rng: Rng, id: string, body: PackBody): Promise<Result<OrderRow>> => {
  const found = await packingOrder(tx, id);
  if (!found.ok) return found;
  const order = found.value;
  const units = (await unitsOfOrder(tx, id)).filter(
    (unit) =>
      unit.state === 'CHECKED' && temperatureClassOf(unit.component as Component) === body.temperatureClass,
  );
  if (units.length === 0) {
    return refuse(
      'stock.nothing_checked',
      `Order ${order.number} has no checked unit of class ${body.temperatureClass} outside a box.`,
    );
  }
  const fit = await allFit(tx, order, units);
  if (!fit.ok) return fit;
  const free = await labelsFree(tx, body);
  if (!free.ok) return free;
  const checker = checkerBeside(tx.cause.actor, units);
  if (!checker.ok) return checker;
  const bags = units.map((unit) => ({ component: unit.component as Component, volumeMl: unit.volume_ml }));
  const box: BoxRow = {
    id: newId(rng),
    order_id: id,
    box_no: body.boxNo,
    seal_no: body.sealNo,
    temperature_class: body.temperatureClass,
    mass_kg: boxMassKg(body.temperatureClass, bags),
    start_temperature_c: body.temperatureC ?? null,
    packed_json: signed(tx.cause.actor, tx.now),
    checked_json: checker.value,
    flight_id: null,
    loaded_json: null,
    unloaded_json: null,
  };
  await tx.db.insertInto('boxes').values(box).execute();
  const place = await centrePlace(tx);
  for (const unit of units) {
    await moveUnit(tx, unit, 'pack', {
      place,
      orderId: id,
      set: { box_id: box.id },
      data: { boxId: box.id, boxNo: box.box_no, sealNo: box.seal_no },
    });
  }
  await emitOrderFact(tx, order, 'order.box_packed', {
    boxNo: box.box_no,
    sealNo: box.seal_no,
    temperatureClass: box.temperature_class,
    units: units.length,
  });
  tx.created(id);
  return completeIfPacked(tx, order);
};

const completeIfPacked = async (tx: Tx, order: OrderRow): Promise<Result<OrderRow>> => {
  const units = await unitsOfOrder(tx, order.id);
  const open = units.some((unit) => unit.box_id === null) || (await missingUnits(tx, order.id)) > 0;
  return open ? ok(order) : moveOrder(tx, order, 'pack-complete');
};

/** Picking, the second check and packing at the issuing desk. Failures: `stock.*`, `orders.*`, `blood.invalid_din*`. */
export const createPackService = ({ store, rng, verifySecond, etaOf }: PackServiceDeps) => {
  const work = (
    cause: Cause,
    fn: (tx: Tx) => Promise<Result<OrderRow>>,
    reader: Actor = cause.actor,
  ): Promise<Result<Order>> =>
    store.transact(cause, async (tx) => {
      const changed = await fn(tx);
      return changed.ok ? ok(await orderView(tx, changed.value, { actor: reader, etaOf })) : changed;
    });

  return {
    show: async (actor: Actor, orderId: string): Promise<Result<Order>> => {
      const found = await orderFor(store.read, actor, orderId);
      return found.ok ? ok(await orderView(store.read, found.value, { actor, etaOf })) : found;
    },

    pick: (cause: Cause, orderId: string, scan: string): Promise<Result<Order>> =>
      work(cause, (tx) => pickUnit(tx, orderId, scan)),

    /** The checker is the session's person, or the one whose log-in comes with the request. */
    check: async (cause: Cause, orderId: string, body: CheckBody, ip: string): Promise<Result<Order>> => {
      if (body.second === undefined) return work(cause, (tx) => checkUnit(tx, orderId, body.scan));
      const second = await verifySecond(body.second.login, body.second.password, ip);
      if (!second.ok) return second;
      if (!may(second.value.role, 'pack.work')) {
        return refuse('stock.second_role', 'The second person has to be of the issuing desk.', {
          place: 'second.login',
        });
      }
      // The record names who checked; session and request show at whose device.
      const { sessionId, requestId } = cause.actor;
      const asSecond: Cause = { ...cause, actor: { ...second.value, sessionId, requestId } };
      return work(asSecond, (tx) => checkUnit(tx, orderId, body.scan), cause.actor);
    },

    pack: (cause: Cause, orderId: string, body: PackBody): Promise<Result<Order>> =>
      work(cause, (tx) => packBox(tx, rng, orderId, body)),
  };
};

export type PackService = ReturnType<typeof createPackService>;
