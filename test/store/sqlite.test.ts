import { DatabaseSync } from 'node:sqlite';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { openSqliteStore } from '../../server/store/sqlite.ts';
import { systemCause } from '../../server/core/cause.ts';
import { wallMs } from '../../server/core/clock.ts';
import { StoreUnavailable } from '../../server/store/store.ts';
import { storeContract } from '../contract/store.contract.ts';
import { tempFolder } from '../support/temp-folder.ts';

storeContract('sqlite', async () => {
  const path = join(tempFolder(), 'lifeline.db');
  return { store: openSqliteStore(path), reopen: async () => openSqliteStore(path) };
});

describe('sqlite store', () => {
  it('names the file and the way out when the database is damaged', () => {
    const path = join(tempFolder(), 'lifeline.db');
    writeFileSync(path, 'this is no database, and long enough to be read as one by mistake'.repeat(40));
    expect(() => openSqliteStore(path)).toThrow(/lifeline\.db cannot be used .*restore a backup/);
  });

  it('refuses a database of a newer version', () => {
    const path = join(tempFolder(), 'lifeline.db');
    const database = new DatabaseSync(path);
    database.exec('PRAGMA user_version=9999');
    database.close();
    expect(() => openSqliteStore(path)).toThrow(/newer version \(schema 9999/);
  });

  it('[INV-D7] the audit finds every changed byte and every removed row', async () => {
    const path = join(tempFolder(), 'lifeline.db');
    const store = openSqliteStore(path);
    for (let n = 1; n <= 20; n++) {
      await store.transact(systemCause(wallMs(n)), (tx) =>
        tx.emit({ type: 'test.happened', subject: 'test:1', data: { n } }),
      );
    }
    await store.close();
    const tamper = (sql: string): void => {
      const database = new DatabaseSync(path);
      database.exec('DROP TRIGGER IF EXISTS events_no_update; DROP TRIGGER IF EXISTS events_no_delete;');
      database.exec(sql);
      database.close();
    };
    const firstBad = async (): Promise<number | undefined> => {
      const again = openSqliteStore(path);
      const verdict = await again.verifyAudit();
      await again.close();
      return verdict.firstBadSeq;
    };
    tamper(`UPDATE events SET at = at + 1 WHERE seq = 7`);
    expect(await firstBad()).toBe(7);
    tamper(`UPDATE events SET at = at - 1 WHERE seq = 7`);
    expect(await firstBad()).toBeUndefined();
    tamper(`DELETE FROM events WHERE seq = 13`);
    expect(await firstBad()).toBe(13);
  });

  const fact = (n: number) => ({ type: 'test.happened', subject: 'test:1', data: { n } });
  const cause = systemCause(wallMs(1));

  it('a follower that throws reaches neither the answer nor the other followers', async () => {
    const bugs: unknown[] = [];
    const store = openSqliteStore(join(tempFolder(), 'lifeline.db'), (error) => bugs.push(error));
    const seen: number[] = [];
    store.onCommitted(() => {
      throw new Error('a bug');
    });
    store.onCommitted((events) => seen.push(...events.map(({ seq }) => seq)));
    expect(await store.transact(cause, async (tx) => tx.emit(fact(1)).then(() => 'done'))).toBe('done');
    expect([seen, bugs.map(String)]).toEqual([[1], ['Error: a bug']]);
    await store.close();
  });

  it('[INV-D7] a full disk keeps nothing of the transaction, and all goes on when there is room again', async () => {
    const store = openSqliteStore(join(tempFolder(), 'lifeline.db'));
    await store.transact(cause, (tx) => tx.emit(fact(1)));
    const limit = (pages: number) =>
      store.transact(cause, (tx) => sql`PRAGMA max_page_count = ${sql.raw(String(pages))}`.execute(tx.db));
    await limit(1);
    const big = { ...fact(2), data: { text: 'x'.repeat(100_000) } };
    const failed = await store.transact(cause, (tx) => tx.emit(big)).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(StoreUnavailable);
    expect(store.head()).toBe(1);
    await limit(1_000_000);
    await store.transact(cause, (tx) => tx.emit(big));
    expect(await store.verifyAudit()).toMatchObject({ ok: true, events: 2 });
    await store.close();
  });

  it('another writer on the file delays a transaction briefly, then it is refused as unavailable', async () => {
    const path = join(tempFolder(), 'lifeline.db');
    const store = openSqliteStore(path);
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    const failed = await store.transact(cause, (tx) => tx.emit(fact(1))).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(StoreUnavailable);
    expect(store.head()).toBe(0);
    other.exec('ROLLBACK');
    other.close();
    await store.transact(cause, (tx) => tx.emit(fact(2)));
    expect(await store.verifyAudit()).toMatchObject({ ok: true, events: 1 });
    await store.close();
  });

  it('a kept answer ends with a write of another process, and with what a trigger writes', async () => {
    const path = join(tempFolder(), 'lifeline.db');
    const store = openSqliteStore(path);
    const names = async () =>
      (
        await store.kept('settings', (reader) =>
          reader.selectFrom('settings').select('name').orderBy('name').execute(),
        )
      ).map(({ name }) => name);
    expect(await names()).toEqual([]);
    const other = new DatabaseSync(path);
    other.exec(`INSERT INTO settings (name, json) VALUES ('a', '1')`);
    expect(await names()).toEqual(['a']);
    other.exec(`CREATE TRIGGER follows AFTER INSERT ON counters
      BEGIN INSERT INTO settings (name, json) VALUES ('b', '1'); END`);
    other.close();
    expect(await names()).toEqual(['a']);
    await store.transact(cause, (tx) => tx.next('order'));
    expect(await names()).toEqual(['a', 'b']);
    await store.close();
  });

  it('a kept question must not hide its tables in raw SQL', async () => {
    const store = openSqliteStore(join(tempFolder(), 'lifeline.db'));
    const hidden = store.kept('hidden', (reader) =>
      reader
        .selectFrom('settings')
        .select(sql<number>`(SELECT count(*) FROM flights)`.as('n'))
        .execute(),
    );
    await expect(hidden).rejects.toThrow('without raw SQL');
    await store.close();
  });

  it('[INV-D1] opens a database whose writer was killed, with what was in its log', async () => {
    const folder = tempFolder();
    const store = openSqliteStore(join(folder, 'lifeline.db'));
    await store.transact(cause, async (tx) => {
      await tx.next('order');
      await tx.emit(fact(1));
    });
    // What a kill leaves: the file and its write-ahead log, never checkpointed.
    const left = tempFolder();
    cpSync(folder, left, { recursive: true });
    await store.close();
    const again = openSqliteStore(join(left, 'lifeline.db'));
    expect(await again.verifyAudit()).toMatchObject({ ok: true, events: 1 });
    expect(await again.transact(cause, (tx) => tx.next('order'))).toBe(2);
    await again.close();
  });
});
