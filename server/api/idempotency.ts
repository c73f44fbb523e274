import type { Logger } from 'pino';
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

/** How long a repeated request finds its answer. */
const KEPT_MS = 7 * 24 * 3_600_000;
/** How often old keys, with the answers they hold, are removed. */
const PURGE_EVERY_MS = 3_600_000;

/**
 * Repeated requests get the first one's answer. The key is stored by the transaction that does the work
 * (`store/sqlite-tx.ts`), the answer afterwards.
 */
export const createIdempotency = (store: Store, log: Logger) => {
  const running = new Set<string>();
  let purgedAt = Number.NEGATIVE_INFINITY;
  const name = (key: Key): string => `${key.personId}\n${key.routeId}\n${key.key}`;

  const look = async (key: Key): Promise<Result<Earlier>> => {
    const row = await store.read
      .selectFrom('idempotency')
      .selectAll()
      .where('person_id', '=', key.personId)
      .where('route_id', '=', key.routeId)
      .where('key', '=', key.key)
      .executeTakeFirst();
    if (row === undefined) return { ok: true, value: { kind: 'none' } };
    if (row.body_hash !== key.bodyHash) {
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

  /** What an earlier request with this key left, while no other one with it is worked on. */
  const once = async <T>(key: Key, work: (earlier: Earlier) => Promise<Result<T>>): Promise<Result<T>> => {
    if (running.has(name(key))) {
      return refuse(
        'request.in_progress',
        'A request with this Idempotency-Key is still being worked on: ask again shortly.',
      );
    }
    running.add(name(key));
    try {
      const earlier = await look(key);
      return earlier.ok ? await work(earlier.value) : earlier;
    } finally {
      running.delete(name(key));
    }
  };

  /**
   * Keeps the answer for repeats; only where the work has left its key. The work is done whether this succeeds or not:
   * a failure is logged, and a repeat is answered from the record.
   */
  const keep = async (
    key: Key,
    response: unknown,
    { actor, now }: Parameters<Store['transact']>[0],
  ): Promise<void> => {
    try {
      await store.transact({ actor, now }, async (tx) => {
        if (now - purgedAt > PURGE_EVERY_MS) {
          await tx.db
            .deleteFrom('idempotency')
            .where('created_at', '<', now - KEPT_MS)
            .execute();
        }
        await tx.db
          .updateTable('idempotency')
          .set({ response_json: JSON.stringify(response) })
          .where('person_id', '=', key.personId)
          .where('route_id', '=', key.routeId)
          .where('key', '=', key.key)
          .execute();
      });
      if (now - purgedAt > PURGE_EVERY_MS) purgedAt = now;
    } catch (error) {
      log.error({ err: error, route: key.routeId }, 'an answer could not be kept');
    }
  };

  return { once, keep };
};

export type Idempotency = ReturnType<typeof createIdempotency>;
