import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemCause } from '../../server/core/cause.ts';
import { wallMs } from '../../server/core/clock.ts';
import { padForDelivery, padTakenBy } from '../../server/flight/pad-queries.ts';
import { openSqliteStore } from '../../server/store/sqlite.ts';
import type { Store } from '../../server/store/store.ts';
import { tempFolder } from '../support/temp-folder.ts';

let store: Store;

const vehicle = (id: string, padId: string | null) => ({
  id,
  name: id.toUpperCase(),
  sysid: Number(id.slice(1)),
  compid: 1,
  link: 'l',
  uid: '',
  profile_id: 'p',
  home_pad_id: 'home',
  state: 'READY',
  state_reason: '',
  simulated: 0 as const,
  pad_id: padId,
});

const flight = (vehicleId: string, more: { launched: boolean; ended: boolean }) => ({
  id: `f-${vehicleId}`,
  number: `F-${vehicleId}`,
  kind: 'delivery',
  state: more.launched ? 'EN_ROUTE' : 'PLANNED',
  state_reason: '',
  order_id: null,
  vehicle_id: vehicleId,
  from_pad_id: 'home',
  to_pad_id: 'h1',
  created_at: 1,
  launched_at: more.launched ? 1 : null,
  takeoff_at: null,
  landed_at: null,
  ended_at: more.ended ? 2 : null,
  plan_json: null,
  issues_json: '[]',
  launch_json: '{}',
  launched_by_json: null,
  turnaround_json: null,
  summary_json: null,
});

beforeEach(async () => {
  store = openSqliteStore(join(tempFolder(), 'lifeline.db'));
  await store.transact(systemCause(wallMs(1)), async ({ db }) => {
    const place = { address: '', phone: '', lon: 118, lat: 32, accuracy_m: 1, enabled: 1 as const };
    await db
      .insertInto('sites')
      .values({ id: 's', role: 'hospital', name_zh: 's', name_en: 's', ...place })
      .execute();
    for (const id of ['home', 'h1', 'h2']) {
      const height = {
        elevation_amsl_m: 1,
        height_above_ground_m: 0,
        surveyed: 1 as const,
        clear_json: null,
      };
      const site_id = id === 'home' ? 'c' : 's';
      if (id === 'home')
        await db
          .insertInto('sites')
          .values({ id: 'c', role: 'blood_centre', name_zh: 'c', name_en: 'c', ...place })
          .execute();
      await db
        .insertInto('pads')
        .values({ id, site_id, name: id, lon: 118, lat: 32, ...height })
        .execute();
    }
    await db.insertInto('profiles').values({ id: 'p', json: '{}' }).execute();
    await db
      .insertInto('vehicles')
      .values([vehicle('v1', 'home'), vehicle('v2', null)])
      .execute();
  });
});

afterEach(() => store.close());

const change = (work: Parameters<Store['transact']>[1]) => store.transact(systemCause(wallMs(2)), work);

describe('pads', () => {
  it('[FL16] a pad is taken by a drone that stands on it, but not for that drone itself', async () => {
    await change(({ db }) =>
      db.updateTable('vehicles').set({ pad_id: 'h1' }).where('id', '=', 'v2').execute(),
    );
    expect(await padTakenBy(store.read, 'h1', 'v1')).toBe('V2');
    expect(await padTakenBy(store.read, 'h1', 'v2')).toBeUndefined();
  });

  it('[FL16] a pad is taken by a launched flight until it has ended, not by a plan', async () => {
    await change(({ db }) =>
      db
        .insertInto('flights')
        .values(flight('v2', { launched: false, ended: false }))
        .execute(),
    );
    expect(await padTakenBy(store.read, 'h1', 'v1')).toBeUndefined();
    await change(({ db }) => db.updateTable('flights').set({ launched_at: 1 }).execute());
    expect(await padTakenBy(store.read, 'h1', 'v1')).toBe('V2');
    await change(({ db }) => db.updateTable('flights').set({ ended_at: 2 }).execute());
    expect(await padTakenBy(store.read, 'h1', 'v1')).toBeUndefined();
  });

  it('[FL16] a delivery takes the first free pad of the hospital, and the first one where none is free', async () => {
    expect(await padForDelivery(store.read, 's', 'v1')).toBe('h1');
    await change(({ db }) =>
      db
        .insertInto('flights')
        .values(flight('v2', { launched: false, ended: false }))
        .execute(),
    );
    expect(await padForDelivery(store.read, 's', 'v1'), 'another draft wants h1').toBe('h2');
    await change(({ db }) =>
      db.updateTable('vehicles').set({ pad_id: 'h1' }).where('id', '=', 'v2').execute(),
    );
    expect(await padForDelivery(store.read, 's', 'v1')).toBe('h2');
    await change(({ db }) => db.insertInto('vehicles').values(vehicle('v3', 'h2')).execute());
    expect(await padForDelivery(store.read, 's', 'v1')).toBe('h1');
    expect(await padForDelivery(store.read, 'nowhere', 'v1')).toBeUndefined();
  });
});
