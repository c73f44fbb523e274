import { refuse, type Result } from '../core/result.ts';
import type { Store } from '../store/store.ts';

export type Key = {
  readonly personId: string;
  readonly routeId: string;
  readonly key: string;
  readonly bodyHash: string;
};

/** What a repeated request finds. */
export type Earlier =
  | { readonly kind: 'none' }
  | { readonly kind: 'answered'; readonly response: unknown }
  /** The work was committed and the service stopped before the answer was kept. */
  | { readonly kind: 'committed'; readonly resource: string | null };

/** A key in the form of a UUID or longer random text. */
export const isKey = (text: string): boolean => /^[A-Za-z0-9_-]{16,80}$/.test(text);

/**
 * Repeated requests get the first one's answer. The key is stored by the transaction that does the work
 * (`store/sqlite-tx.ts`), the answer afterwards.
 */
export const createIdempotency = (store: Store) => {
  const running = new Set<string>();
  const name = (key: Key): string => `${key.personId}\n${key.routeId}\n${key.key}`;

  /** On success the caller ends it with `end`. */
  const begin = async (key: Key): Promise<Result<Earlier>> => {
    if (running.has(name(key))) {
      return refuse(
        'request.in_progress',
        'A request with this Idempotency-Key is still being worked on: ask again shortly.',
      );
    }
    running.add(name(key));
    const row = await store.read
      .selectFrom('idempotency')
      .selectAll()
      .where('person_id', '=', key.personId)
      .where('route_id', '=', key.routeId)
      .where('key', '=', key.key)
      .executeTakeFirst();
    if (row === undefined) return { ok: true, value: { kind: 'none' } };
    if (row.body_hash !== key.bodyHash) {
      running.delete(name(key));
      return refuse(
        'request.key_reused',
        'This Idempotency-Key was used for another request: use a new key for a new request.',
      );
    }
    return {
      ok: true,
      value:
        row.response_json === null
          ? { kind: 'committed', resource: row.resource }
          : { kind: 'answered', response: JSON.parse(row.response_json) as unknown },
    };
  };

  return {
    begin,
    end: (key: Key): void => {
      running.delete(name(key));
    },
    /** Keeps the answer for repeats; only where the work has left its key. */
    keep: async (key: Key, response: unknown, cause: Parameters<Store['transact']>[0]): Promise<void> => {
      await store.transact({ actor: cause.actor, now: cause.now }, (tx) =>
        tx.db
          .updateTable('idempotency')
          .set({ response_json: JSON.stringify(response) })
          .where('person_id', '=', key.personId)
          .where('route_id', '=', key.routeId)
          .where('key', '=', key.key)
          .execute(),
      );
    },
  };
};

export type Idempotency = ReturnType<typeof createIdempotency>;
