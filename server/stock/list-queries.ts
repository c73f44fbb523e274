import { sql, type Expression, type ExpressionBuilder, type SqlBool } from 'kysely';
import type { Unit } from '../api/contract/stock.ts';
import type { Component } from '../blood/component.ts';
import type { Abo, Rhd } from '../blood/group.ts';
import type { Schema, UnitRow } from '../store/schema.ts';
import type { Reader } from '../store/store.ts';
import { unitState } from './unit-queries.ts';

type Filter = {
  readonly id?: string;
  readonly state?: string | undefined;
  readonly component?: string | undefined;
  /** Part of a DIN. */
  readonly q?: string | undefined;
  readonly limit: number;
  readonly offset: number;
};

/** `expiring24h` counts what is available now and expires within this. */
const EXPIRING_MS = 24 * 3_600_000;

const matching = (eb: ExpressionBuilder<Schema, 'units'>, filter: Filter): Expression<SqlBool> => {
  const parts: Expression<SqlBool>[] = [];
  if (filter.id !== undefined) parts.push(eb('units.id', '=', filter.id));
  if (filter.state !== undefined) parts.push(eb('units.state', '=', filter.state));
  if (filter.component !== undefined) parts.push(eb('units.component', '=', filter.component));
  const text = (filter.q ?? '').toUpperCase().replace(/[^A-Z0-9]/g, '');
  if (text !== '') parts.push(eb('units.din', 'like', `%${text}%`));
  return eb.and(parts);
};

const unitView = (row: UnitRow & { order_id: string | null; order_number: string | null }): Unit => ({
  id: row.id,
  din: row.din,
  component: row.component as Component,
  abo: row.abo as Abo,
  rhd: row.rhd as Rhd,
  productCode: row.product_code,
  volumeMl: row.volume_ml,
  expiresAt: row.expires_at,
  state: unitState(row),
  stateReason: row.state_reason,
  orderId: row.order_id,
  orderNumber: row.order_number,
  boxId: row.box_id,
});

/** Units soonest expiry first, with how many there are in all. */
export const listUnits = async (
  reader: Reader,
  filter: Filter,
): Promise<{ units: Unit[]; total: number }> => {
  const rows = await reader
    .selectFrom('units')
    .leftJoin('order_lines', 'order_lines.id', 'units.line_id')
    .leftJoin('orders', 'orders.id', 'order_lines.order_id')
    .selectAll('units')
    .select(['orders.id as order_id', 'orders.number as order_number'])
    .where((eb) => matching(eb as unknown as ExpressionBuilder<Schema, 'units'>, filter))
    .orderBy('units.expires_at')
    .orderBy('units.din')
    .limit(filter.limit)
    .offset(filter.offset)
    .execute();
  const { total } = await reader
    .selectFrom('units')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .where((eb) => matching(eb, filter))
    .executeTakeFirstOrThrow();
  return { units: rows.map(unitView), total };
};

export const unitViewOf = async (reader: Reader, id: string): Promise<Unit | undefined> =>
  (await listUnits(reader, { id, limit: 1, offset: 0 })).units[0];

export type SummaryRow = {
  component: Component;
  abo: Abo;
  rhd: Rhd;
  available: number;
  reserved: number;
  expiring24h: number;
};

/** Counts by component and group at `now` (wall time); what has expired is not available, swept or not. */
export const summarise = async (reader: Reader, now: number): Promise<SummaryRow[]> => {
  const available = sql<number>`SUM(CASE WHEN state = 'AVAILABLE' AND expires_at > ${now} THEN 1 ELSE 0 END)`;
  const reserved = sql<number>`SUM(CASE WHEN state IN ('RESERVED', 'PICKED', 'CHECKED', 'PACKED') THEN 1 ELSE 0 END)`;
  const expiring = sql<number>`SUM(CASE WHEN state = 'AVAILABLE' AND expires_at > ${now}
    AND expires_at <= ${now + EXPIRING_MS} THEN 1 ELSE 0 END)`;
  const rows = await reader
    .selectFrom('units')
    .select(['component', 'abo', 'rhd'])
    .select([available.as('available'), reserved.as('reserved'), expiring.as('expiring24h')])
    .groupBy(['component', 'abo', 'rhd'])
    .orderBy('component')
    .orderBy('abo')
    .orderBy('rhd')
    .execute();
  return rows.map((row) => ({
    component: row.component as Component,
    abo: row.abo as Abo,
    rhd: row.rhd as Rhd,
    available: row.available,
    reserved: row.reserved,
    expiring24h: row.expiring24h,
  }));
};
