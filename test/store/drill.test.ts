import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createApp } from '../../server/app.ts';
import { ConfigError, parseConfig } from '../../server/config.ts';
import { systemCause } from '../../server/core/cause.ts';
import { wallMs } from '../../server/core/clock.ts';
import { checkDrillFile } from '../../server/store/drill-file.ts';
import { checkDrill, DrillMixed, isDrill, nextNumber } from '../../server/store/drill.ts';
import { StoreUnusable } from '../../server/store/sqlite-driver.ts';
import { openSqliteStore } from '../../server/store/sqlite.ts';
import type { Store } from '../../server/store/store.ts';
import { tempFolder } from '../support/temp-folder.ts';

const NOW = wallMs(1);

const withStore = async <T>(path: string, work: (store: Store) => Promise<T>): Promise<T> => {
  const store = openSqliteStore(path);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
};

const fresh = (): string => join(tempFolder(), 'lifeline.db');

describe('drill mode', () => {
  it.each([
    [true, false],
    [false, true],
  ])(
    'a folder that began with drill %s is refused with drill %s, and taken again as it is',
    async (began, other) => {
      const path = fresh();
      await withStore(path, (store) => checkDrill(store, began, NOW));
      await withStore(path, (store) => expect(checkDrill(store, other, NOW)).rejects.toThrow(DrillMixed));
      await withStore(path, async (store) => {
        await checkDrill(store, began, NOW);
        expect(await isDrill(store.read)).toBe(began);
      });
    },
  );

  it.each([
    ['of drills', true, false],
    ['of real flights', false, true],
  ])(
    'a record %s from an older version is refused as the other kind before anything is written to its folder',
    async (_, began, other) => {
      const folder = tempFolder();
      const path = join(folder, 'lifeline.db');
      await withStore(path, (store) => checkDrill(store, began, NOW));
      const older = new DatabaseSync(path);
      older.exec('PRAGMA user_version=1');
      older.close();
      const config = parseConfig({ argv: [...(other ? ['--drill'] : []), '--port', '0'], variables: {} });
      await expect(createApp({ config, dataFolder: folder, log: pino({ level: 'silent' }) })).rejects.toThrow(
        DrillMixed,
      );
      const seen = new DatabaseSync(path, { readOnly: true });
      expect(seen.prepare('PRAGMA user_version').get()).toEqual({ user_version: 1 });
      seen.close();
      expect(readdirSync(folder).filter((name) => !/-(wal|shm)$/.test(name))).toEqual(['lifeline.db']);
    },
  );

  it('an unmarked record that holds facts is of real flights; an empty or missing file is of either kind', async () => {
    const path = fresh();
    expect(() => checkDrillFile(path, true)).not.toThrow();
    writeFileSync(path, '');
    expect(() => checkDrillFile(path, true)).not.toThrow();
    await withStore(path, (store) =>
      store.transact(systemCause(NOW), (tx) => tx.emit({ type: 'a.b', subject: 'system', data: {} })),
    );
    expect(() => checkDrillFile(path, true)).toThrow(DrillMixed);
    expect(() => checkDrillFile(path, false)).not.toThrow();
    const other = fresh();
    writeFileSync(other, 'not a database, but long enough to be taken for one'.repeat(20));
    expect(() => checkDrillFile(other, false)).toThrow(StoreUnusable);
  });

  it('a folder from before there were drills is of real flights', async () => {
    const path = fresh();
    await withStore(path, async (store) => {
      await store.transact(systemCause(NOW), (tx) => tx.emit({ type: 'a.b', subject: 'system', data: {} }));
      await expect(checkDrill(store, true, NOW)).rejects.toThrow(DrillMixed);
      await checkDrill(store, false, NOW);
    });
  });

  it.each([
    [true, 'D-P-0001'],
    [false, 'P-0001'],
  ])('numbers of a record with drill %s begin %s', async (drill, number) => {
    await withStore(fresh(), async (store) => {
      await checkDrill(store, drill, NOW);
      expect(await store.transact(systemCause(NOW), (tx) => nextNumber(tx, 'P', 'order'))).toBe(number);
    });
  });

  it('has a data folder of its own, and takes neither links nor an empty record', () => {
    const parse = (...argv: string[]) => parseConfig({ argv, variables: {} });
    expect(parse('--drill').data).toBe('data-drill');
    expect(parse().data).toBe('data');
    expect(parse('--drill', '--data', 'x').data).toBe('x');
    expect(() => parse('--drill', '--link', 'radio=0.0.0.0:14550')).toThrow(ConfigError);
    expect(() => parse('--drill', '--no-demo')).toThrow(ConfigError);
  });
});
