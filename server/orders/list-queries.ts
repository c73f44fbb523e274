import { sql, type Expression, type ExpressionBuilder, type SqlBool } from 'kysely';
import type { OrderRow, Schema } from '../store/schema.ts';
import type { Reader } from '../store/store.ts';

export type OrderFilter = {
  readonly view: 'open' | 'ended' | 'all';
  /** Only this hospital's; undefined = all. */
  readonly siteId: string | undefined;
  readonly q?: string | undefined;
  /** Submitted at or after, before: wall time. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly limit: number;
  readonly offset: number;
};

/** `%text%` for LIKE with its wildcards taken literally. */
const likeText = (text: string): string => `%${text.trim().replace(/[\\%_]/g, (char) => `\\${char}`)}%`;

const matching = (eb: ExpressionBuilder<Schema, 'orders'>, filter: OrderFilter): Expression<SqlBool> => {
  const parts: Expression<SqlBool>[] = [];
  if (filter.view === 'open') parts.push(eb('ended_at', 'is', null));
  if (filter.view === 'ended') parts.push(eb('ended_at', 'is not', null));
  if (filter.siteId !== undefined) parts.push(eb('site_id', '=', filter.siteId));
  if (filter.from !== undefined) parts.push(eb('submitted_at', '>=', filter.from));
  if (filter.to !== undefined) parts.push(eb('submitted_at', '<', filter.to));
  if (filter.q !== undefined && filter.q.trim() !== '') {
    const text = likeText(filter.q);
    parts.push(
      sql<SqlBool>`(orders.number LIKE ${text} ESCAPE '\\' OR orders.request_no LIKE ${text} ESCAPE '\\' OR EXISTS (
        SELECT 1 FROM units JOIN order_lines ON order_lines.id = units.line_id
        WHERE order_lines.order_id = orders.id AND units.din LIKE ${text} ESCAPE '\\'))`,
    );
  }
  return eb.and(parts);
};

/** Orders newest first, with how many there are in all. */
export const listOrders = async (
  reader: Reader,
  filter: OrderFilter,
): Promise<{ rows: OrderRow[]; total: number }> => {
  const rows = await reader
    .selectFrom('orders')
    .selectAll()
    .where((eb) => matching(eb, filter))
    .orderBy('submitted_at', 'desc')
    .orderBy('number', 'desc')
    .limit(filter.limit)
    .offset(filter.offset)
    .execute();
  const { total } = await reader
    .selectFrom('orders')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .where((eb) => matching(eb, filter))
    .executeTakeFirstOrThrow();
  return { rows, total };
};
