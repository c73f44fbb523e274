import { may, type Actor } from '../core/access.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { OrderRow } from '../store/schema.ts';
import type { Reader, Tx } from '../store/store.ts';
import { isOrderEnded, ORDER_STEPS, stepOrder, type OrderInput } from './life-cycle.ts';
import { loggable } from './note-check.ts';
import type { OrderState } from './states.ts';

/** Building blocks that run inside a caller's transaction; later stages use them too. */

export const orderState = (order: OrderRow): OrderState => order.state as OrderState;

/**
 * Whose orders an actor may see: undefined = all, else one site. A hospital person without a site sees none: no
 * site has an empty id.
 */
export const siteScope = (actor: Actor): string | undefined =>
  may(actor.role, 'order.read.all') ? undefined : (actor.siteId ?? '');

const notFound = (id: string) => refuse('orders.not_found', `There is no order ${id}.`);

export const findOrder = (reader: Reader, id: string): Promise<OrderRow | undefined> =>
  reader.selectFrom('orders').selectAll().where('id', '=', id).executeTakeFirst();

/** The order if the actor may know of it; another hospital's is "not found" (INV-D8). */
export const orderFor = async (reader: Reader, actor: Actor, id: string): Promise<Result<OrderRow>> => {
  const order = await findOrder(reader, id);
  const scope = siteScope(actor);
  if (order === undefined || (scope !== undefined && order.site_id !== scope)) return notFound(id);
  return ok(order);
};

/** Appends a fact about an order, seen by its hospital too: no staff names, no vehicle internals in `data`. */
export const emitOrderFact = (
  tx: Tx,
  order: OrderRow,
  type: `order.${string}`,
  data: Readonly<Record<string, unknown>> = {},
): Promise<void> =>
  tx.emit({
    type,
    subject: `order:${order.id}`,
    siteId: order.site_id,
    data: { number: order.number, state: order.state, ...data },
  });

/**
 * Takes one step of the life cycle: state and fact together. `reason` stays on the order. Failure:
 * `orders.wrong_state`.
 */
export const moveOrder = async (
  tx: Tx,
  order: OrderRow,
  input: OrderInput,
  extra: { readonly reason?: string; readonly data?: Readonly<Record<string, unknown>> } = {},
): Promise<Result<OrderRow>> => {
  const from = orderState(order);
  const state = stepOrder(from, input);
  if (state === undefined) {
    return refuse(
      'orders.wrong_state',
      `Order ${order.number} is ${from}; this needs ${ORDER_STEPS[input].from.join(' or ')}.`,
      { details: { state: from, expected: ORDER_STEPS[input].from } },
    );
  }
  const moved: OrderRow = {
    ...order,
    state,
    state_reason: extra.reason ?? '',
    ended_at: isOrderEnded(state) ? tx.now : null,
  };
  await tx.db
    .updateTable('orders')
    .set({ state: moved.state, state_reason: moved.state_reason, ended_at: moved.ended_at })
    .where('id', '=', order.id)
    .execute();
  const reason = extra.reason === undefined ? {} : { reason: loggable(extra.reason) };
  await emitOrderFact(tx, moved, ORDER_STEPS[input].event, { from, ...reason, ...extra.data });
  return ok(moved);
};

/** The flight of an order that has not ended. */
export const openFlightOf = (
  reader: Reader,
  orderId: string,
): Promise<{ id: string; number: string; launched_at: number | null } | undefined> =>
  reader
    .selectFrom('flights')
    .select(['id', 'number', 'launched_at'])
    .where('order_id', '=', orderId)
    .where('ended_at', 'is', null)
    .executeTakeFirst();

/** How many units of an order no unit stands for (yet, or any more). */
export const missingUnits = async (reader: Reader, orderId: string): Promise<number> => {
  const lines = await reader
    .selectFrom('order_lines')
    .select(['id', 'units'])
    .where('order_id', '=', orderId)
    .execute();
  const held = await reader
    .selectFrom('units')
    .innerJoin('order_lines', 'order_lines.id', 'units.line_id')
    .select('units.id')
    .where('order_lines.order_id', '=', orderId)
    .execute();
  return lines.reduce((sum, line) => sum + line.units, 0) - held.length;
};
