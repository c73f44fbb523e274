import { systemCause } from '../../server/core/cause.ts';
import { destination, type LonLat } from '../../server/core/geo.ts';
import { checkCharacter } from '../../server/blood/din.ts';
import { componentFacts, type Component } from '../../server/blood/component.ts';
import { NJ10 } from '../../server/plan/profile.ts';
import { insertUnit } from '../../server/stock/intake-queries.ts';
import type { Store, Tx } from '../../server/store/store.ts';
import { START_WALL_MS } from './life.ts';
import { wallMs } from '../../server/core/clock.ts';

/** The small world of the simulation: short ways, so that ten minutes hold several deliveries. */
export const CENTRE_ID = 'centre';
const CENTRE: LonLat = [118.7813, 32.0877];
/** Metres and degrees from the centre. */
const HOSPITALS = [
  { id: 'east', distanceM: 420, bearingDeg: 95 },
  { id: 'south', distanceM: 640, bearingDeg: 190 },
] as const;
export const HOSPITAL_IDS = HOSPITALS.map(({ id }) => id);
const PADS_AT_HOSPITAL = 3;
const PAD_SPACING_M = 15;
export const PAD_AMSL_M = 20;
export const LINK = { name: 'sim', host: '127.0.0.1', port: 14_550 } as const;
export const FIRST_PORT = 18_570;

export const DRONES = [1, 2, 3, 4, 5].map((n) => ({
  id: `drone-${n}`,
  name: `LX-0${n}`,
  sysid: 10 + n,
  port: FIRST_PORT + n,
  homePadId: `${CENTRE_ID}-${n}`,
}));

export type SimPad = { readonly id: string; readonly siteId: string; readonly at: LonLat };

const padsAt = (siteId: string, at: LonLat, count: number): SimPad[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `${siteId}-${i + 1}`,
    siteId,
    at: destination(at, i * PAD_SPACING_M, 0),
  }));

const placeOf = ({ distanceM, bearingDeg }: (typeof HOSPITALS)[number]): LonLat =>
  destination(CENTRE, distanceM, bearingDeg);

export const PADS: readonly SimPad[] = [
  ...padsAt(CENTRE_ID, CENTRE, DRONES.length),
  ...HOSPITALS.flatMap((hospital) => padsAt(hospital.id, placeOf(hospital), PADS_AT_HOSPITAL)),
];

export const padById = (id: string): SimPad => {
  const pad = PADS.find((each) => each.id === id);
  if (pad === undefined) throw new Error(`there is no pad ${id}`);
  return pad;
};

/** A square on the straight way to the south, so that a route has corners. */
const tower = (): number[][] => {
  const middle = destination(CENTRE, 330, 190);
  return [45, 135, 225, 315, 45].map((bearing) => [...destination(middle, 30, bearing)]);
};

/** Water under the way to the east: its middle, half its diagonal in metres. */
const water = (): number[][] => {
  const middle = destination(CENTRE, 230, 95);
  return [45, 135, 225, 315, 45].map((bearing) => [...destination(middle, 80, bearing)]);
};

export const AIRSPACE = {
  type: 'FeatureCollection',
  name: 'simulation',
  datum: 'WGS-84',
  features: [
    {
      type: 'Feature',
      properties: {
        id: 'tower',
        kind: 'no_fly',
        name: 'Tower',
        name_zh: '塔',
        lower_m: 0,
        upper_m: 500,
        altitude_ref: 'AGL',
      },
      geometry: { type: 'Polygon', coordinates: [tower()] },
    },
    {
      type: 'Feature',
      properties: {
        id: 'river',
        kind: 'water',
        name: 'River',
        name_zh: '河',
        lower_m: 0,
        upper_m: 0,
        altitude_ref: 'AGL',
      },
      geometry: { type: 'Polygon', coordinates: [water()] },
    },
  ],
};

const site = (id: string, role: string, at: LonLat) => ({
  id,
  role,
  name_zh: id,
  name_en: id,
  address: '',
  phone: '',
  lon: at[0],
  lat: at[1],
  accuracy_m: 1,
  enabled: 1 as const,
});

const writePlaces = async ({ db }: Tx): Promise<void> => {
  await db
    .insertInto('sites')
    .values([
      site(CENTRE_ID, 'blood_centre', CENTRE),
      ...HOSPITALS.map((hospital) => site(hospital.id, 'hospital', placeOf(hospital))),
    ])
    .execute();
  await db
    .insertInto('pads')
    .values(
      PADS.map(({ id, siteId, at }) => ({
        id,
        site_id: siteId,
        name: id,
        lon: at[0],
        lat: at[1],
        elevation_amsl_m: PAD_AMSL_M,
        height_above_ground_m: 0,
        surveyed: 1 as const,
        clear_json: null,
      })),
    )
    .execute();
  await db
    .insertInto('airspace')
    .values({
      name: AIRSPACE.name,
      imported_at: START_WALL_MS,
      imported_by: 'sim',
      geojson: JSON.stringify(AIRSPACE),
    })
    .execute();
};

const writeDrones = async ({ db }: Tx): Promise<void> => {
  await db
    .insertInto('profiles')
    .values({ id: NJ10.id, json: JSON.stringify(NJ10) })
    .execute();
  await db
    .insertInto('links')
    .values({ ...LINK })
    .execute();
  await db
    .insertInto('vehicles')
    .values(
      DRONES.map(({ id, name, sysid, homePadId }) => ({
        id,
        name,
        sysid,
        compid: 1,
        link: LINK.name,
        uid: '',
        profile_id: NJ10.id,
        home_pad_id: homePadId,
        state: 'READY',
        state_reason: '',
        simulated: 1 as const,
        pad_id: homePadId,
      })),
    )
    .execute();
};

/** What hospitals order here, and how much of each is in stock. */
export const KINDS: readonly { component: Component; abo: 'O' | 'A'; rhd: 'POS'; stock: number }[] = [
  { component: 'RBC', abo: 'O', rhd: 'POS', stock: 14 },
  { component: 'RBC', abo: 'A', rhd: 'POS', stock: 8 },
  { component: 'PLT', abo: 'A', rhd: 'POS', stock: 5 },
  { component: 'FFP', abo: 'O', rhd: 'POS', stock: 6 },
];

export const STOCK_UNITS = KINDS.reduce((sum, { stock }) => sum + stock, 0);

const DAY_MS = 24 * 3_600_000;

const writeStock = async (tx: Tx): Promise<void> => {
  let n = 0;
  for (const { stock, ...kind } of KINDS)
    for (let i = 0; i < stock; i++) {
      const din = `G123426${String(++n).padStart(6, '0')}`;
      await insertUnit(tx, {
        id: `unit-${n}`,
        din,
        scan: din + checkCharacter(din),
        ...kind,
        productCode: '',
        volumeMl: componentFacts(kind.component).defaultVolumeMl,
        expiresAt: START_WALL_MS + (i + 2) * DAY_MS,
      });
    }
};

/** Fills an empty record: sites, pads, airspace, drones, stock. */
export const fillPlace = (store: Store): Promise<void> =>
  store.transact(systemCause(wallMs(START_WALL_MS)), async (tx) => {
    await writePlaces(tx);
    await writeDrones(tx);
    await writeStock(tx);
  });
