import { newId } from '../core/ids.ts';
import type { Rng } from '../core/ports.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import { insertOrder } from '../orders/insert-queries.ts';
import { emitOrderFact, moveOrder } from '../orders/order-queries.ts';
import type { Urgency } from '../orders/states.ts';
import { reserveUnits } from '../stock/reserve-queries.ts';
import { unitsOfOrder } from '../stock/unit-queries.ts';
import type { OrderLineRow, OrderRow } from '../store/schema.ts';
import type { FailedDeliveryRow } from '../store/schema-failure.ts';
import type { Reader, Tx } from '../store/store.ts';

/** The reason of a failed delivery that arrived: the hospital did not accept every unit. */
export const REFUSED = 'receipt_refused';

export const isRefusal = ({ reason }: Pick<FailedDeliveryRow, 'reason'>): boolean => reason === REFUSED;

/** Lines with the number of units that the hospital did not accept; none where it accepted all. */
export const refusedLines = async (reader: Reader, orderId: string): Promise<readonly OrderLineRow[]> => {
  const lines = await reader
    .selectFrom('order_lines')
    .selectAll()
    .where('order_id', '=', orderId)
    .orderBy('position')
    .execute();
  const accepted = (await unitsOfOrder(reader, orderId)).filter(({ state }) => state === 'RECEIVED');
  return lines
    .map((line) => ({
      ...line,
      units: line.units - accepted.filter((unit) => unit.line_id === line.id).length,
    }))
    .filter(({ units }) => units > 0);
};

/**
 * A receipt that was signed twice left units out: from now on their replacement is proposed, as after a failed flight.
 * Written with the receipt. An order that came by road without any flight has no failed delivery: its desk sees the
 * refusal on the order.
 */
export const openRefusal = async (tx: Tx, rng: Rng, order: OrderRow): Promise<void> => {
  if ((await refusedLines(tx, order.id)).length === 0) return;
  const flight = await tx
    .selectFrom('flights')
    .select(['id', 'state'])
    .where('order_id', '=', order.id)
    .where('kind', '=', 'delivery')
    .orderBy('created_at', 'desc')
    .executeTakeFirst();
  if (flight === undefined) return;
  const row = {
    order_id: order.id,
    flight_id: flight.id,
    state: 'OPEN',
    flight_state: flight.state,
    reason: REFUSED,
    opened_at: tx.now,
    decided_json: null,
  };
  await tx.db
    .insertInto('failed_deliveries')
    .values({ id: newId(rng), ...row })
    // The flight was in doubt before it arrived: its record is opened again.
    .onConflict((conflict) => conflict.column('flight_id').doUpdateSet(row))
    .execute();
  await emitOrderFact(tx, order, 'order.receipt_refused', { flightId: flight.id });
};

/**
 * What was refused is ordered anew in the hospital's name, accepted and reserved at once: the first order keeps its
 * receipt. Failure: `custody.no_replacement`.
 */
export const orderAgain = async (tx: Tx, rng: Rng, order: OrderRow): Promise<Result<OrderRow>> => {
  const again = await insertOrder(tx, rng, order.site_id, {
    urgency: order.urgency as Urgency,
    neededBy: Math.max(order.needed_by, tx.now),
    requestNo: order.request_no,
    wardPhone: order.ward_phone,
    note: order.note,
    lines: (await refusedLines(tx, order.id)).map(({ component, abo, rhd, units }) => ({
      component,
      abo,
      rhd,
      units,
    })),
  });
  const accepted = await moveOrder(tx, again, 'accept');
  if (!accepted.ok) return accepted;
  const issues = await reserveUnits(tx, accepted.value);
  if (issues.length > 0)
    return refuse('custody.no_replacement', issues.map(({ sentence }) => sentence).join(' '), {
      details: { issues },
    });
  const reserved = await moveOrder(tx, accepted.value, 'reserve');
  return reserved.ok ? ok(reserved.value) : reserved;
};
