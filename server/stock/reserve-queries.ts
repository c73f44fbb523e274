import type { Issue } from '../core/issue.ts';
import type { OrderLineRow, OrderRow, UnitRow } from '../store/schema.ts';
import type { Reader, Tx } from '../store/store.ts';
import { kindText, usableUntil } from './fitness.ts';
import { centrePlace, moveUnit, unitsOfOrder, unitState } from './unit-queries.ts';

/** Available units that have passed their time become EXPIRED. Returns how many. */
export const expireDueUnits = async (tx: Tx): Promise<number> => {
  const due = await tx
    .selectFrom('units')
    .selectAll()
    .where('state', 'in', ['AVAILABLE', 'RETURNED'])
    .where('expires_at', '<=', tx.now)
    .orderBy('din')
    .execute();
  if (due.length === 0) return 0;
  const place = await centrePlace(tx);
  for (const unit of due) await moveUnit(tx, unit, 'expire', { place, reason: 'expired in stock' });
  return due.length;
};

/** The soonest to expire among exact matches that live long enough; equal ones by DIN, so that it is repeatable. */
export const candidates = (
  tx: Reader,
  line: OrderLineRow,
  count: number,
  until: number,
): Promise<UnitRow[]> =>
  tx
    .selectFrom('units')
    .selectAll()
    .where('state', '=', 'AVAILABLE')
    .where('component', '=', line.component)
    .where('abo', '=', line.abo)
    .where('rhd', '=', line.rhd)
    .where('expires_at', '>=', until)
    .orderBy('expires_at')
    .orderBy('din')
    .limit(count)
    .execute();

const shortage = (line: OrderLineRow, missing: number): Issue => ({
  id: 'stock.shortage',
  severity: 'warning',
  place: `lines.${line.position}`,
  sentence: `${missing} of ${line.units} units of ${kindText(line)} are missing in stock.`,
  fix: 'Take units into stock and reserve again, or reject the order.',
  params: {
    component: line.component,
    abo: line.abo,
    rhd: line.rhd,
    missing,
    units: line.units,
  },
});

/**
 * Reserves for every line what it still lacks, or nothing: an order that cannot be filled holds no unit back from
 * another. Two orders never share a unit: the write is one transaction, and a unit has one line (INV-D3). The issues
 * name each shortage; none = all reserved.
 */
export const reserveUnits = async (tx: Tx, order: OrderRow): Promise<readonly Issue[]> => {
  await expireDueUnits(tx);
  const lines = await tx
    .selectFrom('order_lines')
    .selectAll()
    .where('order_id', '=', order.id)
    .orderBy('position')
    .execute();
  const held = await unitsOfOrder(tx, order.id);
  const until = usableUntil(order.needed_by, tx.now);
  const issues: Issue[] = [];
  const chosen: { line: OrderLineRow; unit: UnitRow }[] = [];
  for (const line of lines) {
    const wanted = line.units - held.filter((unit) => unit.line_id === line.id).length;
    const found = wanted > 0 ? await candidates(tx, line, wanted, until) : [];
    if (found.length < wanted) issues.push(shortage(line, wanted - found.length));
    chosen.push(...found.map((unit) => ({ line, unit })));
  }
  if (issues.length > 0) return issues;
  const place = await centrePlace(tx);
  for (const { line, unit } of chosen) {
    await moveUnit(tx, unit, 'reserve', { place, orderId: order.id, set: { line_id: line.id } });
  }
  return [];
};

/**
 * Takes every unit off an order that ends before its launch. What was packed is not stock again until somebody has
 * looked at it.
 */
export const releaseUnits = async (tx: Tx, order: OrderRow, reason: string): Promise<void> => {
  const units = await unitsOfOrder(tx, order.id);
  const place = await centrePlace(tx);
  for (const unit of units) {
    const input = unitState(unit) === 'PACKED' ? 'return' : 'release';
    await moveUnit(tx, unit, input, { place, orderId: order.id, reason, data: { boxId: unit.box_id } });
  }
};
