import type { Actor, Role } from '../../server/core/access.ts';
import type { Cause } from '../../server/core/cause.ts';
import { destination, type LonLat } from '../../server/core/geo.ts';
import { NJ10 } from '../../server/plan/profile.ts';
import type { Store } from '../../server/store/store.ts';

export const CENTRE: LonLat = [118.7813, 32.0877];
/** 1,600 m west: a flight of about three minutes. */
export const HOSPITAL: LonLat = destination(CENTRE, 1600, 270);
export const SYSID = 7;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const site = (id: string, role: string, at: LonLat) => ({
  id,
  role,
  name_zh: id,
  name_en: id,
  address: '',
  phone: '',
  lon: at[0],
  lat: at[1],
  accuracy_m: 5,
  enabled: 1 as const,
});

const BY = { personId: 'issuer-1', name: 'issuer', at: 0 };

const pad = (id: string, siteId: string, at: LonLat, expiresAt: number) => ({
  id,
  site_id: siteId,
  name: id,
  lon: at[0],
  lat: at[1],
  elevation_amsl_m: 20,
  height_above_ground_m: 0,
  surveyed: 1 as const,
  clear_json: JSON.stringify({ clear: true, by: BY, expiresAt, note: '' }),
});

export const actor = (role: Role, siteId?: string): Actor => ({
  personId: `${role}-1`,
  name: role,
  role,
  siteId,
  sessionId: undefined,
  requestId: undefined,
});

const CALM = { windMs: 2, gustMs: 4, temperatureC: 15, visibilityM: 9000, precipitation: 'none' };

/** One packed and loaded-to-be order, a drone on the centre's pad, two sites. */
export const fillRecord = (store: Store, cause: Cause): Promise<void> =>
  store.transact(cause, async ({ db }) => {
    await db
      .insertInto('sites')
      .values([site('centre', 'blood_centre', CENTRE), site('hospital', 'hospital', HOSPITAL)])
      .execute();
    await db
      .insertInto('pads')
      .values([
        pad('centre-1', 'centre', CENTRE, cause.now + DAY_MS),
        pad('hospital-1', 'hospital', HOSPITAL, cause.now + DAY_MS),
      ])
      .execute();
    await db
      .insertInto('profiles')
      .values({ id: NJ10.id, json: JSON.stringify(NJ10) })
      .execute();
    await db
      .insertInto('vehicles')
      .values({
        id: 'drone-1',
        name: 'D1',
        sysid: SYSID,
        compid: 1,
        link: 'sim',
        uid: '',
        profile_id: NJ10.id,
        home_pad_id: 'centre-1',
        state: 'READY',
        state_reason: '',
        simulated: 1,
        pad_id: 'centre-1',
      })
      .execute();
    const who = { entered_at: cause.now, person_id: 'ops-1', person_name: 'ops', demo: 0 as const };
    await db
      .insertInto('weather')
      .values({ id: 'weather-1', at: cause.now, source: 'roof', json: JSON.stringify(CALM), ...who })
      .execute();
    const window = {
      valid_from: cause.now,
      valid_to: cause.now + DAY_MS,
      withdrawn_at: null,
      corridor_json: null,
      needs_confirmation: 0 as const,
    };
    await db
      .insertInto('airspace_approvals')
      .values({ id: 'approval-1', number: 'T-1', note: '', ...window, ...who })
      .execute();
    await db
      .insertInto('orders')
      .values({
        id: 'order-1',
        number: 'P-0001',
        site_id: 'hospital',
        state: 'PACKED',
        state_reason: '',
        urgency: 'EMERGENCY',
        needed_by: cause.now + HOUR_MS,
        submitted_at: cause.now,
        due_at: cause.now + HOUR_MS,
        ended_at: null,
        request_no: 'R1',
        ward_phone: '',
        note: '',
        receipt_json: null,
      })
      .execute();
    await db
      .insertInto('boxes')
      .values({
        id: 'box-1',
        order_id: 'order-1',
        box_no: 'B1',
        seal_no: 'S1',
        temperature_class: 'COLD',
        start_temperature_c: 4,
        mass_kg: 4,
        packed_json: '{}',
        checked_json: '{}',
        flight_id: null,
        loaded_json: null,
        unloaded_json: null,
      })
      .execute();
  });

/** What the people at the pads do with the one box. */
export const markBoxes = (
  store: Store,
  cause: Cause,
  change: { flight_id: string; loaded_json: string } | { unloaded_json: string },
): Promise<void> =>
  store.transact(cause, async ({ db }) => {
    await db.updateTable('boxes').set(change).execute();
  });

export const readState = async (store: Store, flightId: string): Promise<string> => {
  const row = await store.read
    .selectFrom('flights')
    .select('state')
    .where('id', '=', flightId)
    .executeTakeFirstOrThrow();
  return row.state;
};

/** Another site with one pad `SITE-1`; `standing` is a drone of that name on it. */
export const addPad = (
  store: Store,
  cause: Cause,
  { site: id, role, at, standing }: { site: string; role: string; at: LonLat; standing?: string },
): Promise<void> =>
  store.transact(cause, async ({ db }) => {
    await db
      .insertInto('sites')
      .values(site(id, role, at))
      .execute();
    await db
      .insertInto('pads')
      .values(pad(`${id}-1`, id, at, cause.now + HOUR_MS))
      .execute();
    if (standing === undefined) return;
    const drone = await db.selectFrom('vehicles').selectAll().executeTakeFirstOrThrow();
    await db
      .insertInto('vehicles')
      .values({ ...drone, id: standing, name: standing, sysid: 99, pad_id: `${id}-1` })
      .execute();
  });
