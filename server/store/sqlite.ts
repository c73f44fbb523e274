import { setImmediate as nextTurn } from 'node:timers/promises';
import { wallMs } from '../core/clock.ts';
import type { StoredEvent } from '../core/events.ts';
import { createChainCheck, GENESIS_HASH } from './audit-chain.ts';
import { createKept } from './kept.ts';
import type { EventRow } from './schema.ts';
import { BUSY_TIMEOUT_MS, kyselyOver, openDatabase, orUnavailable } from './sqlite-driver.ts';
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

type Listener = (events: readonly StoredEvent[]) => void;

/** Hears of listeners that throw. */
type OnBug = (error: unknown) => void;

/** Without anybody to tell, a bug ends the process as any other uncaught error does. */
const throwLater: OnBug = (error) => {
  queueMicrotask(() => {
    throw error;
  });
};

/** Those who hear of what is committed. */
const createFollowers = (onBug: OnBug) => {
  const listeners = new Set<Listener>();
  return {
    add: (listener: Listener): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    clear: (): void => listeners.clear(),
    tell: (written: readonly EventRow[]): void => {
      if (written.length === 0) return;
      const events = written.map(toStored);
      for (const listener of listeners) {
        try {
          listener(events);
        } catch (error) {
          onBug(error);
        }
      }
    },
  };
};

/** Walks the chain in batches, so that others get their turn. */
const auditOf = async (readDb: ReturnType<typeof kyselyOver>): ReturnType<Store['verifyAudit']> => {
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

/**
 * The store on one SQLite file: one connection writes, a second one reads what is committed. Transactions run one
 * after another and never nest. Throws `StoreUnusable` if the file cannot be opened.
 */
export const openSqliteStore = (path: string, onBug: OnBug = throwLater): Store => {
  const database = openDatabase(path);
  const db = kyselyOver(database, (tables) => kept.written(tables));
  const readDatabase = openDatabase(path, { readOnly: true });
  const readDb = kyselyOver(readDatabase);
  const dataVersion = database.prepare('PRAGMA data_version');
  // By the writer's own connection: it changes where another one commits.
  const kept = createKept(readDb, () => orUnavailable(() => Number(dataVersion.get()?.['data_version'])));
  const inTurn = oneAtATime();
  const readHead = (): Head =>
    (database.prepare('SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1').get() as
      | Head
      | undefined) ?? {
      seq: 0,
      hash: GENESIS_HASH,
    };
  let head = readHead();
  const followers = createFollowers(onBug);

  /** A roll-back that failed itself leaves its transaction open. */
  const endLeftOpen = (): void => {
    if (database.isTransaction) orUnavailable(() => database.exec('ROLLBACK'));
  };

  const commit: Store['transact'] = async (cause, fn) => {
    let written: readonly EventRow[] = [];
    try {
      endLeftOpen();
      const value = await db.transaction().execute(async (trx) => {
        const open = openTx(trx, cause, head);
        const result = await fn(open.tx);
        if (isFailure(result)) throw new FailureRollback(result);
        await open.finish();
        written = open.rows;
        return result;
      });
      head = written.at(-1) ?? head;
      followers.tell(written);
      return value;
    } catch (error) {
      if (error instanceof FailureRollback) return error.result as Awaited<ReturnType<typeof fn>>;
      throw error;
    }
  };

  const writeNothing = (): void => {
    endLeftOpen();
    database.exec('PRAGMA busy_timeout=0; BEGIN IMMEDIATE');
    const { user_version: version } = database.prepare('PRAGMA user_version').get() ?? {};
    // The same number again: a page is written to the disk, and nothing is another than before.
    database.exec(`PRAGMA user_version=${Number(version)}; COMMIT`);
    // A commit that said it failed may have reached the disk all the same.
    head = readHead();
  };

  const probe: Store['probe'] = async () => {
    try {
      orUnavailable(writeNothing);
      return undefined;
    } catch (error) {
      if (error instanceof StoreUnavailable) return error.trouble;
      throw error;
    } finally {
      database.exec(`PRAGMA busy_timeout=${BUSY_TIMEOUT_MS}`);
    }
  };

  return {
    read: { selectFrom: readDb.selectFrom.bind(readDb) },
    kept: async (key, question) => kept.ask(key, question),
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
    onCommitted: followers.add,
    verifyAudit: () => auditOf(readDb),
    probe: () => inTurn(probe),
    close: async () => {
      await inTurn(async () => {
        followers.clear();
        await readDb.destroy();
        await db.destroy();
      });
    },
  };
};
