import { constants, DatabaseSync, type StatementSync } from 'node:sqlite';
import { Kysely, SqliteDialect, type SqliteDatabase } from 'kysely';
import type { RecordTrouble } from '../core/outage.ts';
import { MIGRATIONS } from './migrations.ts';
import type { Schema } from './schema.ts';
import { StoreUnavailable } from './store.ts';

/** Below it SQLite can corrupt a WAL database when a checkpoint races (fixed in 3.51.3). */
const MIN_SQLITE = [3, 51, 3] as const;

/**
 * How long a statement waits for a lock of another process, milliseconds. The wait stops everything, heartbeats to drones
 * included, so it is short; `instance-lock.ts` keeps other writers of ours away.
 */
export const BUSY_TIMEOUT_MS = 250;

/** The data folder or its database cannot be used; the message is one sentence for the person who starts it. */
export class StoreUnusable extends Error {
  override name = 'StoreUnusable';
}

const pragma = (database: DatabaseSync, name: string): unknown =>
  Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];

const checkVersion = (database: DatabaseSync): void => {
  const version = String(Object.values(database.prepare('SELECT sqlite_version()').get() ?? {})[0]);
  const parts = version.split('.').map(Number);
  for (const [i, floor] of MIN_SQLITE.entries()) {
    const part = parts[i] ?? 0;
    if (part > floor) return;
    if (part < floor)
      throw new StoreUnusable(`SQLite ${version} is too old: expected ${MIN_SQLITE.join('.')} or newer`);
  }
};

/** Sets durability and reads it back: a database that is not durable is not opened. */
const configure = (database: DatabaseSync, path: string): void => {
  database.exec(`PRAGMA busy_timeout=${BUSY_TIMEOUT_MS}`);
  database.exec('PRAGMA journal_mode=WAL');
  database.exec('PRAGMA synchronous=FULL');
  database.exec('PRAGMA foreign_keys=ON');
  const journal = pragma(database, 'journal_mode');
  const synchronous = pragma(database, 'synchronous');
  if (journal !== 'wal' || synchronous !== 2) {
    throw new StoreUnusable(
      `${path}: expected journal_mode wal and synchronous 2 (FULL), got ${String(journal)} and ${String(synchronous)}; use a local disk`,
    );
  }
};

const migrate = (database: DatabaseSync, path: string): void => {
  const version = Number(pragma(database, 'user_version'));
  const latest = MIGRATIONS.at(-1)?.version ?? 0;
  if (version > latest) {
    throw new StoreUnusable(
      `${path} was written by a newer version (schema ${version}, this one knows ${latest}): start that version`,
    );
  }
  for (const migration of MIGRATIONS.filter((step) => step.version > version)) {
    database.exec('BEGIN IMMEDIATE');
    for (const sql of migration.sql) database.exec(sql);
    database.exec(`PRAGMA user_version=${migration.version}`);
    database.exec('COMMIT');
  }
};

/** Opens, checks and migrates; throws `StoreUnusable` with a sentence that names the file and the way out. */
export const openDatabase = (path: string, options: { readOnly?: boolean } = {}): DatabaseSync => {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { readOnly: options.readOnly ?? false });
    checkVersion(database);
    const check = pragma(database, 'quick_check');
    if (check !== 'ok') throw new Error(`quick_check says: ${String(check)}`);
    if (options.readOnly !== true) {
      configure(database, path);
      migrate(database, path);
    }
    return database;
  } catch (error) {
    database?.close();
    if (error instanceof StoreUnusable) throw error;
    throw new StoreUnusable(
      `The database ${path} cannot be used (${error instanceof Error ? error.message : String(error)}): move it away and restore a backup, or start with another --data folder`,
      { cause: error },
    );
  }
};

/** SQLite's primary result codes that tell of the disk or of another process, not of a bug: https://sqlite.org/rescode.html */
const TROUBLES: ReadonlyMap<number, RecordTrouble> = new Map([
  [5, 'locked'],
  [6, 'locked'],
  [8, 'read_only'],
  [10, 'failing'],
  [13, 'full'],
  [14, 'failing'],
]);

/** What about the disk is the reason of an error, so that the same work may succeed later; undefined = a bug. */
const diskTroubleOf = (error: unknown): RecordTrouble | undefined =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? TROUBLES.get(error.errcode & 0xff)
    : undefined;

const WORDS: Readonly<Record<RecordTrouble, string>> = {
  locked: 'another process holds it',
  full: 'the disk is full',
  read_only: 'it is read-only',
  failing: 'the disk fails',
};

/** Fails with `StoreUnavailable` where the disk is the reason, reads too. */
export const orUnavailable = <T>(run: () => T): T => {
  try {
    return run();
  } catch (error) {
    const trouble = diskTroubleOf(error);
    if (trouble === undefined) throw error;
    throw new StoreUnavailable(`the record cannot be used: ${WORDS[trouble]}`, trouble, { cause: error });
  }
};

/** SQLite ends a transaction by itself after some errors; to roll it back again would hide the first error. */
const NOTHING_TO_ROLL_BACK = {
  reader: false,
  all: () => [],
  run: () => ({ changes: 0, lastInsertRowid: 0 }),
  iterate: () => [].values(),
} as const;

/** Statements that are kept prepared for each connection; the service has about 200. To prepare one takes longer than to run it. */
const KEPT_STATEMENTS = 500;

type Prepared = ReturnType<SqliteDatabase['prepare']>;

/** Hears after each commit, also after one that says it failed, which tables were written since the one before. */
export type OnWritten = (tables: ReadonlySet<string>) => void;

const WRITING: ReadonlySet<number> = new Set([
  constants.SQLITE_INSERT,
  constants.SQLITE_UPDATE,
  constants.SQLITE_DELETE,
]);

/**
 * Notes the tables that statements write, by SQLite's own word as it prepares them: with what triggers and foreign keys
 * do, and anew where it prepares one again because the schema was changed meanwhile.
 */
const createWriteNotes = (database: DatabaseSync) => {
  const written = new Set<string>();
  let noting: Set<string> | undefined;
  database.setAuthorizer((action, table) => {
    if (table !== null && WRITING.has(action)) noting?.add(table);
    return constants.SQLITE_OK;
  });
  const noteIn = <T>(tables: Set<string>, run: () => T): T => {
    noting = tables;
    try {
      return orUnavailable(run);
    } finally {
      noting = undefined;
    }
  };
  return {
    written,
    prepare: (tables: Set<string>, sql: string): StatementSync => noteIn(tables, () => database.prepare(sql)),
    /** What is rolled back counts too: then something is read again for nothing. */
    run: <T>(tables: Set<string>, run: () => T): T => {
      try {
        return noteIn(tables, run);
      } finally {
        for (const table of tables) written.add(table);
      }
    },
  };
};

type Values = (string | number | null)[];

const prepared = (sql: string, notes: ReturnType<typeof createWriteNotes>): Prepared => {
  const tables = new Set<string>();
  const statement = notes.prepare(tables, sql);
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => notes.run(tables, () => statement.all(...(parameters as Values))),
    run: (parameters) => notes.run(tables, () => statement.run(...(parameters as Values))),
    iterate: (parameters) =>
      notes.run(tables, () => statement.iterate(...(parameters as Values))) as IterableIterator<unknown>,
  };
};

/** Lets kysely speak to `node:sqlite`. */
const asKyselyDatabase = (database: DatabaseSync, onWritten: OnWritten): SqliteDatabase => {
  const kept = new Map<string, Prepared>();
  const notes = createWriteNotes(database);
  const committing = (commit: Prepared): Prepared => ({
    ...commit,
    run: (parameters) => {
      try {
        return commit.run(parameters);
      } finally {
        onWritten(notes.written);
        notes.written.clear();
      }
    },
  });
  return {
    close: () => {
      kept.clear();
      database.close();
    },
    prepare: (sql) => {
      if (sql === 'rollback' && !database.isTransaction) return NOTHING_TO_ROLL_BACK;
      const known = kept.get(sql);
      if (known !== undefined) return known;
      if (kept.size >= KEPT_STATEMENTS) kept.clear();
      const plain = prepared(sql, notes);
      const statement = sql === 'commit' ? committing(plain) : plain;
      kept.set(sql, statement);
      return statement;
    },
  };
};

export const kyselyOver = (database: DatabaseSync, onWritten: OnWritten = () => {}): Kysely<Schema> =>
  new Kysely<Schema>({ dialect: new SqliteDialect({ database: asKyselyDatabase(database, onWritten) }) });
