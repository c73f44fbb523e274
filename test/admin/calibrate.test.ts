import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { systemCause } from '../../server/core/cause.ts';
import { wallMs } from '../../server/core/clock.ts';
import { planFlight } from '../../server/plan/plan.ts';
import type { Plan } from '../../server/plan/plan-types.ts';
import { droneProfile, NJ10 } from '../../server/plan/profile.ts';
import { pathOf } from '../../server/review/log-reading-service.ts';
import { writeRecord } from '../../server/review/tlog.ts';
import type { Tx } from '../../server/store/store.ts';
import { openSqliteStore } from '../../server/store/sqlite.ts';
import { flyPlan } from '../plan/fly.ts';
import { airspaceOf, padAt, requestOf, seedAirspace } from '../plan/worlds.ts';
import { SYSID } from '../sitl/support.ts';
import { tempFolder } from '../support/temp-folder.ts';

const PROGRAM = new URL('../../server/admin/main.ts', import.meta.url).pathname;
const LONG = 120_000;
const NOON = Date.UTC(2026, 2, 1, 4);
const HOUR_MS = 3_600_000;

/** Figures that are wrong: it flies less far than they say, less of it is weight, and it is slower. */
const WRONG = { ...NJ10, rangeKmFullLoad: 23, batteryWh: 1_380, inducedShare: 0.5, descentMs: 3 };

const admin = (args: readonly string[]): Promise<{ code: number | null; said: string }> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: 'pipe' });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.once('close', (code) => resolve({ code, said: said.trim() }));
  });

const [FROM, TO] = [padAt('from', [118.78, 32.08]), padAt('to', [118.72, 32.075])];

const planWith = (payloadKg: number): Plan => {
  const { plan } = planFlight(requestOf(FROM, TO, { payloadKg, profile: WRONG }), {
    airspace: airspaceOf([], seedAirspace().region),
  });
  if (plan === undefined) throw new Error('no plan');
  return plan;
};

const insertPlaces = async ({ db }: Tx): Promise<void> => {
  await db
    .insertInto('profiles')
    .values({ id: WRONG.id, json: JSON.stringify(WRONG) })
    .execute();
  await db.insertInto('links').values({ name: 'udp', host: '127.0.0.1', port: 0 }).execute();
  for (const pad of [FROM, TO]) {
    const { id, nameZh, nameEn, at } = pad;
    const [lon, lat] = at;
    const site = { id, role: 'hospital', name_zh: nameZh, name_en: nameEn, address: '', phone: '' };
    await db
      .insertInto('sites')
      .values({ ...site, lon, lat, accuracy_m: 0, enabled: 1 })
      .execute();
    const place = { id, site_id: id, name: 'H1', lon, lat, elevation_amsl_m: 12, height_above_ground_m: 0 };
    await db
      .insertInto('pads')
      .values({ ...place, surveyed: 1, clear_json: null })
      .execute();
  }
  await db
    .insertInto('vehicles')
    .values({
      id: 'drone',
      name: 'LX-01',
      sysid: SYSID,
      compid: 1,
      link: 'udp',
      uid: '',
      profile_id: WRONG.id,
      home_pad_id: FROM.id,
      state: 'READY',
      state_reason: '',
      simulated: 1,
      pad_id: FROM.id,
    })
    .execute();
};

/** Flies each load on the embedded vehicle and leaves record and logs as the service would. */
const recorded = async (data: string, loads: readonly number[]): Promise<void> => {
  const store = openSqliteStore(join(data, 'lifeline.db'));
  await store.transact(systemCause(wallMs(NOON)), insertPlaces);
  for (const [i, payloadKg] of loads.entries()) {
    const plan = planWith(payloadKg);
    const { frames } = flyPlan(plan);
    const at = NOON + i * HOUR_MS;
    const number = `F-${i + 1}`;
    const path = join(data, pathOf(number));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, Buffer.concat(frames.map((one) => writeRecord(at + one.atMs, one.frame))));
    await store.transact(systemCause(wallMs(at)), ({ db }) =>
      db
        .insertInto('flights')
        .values({
          id: number,
          number,
          kind: 'return',
          state: 'COMPLETED',
          state_reason: '',
          order_id: null,
          vehicle_id: 'drone',
          from_pad_id: FROM.id,
          to_pad_id: TO.id,
          created_at: at,
          launched_at: at,
          takeoff_at: at,
          landed_at: at + (frames.at(-1)?.atMs ?? 0),
          ended_at: at + HOUR_MS / 2,
          plan_json: JSON.stringify({ plan, airspaceVersion: 1, plannedAt: at }),
          issues_json: '[]',
          launch_json: '{}',
          launched_by_json: null,
          turnaround_json: null,
          summary_json: null,
        })
        .execute(),
    );
  }
  await store.close();
};

const profileIn = (data: string) => {
  const database = new DatabaseSync(join(data, 'lifeline.db'), { readOnly: true });
  const { json } = database.prepare('SELECT json FROM profiles').get() as { json: string };
  const events = database.prepare(`SELECT * FROM events WHERE type = 'profile.saved'`).all();
  database.close();
  return { profile: droneProfile.parse(JSON.parse(json)), events: events.length };
};

it(
  '[EN7] finds the figures of the vehicle from its logs, and saves them only when told to',
  { timeout: LONG },
  async () => {
    const data = tempFolder();
    await recorded(data, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const { code, said } = await admin(['calibrate', '--data', data]);
    expect(code).toBe(0);
    expect(said).toContain('nj-10: 11 flights as planned, 0 left out');
    expect(said).toMatch(/Nothing was changed\.$/);
    expect(profileIn(data)).toEqual({ profile: WRONG, events: 0 });
    const applied = await admin(['calibrate', '--data', data, '--apply']);
    expect(applied.said).toMatch(/Saved: nj-10\.$/);
    const { profile, events } = profileIn(data);
    expect(events).toBe(1);
    expect(Math.abs(profile.rangeKmFullLoad - 20)).toBeLessThan(0.8);
    expect(Math.abs(profile.inducedShare - 0.68)).toBeLessThan(0.06);
    expect(profile.timeFactor).toBeGreaterThan(1.03);
    // With the new figures there is nothing left to change.
    const again = await admin(['calibrate', '--data', data]);
    expect(again.said).toContain(`rangeKmFullLoad ${profile.rangeKmFullLoad} → ${profile.rangeKmFullLoad}`);
    expect((await admin(['verify-audit', '--data', data])).code).toBe(0);
  },
);

it(
  '[EN7] says when there are too few flights, and leaves out what was not flown as planned',
  { timeout: LONG },
  async () => {
    const data = tempFolder();
    await recorded(data, [2, 4]);
    const database = new DatabaseSync(join(data, 'lifeline.db'));
    const { plan_json: json } = database
      .prepare(`SELECT plan_json FROM flights WHERE number = 'F-2'`)
      .get() as { plan_json: string };
    const longer = json.replace(/"distanceM":(\d+\.\d+),"directM"/, '"distanceM":9999,"directM"');
    database.prepare(`UPDATE flights SET plan_json = ? WHERE number = 'F-2'`).run(longer);
    database.close();
    const { said } = await admin(['calibrate', '--data', data, '--apply']);
    expect(said).toContain('nj-10: 1 flights as planned, 1 left out');
    expect(said).toContain('too few flights for a suggestion: 1, expected 10');
    expect(said).toMatch(/Nothing was changed\.$/);
    expect(profileIn(data)).toEqual({ profile: WRONG, events: 0 });
  },
);
