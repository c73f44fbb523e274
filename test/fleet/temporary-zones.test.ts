import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { LonLat } from '../../server/core/geo.ts';
import type { Result } from '../../server/core/result.ts';
import { createTemporaryZones } from '../../server/fleet/temporary-zones-service.ts';
import { createPlanWorld } from '../../server/join/plan-world.ts';
import { ringFaults } from '../../server/plan/airspace/temporary.ts';
import { openSqliteStore } from '../../server/store/sqlite.ts';
import type { Store } from '../../server/store/store.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { seededRng } from '../support/seeded-rng.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { causeOf, GEOJSON } from './airspace-record.ts';

let store: Store | undefined;
afterEach(async () => {
  await store?.close();
  store = undefined;
});

const CENTRE: LonLat = [118.7, 32.07];

const must = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
};

const opened = () => {
  const clock = fakeClock();
  store = openSqliteStore(join(tempFolder(), 'a.db'));
  const told = { times: 0 };
  const world = { forget: (): void => {} };
  const changed = (): void => {
    told.times += 1;
    world.forget();
  };
  const zones = createTemporaryZones({ store, clock, rng: seededRng(1), ringFaults, changed });
  const row = { version: 4, name: 'v4', imported_at: 0, imported_by: 'x', geojson: JSON.stringify(GEOJSON) };
  const planWorld = createPlanWorld({ current: async () => row }, zones);
  world.forget = planWorld.forget;
  const cause = () => causeOf('dispatcher', clock.wall());
  const wanted = (more: object = {}) => ({
    name: 'Fire',
    lowerM: 0,
    upperM: 300,
    altitudeRef: 'AGL' as const,
    shape: { kind: 'circle' as const, centre: CENTRE, radiusM: 400 },
    from: clock.wall(),
    to: clock.wall() + 3_600_000,
    reason: 'fire brigade asks for it',
    ...more,
  });
  return { clock, db: store, zones, planWorld, told, cause, wanted };
};

test('[TZ1] is in the planner’s world at once, beside the same published zones, and gone when it is ended', async () => {
  const { clock, zones, planWorld, told, cause, wanted } = opened();
  const now = async () => {
    const world = await planWorld.current();
    if (world === undefined) throw new Error('no airspace');
    return world.airspace;
  };
  const before = await now();
  const added = must(await zones.add(cause(), wanted()));
  const during = await now();
  expect(told.times).toBe(1);
  expect(during.zones).toHaveLength(before.zones.length + 1);
  expect(during.zones[0]).toBe(before.zones[0]);
  expect(during.version).toContain(`${before.version}+T@`);
  clock.advance(1000);
  const again = must(await zones.add(cause(), wanted({ name: 'Second' })));
  expect((await now()).zones.at(-2)).toBe(during.zones.at(-1));
  for (const { id } of [added, again]) must(await zones.end(cause(), id, 'fire is out'));
  expect(await now()).toBe(before);
});

test('[TZ2] who closed and who opened it, when and why, is in the record; it is ended once', async () => {
  const { db, clock, zones, cause, wanted } = opened();
  const added = await zones.add(cause(), wanted());
  const id = added.ok ? added.value.id : '';
  clock.advance(60_000);
  expect(await zones.end(cause(), id, 'fire is out')).toEqual({ ok: true, value: { ok: true } });
  expect(await zones.end(cause(), id, 'fire is out')).toMatchObject({ error: { code: 'fleet.no_zone' } });
  const events = await db.read.selectFrom('events').select(['type', 'actor_name', 'data_json']).execute();
  expect(events.map(({ type, actor_name }) => [type, actor_name])).toEqual([
    ['airspace.zone_closed', 'dispatcher'],
    ['airspace.zone_opened', 'dispatcher'],
  ]);
  expect(JSON.parse(events[0]?.data_json ?? '')).toMatchObject({ reason: 'fire brigade asks for it' });
  expect(await db.read.selectFrom('temporary_zones').select('ended_by_name').execute()).toEqual([
    { ended_by_name: 'dispatcher' },
  ]);
});

test.each([
  ['upside down', { lowerM: 300, upperM: 100 }],
  ['over before it begins', { from: 2e12, to: 1e12 }],
  ['over already', { from: 1, to: 2 }],
  ['elsewhere', { shape: { kind: 'circle' as const, centre: [10, 50] as LonLat, radiusM: 100 } }],
])('[TZ3] refuses a zone that is %s', async (_, more) => {
  const { zones, told, cause, wanted } = opened();
  expect(await zones.add(cause(), wanted(more))).toMatchObject({ error: { code: 'fleet.invalid_zone' } });
  expect(told.times).toBe(0);
});
