import { setImmediate as nextTurn } from 'node:timers/promises';
import { wallMs } from '../core/clock.ts';
import type { StoredEvent } from '../core/events.ts';
import { createChainCheck, GENESIS_HASH } from './audit-chain.ts';
import type { EventRow } from './schema.ts';
import { isDiskTrouble, kyselyOver, openDatabase } from './sqlite-driver.ts';
import { openTx, type Head } from './sqlite-tx.ts';
import { StoreUnavailable, type Store } from './store.ts';

const DEFAULT_EVENT_LIMIT = 1000;
/** Facts that the audit reads before it lets others work: heartbeats to drones go on during a long one. */
const AUDIT_BATCH = 500;

const toStored = (row: EventRow): StoredEvent => ({
  seq: row.seq,
  at: wallMs(row.at),
  type: row.type,
  subject: row.subject,
  siteId: row.site_id ?? undefined,
  actorId: row.actor_id,
  actorName: row.actor_name,
  data: JSON.parse(row.data_json) as Record<string, unknown>,
  hash: row.hash,
});

/** A failure Result rolls back through this; `transact` unwraps it. */
class FailureRollback extends Error {
  readonly result: unknown;
  constructor(result: unknown) {
    super('rolled back by a failure result');
    this.result = result;
  }
}

const isFailure = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'ok' in value && value.ok === false;

/** Runs tasks one after another; one that fails does not stop the next. */
const oneAtATime = (): (<T>(task: () => Promise<T>) => Promise<T>) => {
  let tail: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = tail.then(task);
    tail = result.catch(() => undefined);
    return result;
  };
};

/** Hears of listeners that throw. */
type OnBug = (error: unknown) => void;

/** Without anybody to tell, a bug ends the process as any other uncaught error does. */
const throwLater: OnBug = (error) => {
  queueMicrotask(() => {
    throw error;
  });
};

/**
 * The store on one SQLite file: one connection writes, a second one reads what is committed. Transactions run one
 * after another and never nest. Throws `StoreUnusable` if the file cannot be opened.
 */
export const openSqliteStore = (path: string, onBug: OnBug = throwLater): Store => {
  const database = openDatabase(path);
  const db = kyselyOver(database);
  const readDatabase = openDatabase(path, { readOnly: true });
  const readDb = kyselyOver(readDatabase);
  const inTurn = oneAtATime();
  const last = database.prepare('SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1').get() as
    | Head
    | undefined;
  let head: Head = last ?? { seq: 0, hash: GENESIS_HASH };
  const listeners = new Set<(events: readonly StoredEvent[]) => void>();

  const tell = (written: readonly EventRow[]): void => {
    if (written.length === 0) return;
    const events = written.map(toStored);
    for (const listener of listeners) {
      try {
        listener(events);
      } catch (error) {
        onBug(error);
      }
    }
  };

  const commit: Store['transact'] = async (cause, fn) => {
    let written: readonly EventRow[] = [];
    try {
      // Left open by a roll-back that failed itself.
      if (database.isTransaction) database.exec('ROLLBACK');
      const value = await db.transaction().execute(async (trx) => {
        const open = openTx(trx, cause, head);
        const result = await fn(open.tx);
        if (isFailure(result)) throw new FailureRollback(result);
        await open.finish();
        written = open.rows;
        return result;
      });
      head = written.at(-1) ?? head;
      tell(written);
      return value;
    } catch (error) {
      if (error instanceof FailureRollback) return error.result as Awaited<ReturnType<typeof fn>>;
      if (!isDiskTrouble(error)) throw error;
      throw new StoreUnavailable(`the database ${path} cannot be written`, { cause: error });
    }
  };

  const verifyAudit: Store['verifyAudit'] = async () => {
    const check = createChainCheck();
    for (let after = Number.MIN_SAFE_INTEGER; ;) {
      const rows = await readDb
        .selectFrom('events')
        .selectAll()
        .where('seq', '>', after)
        .orderBy('seq')
        .limit(AUDIT_BATCH)
        .execute();
      for (const row of rows) check.take(row);
      const last = rows.at(-1);
      if (last === undefined) return check.verdict();
      after = last.seq;
      await nextTurn();
    }
  };

  return {
    read: { selectFrom: readDb.selectFrom.bind(readDb) },
    transact: (cause, fn) => inTurn(() => commit(cause, fn)),
    events: async (query) => {
      let select = readDb
        .selectFrom('events')
        .selectAll()
        .orderBy('seq')
        .limit(query.limit ?? DEFAULT_EVENT_LIMIT);
      if (query.after !== undefined) select = select.where('seq', '>', query.after);
      if (query.subject !== undefined) select = select.where('subject', '=', query.subject);
      return (await select.execute()).map(toStored);
    },
    head: () => head.seq,
    onCommitted: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    verifyAudit,
    close: async () => {
      await inTurn(async () => {
        listeners.clear();
        await readDb.destroy();
        await db.destroy();
      });
    },
  };
};
