import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Batteries } from '../../server/api/contract/batteries.ts';
import { wallMs } from '../../server/core/clock.ts';
import { chargeQueue, CHARGERS } from '../../server/fleet/battery-rules.ts';
import { createBatteries } from '../../server/fleet/battery-service.ts';
import { maintenanceDue } from '../../server/fleet/maintenance-rules.ts';
import { openSqliteStore } from '../../server/store/sqlite.ts';
import type { Store } from '../../server/store/store.ts';
import { actor, fillRecord } from '../flight/world-record.ts';
import { seededRng } from '../support/seeded-rng.ts';
import { tempFolder } from '../support/temp-folder.ts';

const T0 = Date.UTC(2026, 2, 1);
const MIN = 60_000;

let store: Store;
let batteries: ReturnType<typeof createBatteries>;

const by = (role: 'admin' | 'dispatcher' | 'hospital', minutes = 0, siteId?: string) => ({
  actor: actor(role, siteId),
  now: wallMs(T0 + minutes * MIN),
});

beforeEach(async () => {
  store = openSqliteStore(join(tempFolder(), 'lifeline.db'));
  await fillRecord(store, by('admin'));
  batteries = createBatteries({ store, rng: seededRng(1), chargeOf: () => 31 });
});
afterEach(() => store.close());

const fresh = { profileId: 'nj-10', serial: '', chargePct: 100, cycles: 10, healthPct: 95, imbalanceMv: 20 };

const add = async (id: string, more: Partial<typeof fresh> = {}): Promise<void> => {
  const made = await batteries.create(by('admin'), { ...fresh, id, ...more });
  if (!made.ok) throw new Error(made.error.message);
};

const packs = async (minutes = 0): Promise<Batteries['batteries']> =>
  (await batteries.board(T0 + minutes * MIN)).batteries;
const pack = async (id: string, minutes = 0) => (await packs(minutes)).find((each) => each.id === id);

const swap = (batteryId: string, minutes = 0) =>
  batteries.swap(by('dispatcher', minutes), 'drone-1', { batteryId, outChargePct: null });

const land = (minutes: number): Promise<void> =>
  store.transact(by('admin', minutes), async ({ db, now }) => {
    await db
      .insertInto('flights')
      .values({
        id: `flight-${minutes}`,
        number: `F-${minutes}`,
        kind: 'return',
        state: 'COMPLETED',
        state_reason: '',
        order_id: null,
        vehicle_id: 'drone-1',
        from_pad_id: 'hospital-1',
        to_pad_id: 'centre-1',
        created_at: now,
        launched_at: now - 60 * MIN,
        takeoff_at: now - 60 * MIN,
        landed_at: now,
        ended_at: now,
        plan_json: null,
        issues_json: '[]',
        launch_json: '{}',
        launched_by_json: null,
        turnaround_json: null,
        summary_json: null,
      })
      .execute();
  });

describe('packs', () => {
  test.each([
    ['health', { healthPct: 79 }],
    ['imbalance', { imbalanceMv: 101 }],
    ['cycles', { cycles: 301 }],
  ])('[BT1] %s beyond its limit grounds a pack', async (fault, figures) => {
    await add('bat-1', figures);
    expect((await pack('bat-1'))?.grounded).toEqual([fault]);
    expect(await swap('bat-1')).toMatchObject({ ok: false, error: { code: 'batteries.grounded' } });
    // Nobody overrules figures; new ones do.
    await batteries.change(by('admin'), 'bat-1', { grounded: false });
    expect((await pack('bat-1'))?.grounded).toEqual([fault]);
    await batteries.change(by('admin'), 'bat-1', { healthPct: null, imbalanceMv: null, cycles: 1 });
    expect((await pack('bat-1'))?.grounded).toEqual([]);
  });

  test('[BT1] a person grounds a pack and takes it back', async () => {
    await add('bat-1');
    await batteries.change(by('dispatcher'), 'bat-1', { grounded: true });
    await batteries.change(by('admin'), 'bat-1', { cycles: 11 });
    expect((await pack('bat-1'))?.grounded).toEqual(['person']);
    await batteries.change(by('dispatcher'), 'bat-1', { grounded: false });
    expect((await pack('bat-1'))?.grounded).toEqual([]);
  });

  test('[BT2] a change puts the old pack on a charger with the charge that the drone told', async () => {
    await add('bat-1');
    await add('bat-2');
    expect((await swap('bat-1')).ok).toBe(true);
    expect(await pack('bat-1')).toMatchObject({ state: 'ABOARD', vehicleId: 'drone-1', siteId: null });
    expect((await swap('bat-2')).ok).toBe(true);
    expect(await pack('bat-1')).toMatchObject({
      state: 'CHARGING',
      vehicleId: null,
      chargePct: 31,
      cycles: 11,
    });
    expect(await swap('bat-2')).toMatchObject({ ok: false, error: { code: 'batteries.not_free' } });
    expect(await batteries.change(by('admin'), 'bat-2', { state: 'SHELF' })).toMatchObject({
      error: { code: 'batteries.aboard' },
    });
  });

  test('[BT2] a hospital changes packs only of the drone on its own pad', async () => {
    await add('bat-1');
    const nurse = by('hospital', 0, 'hospital');
    const wish = { batteryId: 'bat-1', outChargePct: null };
    expect(await batteries.swap(nurse, 'drone-1', wish)).toMatchObject({
      error: { code: 'fleet.not_found' },
    });
    await store.transact(by('admin'), async ({ db }) => {
      await db.updateTable('vehicles').set({ pad_id: 'hospital-1' }).execute();
    });
    expect((await batteries.swap(nurse, 'drone-1', wish)).ok).toBe(true);
  });

  test('[BT3] packs charge in turn on as many chargers as there are', () => {
    const waiting = Array.from({ length: CHARGERS + 1 }, (_, index) => ({
      id: `bat-${index}`,
      charge_pct: 50,
      put_at: T0 + index,
    }));
    const turns = chargeQueue(waiting, T0 + 6 * MIN);
    expect(turns[0]).toMatchObject({ startAt: T0, readyAt: T0 + 30 * MIN, chargePct: 60 });
    expect(turns[CHARGERS]).toMatchObject({ startAt: T0 + 30 * MIN, readyAt: T0 + 60 * MIN, chargePct: 50 });
  });

  test('[BT4] the turnaround is from touch-down to the fresh pack, once for each landing', async () => {
    await add('bat-1');
    await add('bat-2');
    await land(10);
    await swap('bat-1', 13);
    await swap('bat-2', 20);
    expect(await batteries.board(T0 + 30 * MIN)).toMatchObject({ turnaroundP50S: 180, turnarounds: 1 });
  });

  test('[BT6] what a drone says grounds its pack', async () => {
    await add('bat-1');
    await swap('bat-1');
    const said = { chargePct: 77, serial: 'SN-1', cycles: 12, healthPct: undefined, imbalanceMv: 140 };
    await batteries.report(by('admin', 1), 'drone-1', said);
    expect(await pack('bat-1')).toMatchObject({
      serial: 'SN-1',
      cycles: 12,
      chargePct: 77,
      grounded: ['imbalance'],
    });
  });
});

describe('services', () => {
  test('[BT5] hours, landings and faults since the last service make it due', async () => {
    expect(maintenanceDue({ flightHours: 49.9, landings: 199, faults: 0 })).toEqual([]);
    expect(maintenanceDue({ flightHours: 50, landings: 200, faults: 1 }).map(({ code }) => code)).toEqual([
      'hours',
      'landings',
      'faults',
    ]);
    await land(10);
    const due = async () => (await batteries.board(T0)).drones[0];
    expect(await due()).toMatchObject({ flightHours: 1, landings: 1, faults: 0, due: [] });
    await batteries.maintain(by('dispatcher', 11), 'drone-1', { kind: 'fault', note: 'motor 3 hums' });
    expect((await due())?.due).toEqual([{ code: 'faults', value: 1, limit: 0 }]);
    expect(
      await batteries.maintain(by('dispatcher', 12), 'drone-1', { kind: 'service', note: 'motor 3 changed' }),
    ).toMatchObject({ ok: false });
    await batteries.maintain(by('admin', 12), 'drone-1', { kind: 'service', note: 'motor 3 changed' });
    expect(await due()).toMatchObject({ flightHours: 0, landings: 0, faults: 0, due: [] });
  });
});
