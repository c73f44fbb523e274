import { DatabaseSync } from 'node:sqlite';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSqliteStore } from '../../server/store/sqlite.ts';
import { systemCause } from '../../server/core/cause.ts';
import { wallMs } from '../../server/core/clock.ts';
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
});
