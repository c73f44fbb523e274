import { fail, ok, refuse, type Result } from '../core/result.ts';
import type { OrderLineRow, OrderRow, UnitRow } from '../store/schema.ts';
import type { Tx } from '../store/store.ts';
import { kindText, sameKind, unfitFor, usableUntil } from './fitness.ts';
import { moveUnit, unitsOfOrder } from './unit-queries.ts';

const linesOf = (tx: Tx, orderId: string): Promise<OrderLineRow[]> =>
  tx.selectFrom('order_lines').selectAll().where('order_id', '=', orderId).orderBy('position').execute();

/** The unit that makes room for another one: first what has become unfit, then what lies untouched. */
const replaceable = (
  units: readonly UnitRow[],
  line: OrderLineRow,
  when: { neededBy: number; now: number },
): UnitRow | undefined => {
  const loose = units.filter(
    (unit) => unit.line_id === line.id && ['RESERVED', 'PICKED', 'CHECKED'].includes(unit.state),
  );
  return (
    loose.find((unit) => unfitFor(unit, line, when) !== undefined) ??
    loose.findLast((unit) => unit.state === 'RESERVED')
  );
};

const swapIn = async (tx: Tx, order: OrderRow, unit: UnitRow, place: string): Promise<Result<UnitRow>> => {
  const lines = await linesOf(tx, order.id);
  const line = lines.find((candidate) => sameKind(candidate, unit));
  if (line === undefined) {
    return refuse(
      'stock.wrong_kind',
      `Order ${order.number} asks for ${lines.map(kindText).join(', ')}; unit ${unit.din} is ${kindText(unit)}.`,
      { place: 'scan' },
    );
  }
  if (unit.expires_at < usableUntil(order.needed_by, tx.now)) {
    return refuse(
      'stock.unit_expired',
      `Unit ${unit.din} expires before or soon after the order is needed: take another one.`,
      { place: 'scan' },
    );
  }
  const when = { neededBy: order.needed_by, now: tx.now };
  const out = replaceable(await unitsOfOrder(tx, order.id), line, when);
  if (out === undefined) {
    return refuse('stock.line_complete', `All ${line.units} units of ${kindText(line)} are picked already.`, {
      place: 'scan',
    });
  }
  const reason = `swapped for ${unit.din}`;
  await moveUnit(tx, out, out.expires_at <= tx.now ? 'expire' : 'release', {
    place,
    orderId: order.id,
    reason,
  });
  return ok(
    await moveUnit(tx, unit, 'reserve', {
      place,
      orderId: order.id,
      reason: `swapped in for ${out.din}`,
      set: { line_id: line.id },
    }),
  );
};

/**
 * The reserved unit that a pick takes: the scanned one if it is reserved for this order, else an available exact match
 * that takes the place of another. Failures: `stock.already_picked`, `stock.unit_taken`, `stock.wrong_kind`,
 * `stock.unit_expired`, `stock.line_complete`.
 */
export const reservedForPick = async (
  tx: Tx,
  order: OrderRow,
  unit: UnitRow,
  place: string,
): Promise<Result<UnitRow>> => {
  const line = (await linesOf(tx, order.id)).find((candidate) => candidate.id === unit.line_id);
  if (line !== undefined) {
    if (unit.state !== 'RESERVED') {
      return refuse('stock.already_picked', `Unit ${unit.din} is ${unit.state} for this order already.`, {
        place: 'scan',
      });
    }
    const unfit = unfitFor(unit, line, { neededBy: order.needed_by, now: tx.now });
    return unfit === undefined ? ok(unit) : fail({ ...unfit, place: 'scan' });
  }
  if (unit.state !== 'AVAILABLE') {
    return refuse(
      'stock.unit_taken',
      `Unit ${unit.din} is ${unit.state}${unit.line_id === null ? '' : ' for another order'}: take another one.`,
      { place: 'scan' },
    );
  }
  return swapIn(tx, order, unit, place);
};
