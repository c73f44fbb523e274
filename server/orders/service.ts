import type { z } from 'zod';
import type { Order, orderDraft, orders, timelineEntry } from '../api/contract/orders.ts';
import type { Actor } from '../core/access.ts';
import type { Cause } from '../core/cause.ts';
import type { Issue } from '../core/issue.ts';
import type { Rng } from '../core/ports.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { OrderRow } from '../store/schema.ts';
import type { Store, Tx } from '../store/store.ts';
import { listOrders } from './list-queries.ts';
import { checkNote, loggable } from './note-check.ts';
import { insertOrder } from './insert-queries.ts';
import {
  emitOrderFact,
  missingUnits,
  moveOrder,
  openFlightOf,
  orderFor,
  orderState,
  siteScope,
} from './order-queries.ts';
import type { OrderInput } from './life-cycle.ts';
import { validateOrder } from './validate.ts';
import { namingFor, orderView, orderViews } from './view-queries.ts';

/** What later stages do inside this stage's transactions; `app.ts` joins them. */
type OrderHooks = {
  /** Reserves exact matches for every line, or nothing; the issues name each shortage (none = all reserved). */
  readonly reserve: (tx: Tx, order: OrderRow) => Promise<readonly Issue[]>;
  /** Takes all units off the order. */
  readonly release: (tx: Tx, order: OrderRow, reason: string) => Promise<void>;
  /** Hands every packed box to a ground courier. */
  readonly handToCourier: (tx: Tx, order: OrderRow) => Promise<Result<undefined>>;
  /** Gives up a flight that was not launched yet, so that its order may be cancelled or go by road. */
  readonly giveUpFlight: (tx: Tx, flightId: string, reason: string) => Promise<Result<undefined>>;
  readonly etaOf: (flightId: string) => number | null;
};

export type OrderServiceDeps = { readonly store: Store; readonly rng: Rng; readonly hooks: OrderHooks };

type Draft = z.output<typeof orderDraft>;
type ListQuery = z.output<typeof orders.list.query>;
type Timeline = { entries: z.input<typeof timelineEntry>[] };

/** The same request number of the same hospital within this time is taken for a second tap. */
const DUPLICATE_WINDOW_MS = 24 * 3_600_000;

/** Facts of one order; even a long story has some hundred. */
const TIMELINE_LIMIT = 5000;

const checkDraft = (draft: Draft, cause: Cause): Result<undefined> => {
  const issues = validateOrder(draft, cause.now);
  const [first] = issues;
  if (first !== undefined) {
    const place = first.place === undefined ? {} : { place: first.place };
    return refuse('orders.invalid', first.sentence, { ...place, details: { issues } });
  }
  const noteIssues = draft.noteConfirmed ? [] : checkNote(draft.note);
  if (noteIssues.length > 0) {
    return refuse(
      'orders.note_looks_personal',
      'The note looks as if it named a patient: take it out, or confirm that it names nobody.',
      { place: 'note', details: { issues: noteIssues } },
    );
  }
  return ok(undefined);
};

const hospitalOf = async (tx: Tx, actor: Actor): Promise<Result<string>> => {
  const site = await tx
    .selectFrom('sites')
    .select(['id', 'role', 'enabled'])
    .where('id', '=', actor.siteId ?? '')
    .executeTakeFirst();
  if (site?.role !== 'hospital' || site.enabled !== 1) {
    return refuse('orders.no_hospital', 'Orders are made by people of an enabled hospital.');
  }
  return ok(site.id);
};

const refuseDuplicate = async (tx: Tx, siteId: string, requestNo: string): Promise<Result<undefined>> => {
  const other = await tx
    .selectFrom('orders')
    .select(['id', 'number'])
    .where('site_id', '=', siteId)
    .where('request_no', '=', requestNo)
    .where('submitted_at', '>', tx.now - DUPLICATE_WINDOW_MS)
    .where('state', 'not in', ['CANCELLED', 'REJECTED'])
    .executeTakeFirst();
  if (other === undefined) return ok(undefined);
  return refuse(
    'orders.duplicate_request',
    `Request ${requestNo} was ordered within the last 24 hours as ${other.number}: open that order, or give another request number.`,
    { place: 'requestNo', details: { orderId: other.id, number: other.number } },
  );
};

/** Accepts what is submitted and reserves all of it or nothing; asked again after a shortage it tries again. */
const acceptAndReserve = async (
  tx: Tx,
  found: OrderRow,
  hooks: OrderHooks,
): Promise<Result<{ order: OrderRow; issues: readonly Issue[] }>> => {
  let order = found;
  if (orderState(order) === 'REQUEUED') {
    if ((await missingUnits(tx, order.id)) === 0) {
      return refuse(
        'orders.still_packed',
        `Every unit of order ${order.number} is still packed: fly it again.`,
      );
    }
  } else if (orderState(order) !== 'ACCEPTED') {
    const accepted = await moveOrder(tx, order, 'accept');
    if (!accepted.ok) return accepted;
    order = accepted.value;
  }
  const issues = await hooks.reserve(tx, order);
  if (issues.length > 0) {
    await emitOrderFact(tx, order, 'order.shortage', { missing: issues.map((issue) => issue.params ?? {}) });
    return ok({ order, issues });
  }
  const reserved = await moveOrder(tx, order, 'reserve');
  return reserved.ok ? ok({ order: reserved.value, issues: [] }) : reserved;
};

const isReplaced = async (tx: Tx, flightId: string): Promise<boolean> =>
  (await tx
    .selectFrom('failed_deliveries')
    .select('id')
    .where('flight_id', '=', flightId)
    .where('state', '=', 'ACCEPTED')
    .executeTakeFirst()) !== undefined;

/** A flight that was launched keeps its order; one that was not is given up. */
const endFlight = async (
  tx: Tx,
  order: OrderRow,
  hooks: OrderHooks,
  reason: string,
): Promise<Result<undefined>> => {
  const flight = await openFlightOf(tx, order.id);
  if (flight === undefined) return ok(undefined);
  if (flight.launched_at !== null) {
    // A replacement was accepted: its blood no longer counts, wherever the drone still is.
    if (await isReplaced(tx, flight.id)) return ok(undefined);
    return refuse('orders.launched', `Order ${order.number} has been launched with flight ${flight.number}.`);
  }
  return hooks.giveUpFlight(tx, flight.id, loggable(reason));
};

/** The life of orders up to packing, and every view of them. Failures: `orders.*`. */
export const createOrderService = ({ store, rng, hooks }: OrderServiceDeps) => {
  const viewOf = (tx: Tx, row: OrderRow): Promise<Order> =>
    orderView(tx, row, { actor: tx.cause.actor, etaOf: hooks.etaOf });

  /** Loads, runs one change and shows the outcome, in one transaction. */
  const change = (
    cause: Cause,
    id: string,
    fn: (tx: Tx, order: OrderRow) => Promise<Result<OrderRow>>,
  ): Promise<Result<Order>> =>
    store.transact(cause, async (tx) => {
      const found = await orderFor(tx, cause.actor, id);
      if (!found.ok) return found;
      const changed = await fn(tx, found.value);
      return changed.ok ? ok(await viewOf(tx, changed.value)) : changed;
    });

  /** Takes the units off the order and ends it. */
  const giveBack = (cause: Cause, id: string, input: OrderInput & ('cancel' | 'reject'), reason: string) =>
    change(cause, id, async (tx, order) => {
      const given = await endFlight(tx, order, hooks, reason);
      if (!given.ok) return given;
      const now = await orderFor(tx, cause.actor, id);
      if (!now.ok) return now;
      const ended = await moveOrder(tx, now.value, input, { reason });
      if (ended.ok) await hooks.release(tx, ended.value, reason);
      return ended;
    });

  return {
    create: async (cause: Cause, draft: Draft): Promise<Result<Order>> => {
      const checked = checkDraft(draft, cause);
      if (!checked.ok) return checked;
      return store.transact(cause, async (tx) => {
        const site = await hospitalOf(tx, cause.actor);
        if (!site.ok) return site;
        const single = await refuseDuplicate(tx, site.value, draft.requestNo);
        if (!single.ok) return single;
        return ok(await viewOf(tx, await insertOrder(tx, rng, site.value, draft)));
      });
    },

    list: async (actor: Actor, query: ListQuery): Promise<Result<{ orders: Order[]; total: number }>> => {
      const siteId = siteScope(actor) ?? query.siteId;
      const { rows, total } = await listOrders(store.read, { ...query, siteId });
      return ok({ orders: await orderViews(store.read, rows, { actor, etaOf: hooks.etaOf }), total });
    },

    get: async (actor: Actor, id: string): Promise<Result<Order>> => {
      const found = await orderFor(store.read, actor, id);
      return found.ok ? ok(await orderView(store.read, found.value, { actor, etaOf: hooks.etaOf })) : found;
    },

    timeline: async (actor: Actor, id: string): Promise<Result<Timeline>> => {
      const found = await orderFor(store.read, actor, id);
      if (!found.ok) return found;
      const events = await store.events({ subject: `order:${id}`, limit: TIMELINE_LIMIT });
      const naming = await namingFor(
        store.read,
        actor,
        events.map((event) => event.actorId),
      );
      const entries = events.map((event) => ({
        seq: event.seq,
        at: event.at,
        type: event.type,
        by: naming(event.actorId, event.actorName),
        data: { ...event.data },
      }));
      return ok({ entries });
    },

    cancel: (cause: Cause, id: string, reason: string) => giveBack(cause, id, 'cancel', reason),
    reject: (cause: Cause, id: string, reason: string) => giveBack(cause, id, 'reject', reason),

    accept: (cause: Cause, id: string): Promise<Result<{ order: Order; issues: Issue[] }>> =>
      store.transact(cause, async (tx) => {
        const found = await orderFor(tx, cause.actor, id);
        if (!found.ok) return found;
        const accepted = await acceptAndReserve(tx, found.value, hooks);
        if (!accepted.ok) return accepted;
        return ok({ order: await viewOf(tx, accepted.value.order), issues: [...accepted.value.issues] });
      }),

    byRoad: (cause: Cause, id: string, reason: string): Promise<Result<Order>> =>
      change(cause, id, async (tx, order) => {
        const given = await endFlight(tx, order, hooks, reason);
        if (!given.ok) return given;
        const now = await orderFor(tx, cause.actor, id);
        if (!now.ok) return now;
        const moved = await moveOrder(tx, now.value, 'by-road', { reason });
        if (!moved.ok) return moved;
        const handed = await hooks.handToCourier(tx, moved.value);
        return handed.ok ? moved : handed;
      }),
  };
};

export type OrderService = ReturnType<typeof createOrderService>;
