import { newId } from '../core/ids.ts';
import { wallMs } from '../core/clock.ts';
import type { Rng } from '../core/ports.ts';
import { nextNumber } from '../store/drill.ts';
import type { OrderLineRow, OrderRow } from '../store/schema.ts';
import type { Tx } from '../store/store.ts';
import { emitOrderFact } from './order-queries.ts';
import { dueAt } from './sla.ts';
import type { Urgency } from './states.ts';

export type NewOrder = {
  readonly urgency: Urgency;
  readonly neededBy: number;
  readonly requestNo: string;
  readonly wardPhone: string;
  readonly note: string;
  readonly lines: readonly Pick<OrderLineRow, 'component' | 'abo' | 'rhd' | 'units'>[];
};

/** Writes an order as SUBMITTED, with its lines and its fact. */
export const insertOrder = async (tx: Tx, rng: Rng, siteId: string, draft: NewOrder): Promise<OrderRow> => {
  const order: OrderRow = {
    id: newId(rng),
    number: await nextNumber(tx, 'P', 'order'),
    site_id: siteId,
    state: 'SUBMITTED',
    state_reason: '',
    urgency: draft.urgency,
    needed_by: draft.neededBy,
    submitted_at: tx.now,
    due_at: dueAt(draft.urgency, tx.now, wallMs(draft.neededBy)),
    ended_at: null,
    request_no: draft.requestNo,
    ward_phone: draft.wardPhone,
    note: draft.note,
    receipt_json: null,
  };
  await tx.db.insertInto('orders').values(order).execute();
  const lines = draft.lines.map((line, position) => ({
    id: newId(rng),
    order_id: order.id,
    position,
    ...line,
  }));
  await tx.db.insertInto('order_lines').values(lines).execute();
  // Note and telephone stay out of the log: it can never be corrected.
  await emitOrderFact(tx, order, 'order.submitted', {
    urgency: order.urgency,
    neededBy: order.needed_by,
    dueAt: order.due_at,
    requestNo: order.request_no,
    lines: draft.lines,
  });
  tx.created(order.id);
  return order;
};
