import { describe, expect, it } from 'vitest';
import type { Cause } from '../../server/core/cause.ts';
import { SYSTEM_ACTOR } from '../../server/core/access.ts';
import { wallMs } from '../../server/core/clock.ts';
import type { StoredEvent } from '../../server/core/events.ts';
import { ok, refuse } from '../../server/core/result.ts';
import type { Store } from '../../server/store/store.ts';

const cause: Cause = { actor: SYSTEM_ACTOR, now: wallMs(1_700_000_000_000) };
const fact = (n: number) => ({ type: 'test.happened', subject: 'test:1', data: { n } });

/**
 * What every store promises. `open` gives a fresh, empty store; `reopen` the same one after it was closed.
 */
export const storeContract = (
  name: string,
  open: () => Promise<{ store: Store; reopen: () => Promise<Store> }>,
): void => {
  describe(`store contract: ${name}`, () => {
    it('[INV-D7] numbers facts from 1 without gaps and chains their hashes', async () => {
      const { store } = await open();
      await store.transact(cause, async (tx) => {
        await tx.emit(fact(1));
        await tx.emit(fact(2));
      });
      await store.transact(cause, (tx) => tx.emit(fact(3)));
      const events = await store.events({});
      expect(events.map((event) => [event.seq, event.data['n']])).toEqual([
        [1, 1],
        [2, 2],
        [3, 3],
      ]);
      expect(await store.verifyAudit()).toMatchObject({ ok: true, events: 3, head: events[2]?.hash });
      await store.close();
    });

    it('[INV-D7] keeps neither state nor fact of a transaction that throws', async () => {
      const { store } = await open();
      const attempt = store.transact(cause, async (tx) => {
        await tx.db.insertInto('settings').values({ name: 'a', json: '1' }).execute();
        await tx.emit(fact(1));
        throw new Error('boom');
      });
      await expect(attempt).rejects.toThrow('boom');
      expect(await store.events({})).toEqual([]);
      expect(await store.read.selectFrom('settings').selectAll().execute()).toEqual([]);
      await store.transact(cause, (tx) => tx.emit(fact(2)));
      expect(await store.verifyAudit()).toMatchObject({ ok: true, events: 1 });
      await store.close();
    });

    it('rolls back on a failure result and hands it on', async () => {
      const { store } = await open();
      const result = await store.transact(cause, async (tx) => {
        await tx.emit(fact(1));
        return refuse('test.no', 'no');
      });
      expect(result).toMatchObject({ ok: false, error: { code: 'test.no' } });
      expect(store.head()).toBe(0);
      expect(await store.transact(cause, async () => ok(1))).toEqual({ ok: true, value: 1 });
      await store.close();
    });

    it('runs transactions one after another: concurrent counters never repeat', async () => {
      const { store } = await open();
      const numbers = await Promise.all(
        Array.from({ length: 50 }, () =>
          store.transact(cause, async (tx) => {
            const n = await tx.next('orders');
            await tx.emit(fact(n));
            return n;
          }),
        ),
      );
      expect(new Set(numbers).size).toBe(50);
      expect((await store.verifyAudit()).events).toBe(50);
      await store.close();
    });

    it('tells listeners of committed facts only, in order', async () => {
      const { store } = await open();
      const seen: StoredEvent[] = [];
      store.onCommitted((events) => seen.push(...events));
      await store.transact(cause, (tx) => tx.emit(fact(1)));
      await store.transact(cause, async (tx) => {
        await tx.emit(fact(2));
        return refuse('test.no', 'no');
      });
      await store.transact(cause, (tx) => tx.emit(fact(3)));
      expect(seen.map((event) => event.data['n'])).toEqual([1, 3]);
      await store.close();
    });

    it('[INV-D2] records an idempotency key with what it created', async () => {
      const { store } = await open();
      const withKey: Cause = { ...cause, idempotency: { routeId: 'r', key: 'k', bodyHash: 'h' } };
      await store.transact(withKey, async (tx) => {
        await tx.emit(fact(1));
        tx.created('thing-1');
      });
      const row = await store.read.selectFrom('idempotency').selectAll().executeTakeFirst();
      expect(row).toMatchObject({ key: 'k', body_hash: 'h', resource: 'thing-1' });
      await store.close();
    });

    it('a kept answer stands until a table from which it came is written', async () => {
      const { store } = await open();
      let asked = 0;
      const ask = () =>
        store.kept('settings', (reader) => {
          asked += 1;
          return reader.selectFrom('settings').select('name').orderBy('name').execute();
        });
      const write = (name: string) =>
        store.transact(cause, (tx) => tx.db.insertInto('settings').values({ name, json: '1' }).execute());
      const names = async () => (await ask()).map(({ name }) => name);
      expect(await names()).toEqual([]);
      await write('a');
      expect(await Promise.all([names(), names()])).toEqual([['a'], ['a']]);
      await store.transact(cause, (tx) => tx.emit(fact(1)));
      expect([await names(), asked]).toEqual([['a'], 2]);
      const inside = await store.transact(cause, async (tx) => {
        await tx.db.insertInto('settings').values({ name: 'b', json: '1' }).execute();
        return names();
      });
      expect([inside, await names()]).toEqual([['a'], ['a', 'b']]);
      const rows = await ask();
      expect(() => rows.pop()).toThrow(TypeError);
      await store.close();
    });

    it('a kept question that fails is asked again', async () => {
      const { store } = await open();
      const failing = store.kept('same', () => Promise.reject(new Error('no')));
      await expect(failing).rejects.toThrow('no');
      expect(await store.kept('same', async () => 1)).toBe(1);
      await store.close();
    });

    it('[INV-D1] keeps everything over a restart and goes on with the next number', async () => {
      const { store, reopen } = await open();
      await store.transact(cause, (tx) => tx.emit(fact(1)));
      await store.close();
      const again = await reopen();
      await again.transact(cause, (tx) => tx.emit(fact(2)));
      expect((await again.events({ after: 1 })).map((event) => event.seq)).toEqual([2]);
      expect(await again.verifyAudit()).toMatchObject({ ok: true, events: 2 });
      await again.close();
    });

    it('refuses to change or remove a fact', async () => {
      const { store } = await open();
      await store.transact(cause, (tx) => tx.emit(fact(1)));
      const edit = store.transact(cause, (tx) => tx.db.updateTable('events').set({ type: 'x' }).execute());
      await expect(edit).rejects.toThrow('append-only');
      const removal = store.transact(cause, (tx) => tx.db.deleteFrom('events').execute());
      await expect(removal).rejects.toThrow('append-only');
      await store.close();
    });
  });
};
