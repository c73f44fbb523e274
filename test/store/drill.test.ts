import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, parseConfig } from '../../server/config.ts';
import { systemCause } from '../../server/core/cause.ts';
import { wallMs } from '../../server/core/clock.ts';
import { checkDrill, DrillMixed, isDrill, nextNumber } from '../../server/store/drill.ts';
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
