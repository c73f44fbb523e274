import { join } from 'node:path';
import { expect, it } from 'vitest';
import { NO_FACTS } from '../../server/flight/ports.ts';
import { openSqliteStore } from '../../server/store/sqlite.ts';
import type { Store } from '../../server/store/store.ts';
import { createTrackService } from '../../server/track/service.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { seededRng } from '../support/seeded-rng.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { fillRecord, actor } from '../flight/world-record.ts';

const settle = async (): Promise<void> => {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
};

it('writes an alarm that could not be written when the record works again', async () => {
  const clock = fakeClock();
  const real = openSqliteStore(join(tempFolder(), 'lifeline.db'));
  await fillRecord(real, { actor: actor('dispatcher'), now: clock.wall() });
  let works = false;
  const store: Store = {
    ...real,
    read: real.read,
    transact: (cause, fn) =>
      works ? real.transact(cause, fn) : Promise.reject(new Error('database is locked')),
  };
  const armed = { value: { armed: true, mode: 'AUTO.LOITER' }, at: clock.mono() };
  const track = createTrackService({
    store,
    clock,
    rng: seededRng(1),
    vehicles: { get: () => ({ facts: () => ({ ...NO_FACTS, heartbeat: armed }) }) as never },
    flights: { underWay: () => [], etaOf: () => null },
    log: () => {},
  });
  await track.start();
  const turn = async (): Promise<string[]> => {
    clock.advance(500);
    await settle();
    const listed = await track.alarms.list();
    return listed.ok ? listed.value.alarms.map(({ kind }) => kind) : [];
  };
  expect(await turn()).toEqual([]);
  works = true;
  expect(await turn()).toEqual(['vehicle.armed_unassigned']);
  expect(await turn()).toEqual(['vehicle.armed_unassigned']);
  await track.stop();
  await real.close();
});
