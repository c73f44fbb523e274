import type { z } from 'zod';
import type { Order, orders } from '../api/contract/orders.ts';
import { may, type Actor } from '../core/access.ts';
import type { Cause } from '../core/cause.ts';
import type { Rng } from '../core/ports.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import { orderFor } from '../orders/order-queries.ts';
import { orderView } from '../orders/view-queries.ts';
import type { OrderRow } from '../store/schema.ts';
import type { Store, Tx } from '../store/store.ts';
import { loadBox, unloadBox, type LoadScan } from './load-queries.ts';
import { cosignReceipt, signReceipt, type ReceiptBody } from './receipt-queries.ts';

export type CustodyServiceDeps = {
  readonly store: Store;
  readonly rng: Rng;
  /** Proves who the second person at the same device is; rate limits and audits attempts itself. */
  readonly verifySecond: (login: string, password: string, ip: string) => Promise<Result<Actor>>;
  readonly etaOf: (flightId: string) => number | null;
};

type CosignBody = z.output<typeof orders.cosign.body>;

/** The way of the boxes: on the drone, off the drone, into the hospital. Failures: `custody.*`, `orders.*`, `stock.*`. */
export const createCustodyService = ({ store, rng, verifySecond, etaOf }: CustodyServiceDeps) => {
  const receiptWork = (
    cause: Cause,
    reader: Actor,
    fn: (tx: Tx) => Promise<Result<OrderRow>>,
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

    load: (cause: Cause, flightId: string, scan: LoadScan): Promise<Result<undefined>> =>
      store.transact(cause, (tx) => loadBox(tx, flightId, scan)),

    unload: (cause: Cause, flightId: string, boxNo: string): Promise<Result<undefined>> =>
      store.transact(cause, (tx) => unloadBox(tx, flightId, boxNo)),

    receive: (cause: Cause, orderId: string, body: ReceiptBody): Promise<Result<Order>> =>
      receiptWork(cause, cause.actor, (tx) => signReceipt(tx, orderId, body)),

    /** The second signer is the session's person, or the one whose log-in comes with the request. */
    cosign: async (cause: Cause, orderId: string, body: CosignBody, ip: string): Promise<Result<Order>> => {
      const { actor } = cause;
      if (body.second === undefined)
        return receiptWork(cause, actor, (tx) => cosignReceipt(tx, rng, orderId));
      // The session must be allowed to know of the order before any password is looked at.
      const visible = await orderFor(store.read, actor, orderId);
      if (!visible.ok) return visible;
      const second = await verifySecond(body.second.login, body.second.password, ip);
      if (!second.ok) return second;
      if (!may(second.value.role, 'receipt.sign') || second.value.siteId !== visible.value.site_id) {
        return refuse('custody.wrong_site', 'A receipt is signed by people of the hospital that ordered.', {
          place: 'second.login',
        });
      }
      // The record names who signed; session and request show at whose device.
      const { sessionId, requestId } = actor;
      const asSecond: Cause = { ...cause, actor: { ...second.value, sessionId, requestId } };
      return receiptWork(asSecond, actor, (tx) => cosignReceipt(tx, rng, orderId));
    },
  };
};

export type CustodyService = ReturnType<typeof createCustodyService>;
