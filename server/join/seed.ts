import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Accounts } from '../accounts/service.ts';
import { systemCause, type Cause } from '../core/cause.ts';
import type { Clock } from '../core/clock.ts';
import { destination } from '../core/geo.ts';
import { NJ10 } from '../plan/profile.ts';
import { parseSites, type Site } from '../plan/sites.ts';
import { DEMO_PASSWORD, DEMO_PEOPLE } from '../seed/people.ts';
import { seedStock } from '../seed/stock.ts';
import type { PadRow, VehicleRow } from '../store/schema.ts';
import type { Store, Tx } from '../store/store.ts';

/** Drones of the demo; each has a pad of its own at the blood centre. */
export const EMBEDDED = [
  { id: 'drone-1', name: 'LX-01', sysid: 11 },
  { id: 'drone-2', name: 'LX-02', sysid: 12 },
  { id: 'drone-3', name: 'LX-03', sysid: 13 },
] as const;

const SEEDED = 'demo_seeded';

export const EMBEDDED_LINK = 'embedded';

/** Between the pads of one roof: more than two rotor spans of the NJ-10 class. */
export const PAD_SPACING_M = 15;

const seedFile = async (name: string): Promise<unknown> =>
  JSON.parse(await readFile(new URL(`../seed/${name}`, import.meta.url), 'utf8')) as unknown;

/** Pads of the demo: one for each drone at the centre; two at the hospitals, so that drones need not wait. */
const PADS_AT_HOSPITAL = 2;

const padsOf = (site: Site): PadRow[] => {
  const count = site.role === 'blood_centre' ? EMBEDDED.length : PADS_AT_HOSPITAL;
  return Array.from({ length: count }, (_, index): PadRow => {
    const [lon, lat] = destination(site.position, index * PAD_SPACING_M, 90);
    return {
      id: `${site.id}-pad-${index + 1}`,
      site_id: site.id,
      name: `H${index + 1}`,
      lon,
      lat,
      elevation_amsl_m: site.pad.groundAmslM + site.pad.heightM,
      height_above_ground_m: site.pad.heightM,
      surveyed: site.pad.surveyed ? 1 : 0,
      clear_json: null,
    };
  });
};

const seedSites = async (tx: Tx, sites: readonly Site[]): Promise<PadRow[]> => {
  const pads: PadRow[] = [];
  for (const site of sites) {
    if (site.role === 'reference') continue;
    await tx.db
      .insertInto('sites')
      .values({
        id: site.id,
        role: site.role,
        name_zh: site.nameZh,
        name_en: site.nameEn,
        address: site.address,
        phone: '',
        lon: site.position[0],
        lat: site.position[1],
        accuracy_m: site.accuracyM,
        enabled: site.enabled ? 1 : 0,
      })
      .execute();
    for (const pad of padsOf(site)) {
      await tx.db.insertInto('pads').values(pad).execute();
      pads.push(pad);
    }
  }
  return pads;
};

const seedDrones = async (tx: Tx, home: readonly PadRow[]): Promise<void> => {
  await tx.db
    .insertInto('profiles')
    .values({ id: NJ10.id, json: JSON.stringify(NJ10) })
    .execute();
  await tx.db.insertInto('links').values({ name: EMBEDDED_LINK, host: '127.0.0.1', port: 0 }).execute();
  for (const [index, drone] of EMBEDDED.entries()) {
    const pad = home[index];
    if (pad === undefined) throw new Error('the blood centre has too few pads');
    const row: VehicleRow = {
      ...drone,
      compid: 1,
      link: EMBEDDED_LINK,
      uid: '',
      profile_id: NJ10.id,
      home_pad_id: pad.id,
      state: 'READY',
      state_reason: '',
      simulated: 1,
      pad_id: pad.id,
    };
    await tx.db.insertInto('vehicles').values(row).execute();
  }
};

const collection = z.looseObject({ type: z.literal('FeatureCollection'), name: z.string().optional() });

const seedAirspace = async (tx: Tx): Promise<void> => {
  const geojson = collection.parse(await seedFile('airspace.geojson'));
  await tx.db
    .insertInto('airspace')
    .values({
      name: geojson.name ?? 'Nanjing (not for flight)',
      imported_at: tx.now,
      imported_by: 'demo',
      geojson: JSON.stringify(geojson),
    })
    .execute();
};

const seedBase = async (store: Store, cause: Cause): Promise<void> => {
  const sites = parseSites(await seedFile('sites.json'));
  if (!sites.ok) throw new Error(sites.error.message);
  await store.transact(cause, async (tx) => {
    const pads = await seedSites(tx, sites.value);
    const centre = sites.value.find((site) => site.role === 'blood_centre');
    await seedDrones(
      tx,
      pads.filter((pad) => pad.site_id === centre?.id),
    );
    await seedAirspace(tx);
    await seedStock(tx, cause.now);
    await tx.db.insertInto('settings').values({ name: SEEDED, json: 'true' }).execute();
    await tx.emit({
      type: 'system.seeded',
      subject: 'system',
      data: { sites: sites.value.length, drones: EMBEDDED.length },
    });
  });
};

/**
 * Fills an empty store for the demo. A store that holds anything else is left as it is; one whose first fill was cut
 * off is completed. True if demo data is there.
 */
export const seedDemo = async (deps: {
  store: Store;
  clock: Clock;
  accounts: Accounts;
}): Promise<boolean> => {
  const { store, clock, accounts } = deps;
  const seeded = await store.read
    .selectFrom('settings')
    .select('json')
    .where('name', '=', SEEDED)
    .executeTakeFirst();
  if (seeded === undefined && store.head() > 0) return false;
  const cause = systemCause(clock.wall());
  if (seeded === undefined) await seedBase(store, cause);
  const known = new Set((await accounts.list()).map((person) => person.login));
  for (const person of DEMO_PEOPLE) {
    if (known.has(person.login)) continue;
    const created = await accounts.create(cause, { ...person, password: DEMO_PASSWORD }, false);
    if (!created.ok) throw new Error(created.error.message);
  }
  return true;
};
