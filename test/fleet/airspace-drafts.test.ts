import { join } from 'node:path';
import gcoordModule from 'gcoord';
import { afterEach, expect, test } from 'vitest';
import type { LonLat } from '../../server/core/geo.ts';
import { createAirspaceDrafts } from '../../server/fleet/airspace-drafts-service.ts';
import { createAirspace } from '../../server/fleet/airspace-service.ts';
import { airspaceReview } from '../../server/join/airspace-review.ts';
import { openSqliteStore } from '../../server/store/sqlite.ts';
import type { Store } from '../../server/store/store.ts';
import { seededRng } from '../support/seeded-rng.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { causeOf, featureAt, GEOJSON } from './airspace-record.ts';

const gcoord = gcoordModule as unknown as typeof gcoordModule.default;

let store: Store | undefined;
afterEach(async () => {
  await store?.close();
  store = undefined;
});

const NOW = 1_800_000_000_000;

const opened = () => {
  const db = openSqliteStore(join(tempFolder(), 'a.db'));
  store = db;
  const told = { times: 0 };
  const drafts = createAirspaceDrafts({
    store: db,
    rng: seededRng(1),
    ...airspaceReview(db),
    changed: () => (told.times += 1),
  });
  const airspace = createAirspace({ store: db, temporary: async () => [] });
  return { db, drafts, airspace, told };
};

const admin = causeOf('admin', NOW);
const safety = causeOf('safety', NOW + 1000);
const wanted = (file: unknown = GEOJSON, format: 'geojson' | 'ed269' = 'geojson') => ({
  name: 'v1',
  reason: 'yearly data',
  format,
  file,
});

const added = async (
  drafts: ReturnType<typeof opened>['drafts'],
  file: unknown = GEOJSON,
): Promise<string> => {
  const result = await drafts.add(admin, wanted(file));
  if (!result.ok) throw new Error(result.error.message);
  return result.value.id;
};

test('[TP1] a draft is not in use until a second person has published it, with both names in the record', async () => {
  const { db, drafts, airspace, told } = opened();
  const id = await added(drafts);
  expect(await airspace.current()).toBeUndefined();
  expect(told.times).toBe(0);
  expect(await drafts.publish(safety, id, 'checked against the notice')).toEqual({
    ok: true,
    value: { version: 1 },
  });
  expect(told.times).toBe(1);
  expect(await airspace.current()).toMatchObject({ version: 1, name: 'v1', imported_by: 'admin, safety' });
  expect(await drafts.publish(safety, id, 'once more')).toMatchObject({ error: { code: 'fleet.no_draft' } });
  const events = await db.read.selectFrom('events').select(['type', 'actor_name']).execute();
  expect(events).toEqual([
    { type: 'airspace.drafted', actor_name: 'admin' },
    { type: 'airspace.published', actor_name: 'safety' },
  ]);
});

test('[TP1] who drafted it cannot publish it; the database refuses it too', async () => {
  const { db, drafts, airspace } = opened();
  const id = await added(drafts);
  expect(await drafts.publish(admin, id, 'it is right')).toMatchObject({
    error: { code: 'fleet.same_person' },
  });
  expect(await airspace.current()).toBeUndefined();
  await expect(
    db.transact(admin, async (tx) => {
      const made = await tx.db
        .insertInto('airspace')
        .values({ name: 'x', imported_at: NOW, imported_by: 'x', geojson: '{}' })
        .returning('version')
        .executeTakeFirstOrThrow();
      const { version } = made;
      await tx.db
        .updateTable('airspace_drafts')
        .set({ state: 'published', version, decider_id: 'admin' })
        .execute();
      return { ok: true, value: undefined };
    }),
  ).rejects.toThrow(/CHECK/);
});

test('[TP2] a draft shows what it changes and which flights it touches', async () => {
  const { db, drafts } = opened();
  await drafts.publish(safety, await added(drafts), 'first version');
  await added(drafts, {
    ...GEOJSON,
    features: [featureAt('one', [118.8, 32.1], { upper_m: 90 }), featureAt('two', [118.7, 32.06])],
  });
  const leg = (from: LonLat, to: LonLat) => ({ legs: [{ from, to }] });
  const flights = [
    ['F1', leg([118.69, 32.065], [118.72, 32.065])],
    ['F2', leg([118.69, 32.2], [118.72, 32.2])],
  ] as const;
  const review = airspaceReview(db).review(
    JSON.stringify(GEOJSON),
    JSON.stringify({ ...GEOJSON, features: [featureAt('two', [118.7, 32.06])] }),
    flights.map(([number, plan]) => ({
      flightId: number,
      number,
      state: 'PLANNED',
      planJson: JSON.stringify({ plan }),
    })),
  );
  expect(review).toMatchObject({
    added: [{ id: 'two' }],
    removed: [{ id: 'one' }],
    flights: [{ number: 'F1', zones: [{ id: 'two' }] }],
  });
  const [draft] = await drafts.list(safety.actor);
  expect(draft).toMatchObject({
    isOwn: false,
    isStale: false,
    baseVersion: 1,
    zones: 2,
    review: { added: [{ id: 'two' }], removed: [], changed: [{ zone: { id: 'one' }, parts: ['heights'] }] },
  });
});

test('[TP3] a draft for an older version is not published, and one that was withdrawn neither', async () => {
  const { drafts } = opened();
  const [first, second, third] = [await added(drafts), await added(drafts), await added(drafts)];
  expect((await drafts.withdraw(admin, third, 'a slip')).ok).toBe(true);
  expect(await drafts.publish(safety, third, 'all the same')).toMatchObject({
    error: { code: 'fleet.no_draft' },
  });
  expect((await drafts.publish(safety, first, 'first version')).ok).toBe(true);
  expect(await drafts.publish(safety, second, 'second version')).toMatchObject({
    error: { code: 'fleet.stale_draft' },
  });
});

test('[TP4] a file with faults, of either format, is not drafted: each fault is named', async () => {
  const { drafts } = opened();
  const faulty = await drafts.add(admin, wanted({ features: [{ identifier: 'a' }] }, 'ed269'));
  expect(faulty).toMatchObject({ ok: false, error: { code: 'fleet.invalid_airspace' } });
  const open = { ...GEOJSON, features: [featureAt('one', [10, 50])] };
  expect(await drafts.add(admin, wanted(open))).toMatchObject({ error: { code: 'fleet.invalid_airspace' } });
  expect(await drafts.add(admin, wanted('text'))).toMatchObject({
    error: { code: 'fleet.invalid_airspace' },
  });
});

test('[TP4] a file in GCJ-02 is not drafted beside a version in which its zones are known', async () => {
  const { drafts } = opened();
  await drafts.publish(safety, await added(drafts), 'first version');
  const at = gcoord.transform<[number, number]>([118.8, 32.1], gcoord.WGS84, gcoord.GCJ02);
  const shifted = await drafts.add(admin, wanted({ ...GEOJSON, features: [featureAt('one', at)] }));
  expect(shifted).toMatchObject({ ok: false, error: { code: 'fleet.invalid_airspace' } });
  expect(JSON.stringify(shifted)).toContain('GCJ-02');
});
