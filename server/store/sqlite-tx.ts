import { sql, type Transaction } from 'kysely';
import type { Cause } from '../core/cause.ts';
import type { NewEvent } from '../core/events.ts';
import { hashEvent } from './audit-chain.ts';
import type { EventRow, Schema } from './schema.ts';
import type { Tx } from './store.ts';

/** Where the chain stands. */
export type Head = { readonly seq: number; readonly hash: string };

/** A transaction as services see it, the facts it has written, and what ends it. */
export type OpenTx = { readonly tx: Tx; readonly rows: readonly EventRow[]; finish(): Promise<void> };

const eventRow = (head: Head, cause: Cause, event: NewEvent): EventRow => {
  const row = {
    seq: head.seq + 1,
    at: cause.now,
    type: event.type,
    subject: event.subject,
    site_id: event.siteId ?? null,
    actor_id: cause.actor.personId,
    actor_name: cause.actor.name,
    session_id: cause.actor.sessionId ?? null,
    request_id: cause.actor.requestId ?? null,
    data_json: JSON.stringify(event.data),
    prev_hash: head.hash,
  };
  return { ...row, hash: hashEvent(row) };
};

const nextOf = async (trx: Transaction<Schema>, counter: string): Promise<number> => {
  const row = await trx
    .insertInto('counters')
    .values({ name: counter, value: 1 })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: sql<number>`value + 1` }))
    .returning('value')
    .executeTakeFirstOrThrow();
  return row.value;
};

const recordIdempotency = async (
  trx: Transaction<Schema>,
  cause: Cause,
  resource: string | undefined,
): Promise<void> => {
  if (cause.idempotency === undefined) return;
  await trx
    .insertInto('idempotency')
    .values({
      person_id: cause.actor.personId,
      route_id: cause.idempotency.routeId,
      key: cause.idempotency.key,
      body_hash: cause.idempotency.bodyHash,
      resource: resource ?? null,
      response_json: null,
      created_at: cause.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
};

export const openTx = (trx: Transaction<Schema>, cause: Cause, head: Head): OpenTx => {
  const rows: EventRow[] = [];
  let resource: string | undefined;
  const tx: Tx = {
    db: trx,
    selectFrom: trx.selectFrom.bind(trx),
    now: cause.now,
    cause,
    emit: async (event) => {
      const row = eventRow(rows.at(-1) ?? head, cause, event);
      await trx.insertInto('events').values(row).execute();
      rows.push(row);
    },
    created: (id) => {
      resource = id;
    },
    next: (counter) => nextOf(trx, counter),
  };
  return { tx, rows, finish: () => recordIdempotency(trx, cause, resource) };
};
