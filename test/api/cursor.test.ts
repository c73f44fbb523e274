import { join } from 'node:path';
import fc from 'fast-check';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createCursor } from '../../server/api/cursor.ts';
import type { EventBatch } from '../../server/api/contract/live.ts';
import type { Actor } from '../../server/core/access.ts';
import { systemCause } from '../../server/core/cause.ts';
import { wallMs } from '../../server/core/clock.ts';
import { openSqliteStore } from '../../server/store/sqlite.ts';
import { tempFolder } from '../support/temp-folder.ts';

const actor = (role: Actor['role'], siteId?: string): Actor => ({
  personId: 'p',
  name: 'P',
  role,
  siteId,
  sessionId: undefined,
  requestId: undefined,
});
const log = pino({ level: 'silent' });
const cause = systemCause(wallMs(1));

const collect = () => {
  const batches: EventBatch[] = [];
  return {
    outlet: { emit: (_name: string, batch: EventBatch) => batches.push(batch) },
    seqs: () => batches.flatMap((batch) => batch.events.map((event) => event.seq)),
  };
};

describe('cursor', () => {
  it('sends every fact once and in order, whatever is written while it reads', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(20), fc.array(fc.boolean(), { maxLength: 30 }), async (before, during) => {
        const store = openSqliteStore(join(tempFolder(), 'lifeline.db'));
        const write = () =>
          store.transact(cause, (tx) => tx.emit({ type: 'order.x', subject: 'order:1', data: {} }));
        for (let i = 0; i < before; i++) await write();
        const { outlet, seqs } = collect();
        const cursor = createCursor(outlet, actor('ops'), { store, log });
        const resumed = cursor.resume(0);
        for (const wait of during) {
          const written = write();
          if (wait) await written;
        }
        await Promise.all([resumed, write()]);
        await cursor.resume(seqs().at(-1) ?? 0);
        expect(seqs()).toEqual(Array.from({ length: store.head() }, (_, i) => i + 1));
        cursor.close();
        await store.close();
      }),
      { numRuns: 25 },
    );
  });

  it('[INV-D8] shows a hospital only facts of its own site, without names of staff', async () => {
    const store = openSqliteStore(join(tempFolder(), 'lifeline.db'));
    const { outlet } = collect();
    const batches: EventBatch[] = [];
    outlet.emit = (_name, batch) => batches.push(batch);
    const cursor = createCursor(outlet, actor('hospital', 'pkph'), { store, log });
    await cursor.resume(0);
    await store.transact(cause, async (tx) => {
      await tx.emit({ type: 'order.submitted', subject: 'order:1', siteId: 'pkph', data: {} });
      await tx.emit({ type: 'order.submitted', subject: 'order:2', siteId: 'pktcm', data: {} });
      await tx.emit({ type: 'unit.picked', subject: 'unit:1', data: {} });
    });
    expect(batches).toMatchObject([{ events: [{ subject: 'order:1', by: '' }], cursor: 3 }]);
    await store.close();
  });

  it('starts over when the client comes from another database', async () => {
    const store = openSqliteStore(join(tempFolder(), 'lifeline.db'));
    const { outlet, seqs } = collect();
    const cursor = createCursor(outlet, actor('ops'), { store, log });
    await cursor.resume(10_000);
    await store.transact(cause, (tx) => tx.emit({ type: 'order.x', subject: 'order:1', data: {} }));
    expect(seqs()).toEqual([1]);
    await store.close();
  });
});
