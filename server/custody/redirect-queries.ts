import { ok, refuse, type Result } from '../core/result.ts';
import { emitOrderFact, findOrder, orderState } from '../orders/order-queries.ts';
import type { Tx } from '../store/store.ts';

/**
 * The order in the air goes to another hospital: from now on that one sees it, and receives it. Both are told. Fails with
 * `orders.wrong_state` unless it is on its way.
 */
export const onRedirected = async (tx: Tx, flightId: string, siteId: string): Promise<Result<undefined>> => {
  const flight = await tx
    .selectFrom('flights')
    .select('order_id')
    .where('id', '=', flightId)
    .executeTakeFirst();
  const order = await findOrder(tx, flight?.order_id ?? '');
  if (order === undefined || orderState(order) !== 'IN_FLIGHT')
    return refuse('orders.wrong_state', 'Expected an order that is in the air.');
  await tx.db.updateTable('orders').set({ site_id: siteId }).where('id', '=', order.id).execute();
  // Each hospital is told its own side of it.
  await emitOrderFact(tx, order, 'order.redirected_away', { flightId });
  await emitOrderFact(tx, { ...order, site_id: siteId }, 'order.redirected_here', { flightId });
  return ok(undefined);
};
