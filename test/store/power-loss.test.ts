import { copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { systemCause } from '../../server/core/cause.ts';
import { wallMs } from '../../server/core/clock.ts';
import { openSqliteStore } from '../../server/store/sqlite.ts';
import { seededRng } from '../support/seeded-rng.ts';
import { tempFolder } from '../support/temp-folder.ts';

const COMMITS = 12;
/** Places between two commits at which the power goes. */
const CUTS = 4;

it('INV-D1: power that goes while a transaction is written keeps every acknowledged one, whole and in the chain', async () => {
  const folder = tempFolder();
  const path = join(folder, 'lifeline.db');
  const store = openSqliteStore(path);
  const rng = seededRng(33);
  const acknowledged: { readonly facts: number; readonly walBytes: number }[] = [];
  for (let i = 0; i < COMMITS; i++) {
    await store.transact(systemCause(wallMs(i)), (tx) =>
      tx.emit({
        type: 'a.b',
        subject: 'system',
        data: { i, text: 'x'.repeat(Math.floor(rng.unit() * 9000)) },
      }),
    );
    acknowledged.push({ facts: store.head(), walBytes: statSync(`${path}-wal`).size });
  }
  const wal = readFileSync(`${path}-wal`);
  const main = join(folder, 'main');
  copyFileSync(path, main);
  await store.close();
  for (const [i, { facts, walBytes }] of acknowledged.entries()) {
    const next = acknowledged[i + 1]?.walBytes ?? walBytes;
    for (let cut = 0; cut < CUTS; cut++) {
      const left = join(folder, `left-${i}-${cut}.db`);
      copyFileSync(main, left);
      // What was not synced is cut off, and the last page of it is torn.
      const kept = Buffer.from(wal.subarray(0, walBytes + Math.floor(rng.unit() * (next - walBytes))));
      if (kept.length > walBytes) kept.fill(0xa5, Math.max(walBytes, kept.length - 512));
      writeFileSync(`${left}-wal`, kept);
      const again = openSqliteStore(left);
      expect(again.head()).toBe(facts);
      expect(await again.verifyAudit()).toMatchObject({ ok: true, events: facts });
      await again.close();
    }
  }
});
