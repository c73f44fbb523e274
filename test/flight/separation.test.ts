import { afterEach, expect, it } from 'vitest';
import { destination, distanceM, type LonLat } from '../../server/core/geo.ts';
import { wallMs } from '../../server/core/clock.ts';
import { geoidM } from '../../server/plan/exchange/geoid.ts';
import { goesFirst } from '../../server/flight/traffic-service.ts';
import { during, launched, must, planned, reaches, tickAll } from './drive.ts';
import { flightWorld, type World } from './world.ts';
import { actor, addPad, CENTRE, HOSPITAL } from './world-record.ts';

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

const opened = async (): Promise<World> => {
  world = await flightWorld();
  return world;
};

const MIDDLE = destination(CENTRE, 800, 270);
const UNDULATION_M = geoidM(MIDDLE) ?? Number.NaN;

const time = (wall: number) => ({ value: new Date(wall).toISOString(), format: 'RFC3339' });
const metres = (value: number) => ({ value, reference: 'W84', units: 'M' });
const vertex = ([lng, lat]: LonLat) => ({ lat, lng });

/** A square of 200 m over the middle of the way, between two heights AMSL, for a time from now. */
const intentOver = (
  w: World,
  [lowM, highM]: readonly [number, number],
  [fromS, toS]: readonly [number, number],
) => ({
  volumes: [
    {
      volume: {
        outline_polygon: {
          vertices: [45, 135, 225, 315].map((deg) => vertex(destination(MIDDLE, 140, deg))),
        },
        altitude_lower: metres(lowM + UNDULATION_M),
        altitude_upper: metres(highM + UNDULATION_M),
      },
      time_start: time(w.clock.wall() + fromS * 1000),
      time_end: time(w.clock.wall() + toS * 1000),
    },
  ],
  off_nominal_volumes: [],
  priority: 0,
});

const importIntent = async (w: World, intent: unknown, reference = 'A-1') =>
  w.service.intents.add(w.cause(), { source: 'Other UAS', reference, state: 'Accepted', intent });

const idsOf = async (w: World, id: string): Promise<string[]> =>
  must(await w.service.get(actor('dispatcher'), id)).issues.map((issue) => issue.id);

it('[FL21] a flight that would enter an intent of others is kept back, with a delay and a height that are free', async () => {
  const w = await opened();
  const { id } = await planned(w, 'delivery');
  expect(await idsOf(w, id)).not.toContain('preflight.conflict_intent');
  must(await importIntent(w, intentOver(w, [100, 160], [-60, 900])));
  expect(await idsOf(w, id)).toContain('preflight.conflict_intent');
  const found = must(await w.service.separation(actor('dispatcher'), id));
  expect(found.met).toMatchObject([{ kind: 'intent', name: 'Other UAS A-1' }]);
  // 900 s until it is free, less the way there; planned 20 m AMSL: 100 m above is 120 m; below 100 m less 10 m and doubt.
  expect(found.delayS).toBeGreaterThan(750);
  expect(found.delayS).toBeLessThan(900);
  expect(found.cruiseRelAltM).toBe(65);
  must(await w.service.separate(w.cause(), id, { cruiseRelAltM: found.cruiseRelAltM ?? 0 }));
  expect(await idsOf(w, id)).not.toContain('preflight.conflict_intent');
  const lowered = must(await w.service.get(actor('dispatcher'), id));
  expect(lowered.plan?.legs[0]?.relAltM).toBe(65);
});

it(
  '[FL21] a chosen departure holds the launch until then, and frees it then',
  { timeout: 60_000 },
  async () => {
    const w = await opened();
    const { id } = await planned(w, 'delivery');
    must(await importIntent(w, intentOver(w, [0, 400], [-60, 300])));
    const { departAt, cruiseRelAltM } = must(await w.service.separation(actor('dispatcher'), id));
    expect(cruiseRelAltM).toBeNull();
    must(await w.service.separate(w.cause(), id, { departAt: wallMs(departAt ?? 0) }));
    await tickAll(w, id);
    expect(await idsOf(w, id)).toContain('preflight.departure_later');
    const flight = must(await w.service.get(actor('dispatcher'), id));
    const acknowledged = flight.issues
      .filter(({ severity }) => severity === 'warning')
      .map((issue) => issue.id);
    const wish = { planHash: flight.plan?.hash ?? '', acknowledged };
    const early = await during(w, w.service.launch(w.cause(), id, wish), 500);
    expect(early).toMatchObject({ ok: false, error: { code: 'flights.preflight' } });
    await w.run((departAt ?? 0) - w.clock.wall() + 1000);
    expect(await idsOf(w, id)).not.toContain('preflight.departure_later');
    expect(await idsOf(w, id)).not.toContain('preflight.conflict_intent');
  },
);

it('[FL21] an intent that is in nobody’s way, or was taken out, keeps nobody back', async () => {
  const w = await opened();
  const { id } = await planned(w, 'delivery');
  must(await importIntent(w, intentOver(w, [160, 300], [-60, 900])));
  expect(await idsOf(w, id)).not.toContain('preflight.conflict_intent');
  const { id: intentId } = must(await importIntent(w, intentOver(w, [0, 300], [-60, 900])));
  expect(await w.service.intents.list()).toHaveLength(1);
  expect(await idsOf(w, id)).toContain('preflight.conflict_intent');
  must(await w.service.intents.remove(w.cause(), intentId, 'flown already'));
  expect(await idsOf(w, id)).not.toContain('preflight.conflict_intent');
  expect(await w.service.intents.list()).toEqual([]);
  expect(await w.service.intents.remove(w.cause(), intentId, 'again')).toMatchObject({
    ok: false,
    error: { code: 'intents.not_found' },
  });
});

it('[FL21] what is no operational intent, is over, or lies where the geoid is not known, is refused', async () => {
  const w = await opened();
  const good = intentOver(w, [0, 300], [-60, 900]);
  const [volume] = good.volumes;
  const far = {
    ...good,
    volumes: [
      {
        ...volume,
        volume: {
          ...volume?.volume,
          outline_polygon: undefined,
          outline_circle: { center: { lat: 40, lng: 116 }, radius: { value: 100, units: 'M' } },
        },
      },
    ],
  };
  for (const [intent, reference] of [
    [{ volumes: [] }, 'A'],
    [good, ''],
    [intentOver(w, [0, 300], [-900, -60]), 'A'],
    [intentOver(w, [300, 0], [-60, 900]), 'A'],
    [far, 'A'],
  ] as const)
    expect(await importIntent(w, intent, reference)).toMatchObject({
      ok: false,
      error: { code: 'intents.invalid' },
    });
  expect(await w.service.intents.list()).toEqual([]);
});

it('[FL21] a flight in the air keeps another one back that would cross it', { timeout: 60_000 }, async () => {
  const w = await opened();
  const id = await launched(w);
  expect(await reaches(w, id, 'EN_ROUTE', 60_000)).toBe(true);
  const row = await w.store.read
    .selectFrom('flights')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const { vehicles } = { vehicles: await w.store.read.selectFrom('vehicles').selectAll().execute() };
  await w.store.transact(w.cause(), async ({ db }) => {
    const drone = vehicles[0];
    if (drone === undefined) throw new Error('no drone');
    await db
      .insertInto('vehicles')
      .values({ ...drone, id: 'drone-2', name: 'NJ-02', sysid: 99 })
      .execute();
    const twin = {
      ...row,
      id: 'flight-2',
      number: 'F-2',
      vehicle_id: 'drone-2',
      order_id: null,
      state: 'PLANNED',
    };
    await db
      .insertInto('flights')
      .values({ ...twin, launched_at: null, takeoff_at: null, launched_by_json: null })
      .execute();
  });
  const found = must(await w.service.separation(actor('dispatcher'), 'flight-2'));
  expect(found.met).toMatchObject([{ kind: 'flight', name: row.number }]);
  expect(found.delayS).toBeGreaterThan(0);
  expect(await idsOf(w, 'flight-2')).toContain('preflight.conflict_flight');
});

it('[FL21] of flights in preparation the earlier departure goes first, until its turn has passed; never both', () => {
  const a = { number: 'F-1', departAt: 1_000_000 };
  const b = { number: 'F-2', departAt: 1_060_000 };
  expect(goesFirst(a, b, 1_000_000)).toBe(true);
  expect(goesFirst(b, a, 1_000_000)).toBe(false);
  expect(goesFirst(a, { ...b, departAt: a.departAt }, 1_000_000)).toBe(true);
  for (let wall = 900_000; wall < 1_600_000; wall += 10_000)
    expect(goesFirst(a, b, wall) && goesFirst(b, a, wall)).toBe(false);
  expect(goesFirst(a, b, 1_300_001)).toBe(false);
  expect(goesFirst(b, a, 1_310_000)).toBe(true);
});

it('[FL16] a pad that another drone took while the flight was planned is not the one that its plan leads to', async () => {
  const w = await opened();
  const second = destination(HOSPITAL, 80, 0);
  await w.store.transact(w.cause(), async ({ db }) => {
    const pad = await db
      .selectFrom('pads')
      .selectAll()
      .where('id', '=', 'hospital-1')
      .executeTakeFirstOrThrow();
    const [lon, lat] = second;
    await db
      .insertInto('pads')
      .values({ ...pad, id: 'hospital-2', name: 'hospital-2', lon, lat })
      .execute();
  });
  const { now } = w.air;
  let isTaken = false;
  Object.defineProperty(w.air, 'now', {
    get: () => {
      if (!isTaken)
        void addPad(w.store, w.cause(), { site: 'x', role: 'hospital', at: MIDDLE, standing: 'D2' });
      if (!isTaken)
        void w.store.transact(w.cause(), async ({ db }) => {
          await db.updateTable('vehicles').set({ pad_id: 'hospital-1' }).where('id', '=', 'D2').execute();
        });
      isTaken = true;
      return now;
    },
  });
  const { toPadId, plan } = await planned(w, 'delivery');
  expect(isTaken).toBe(true);
  expect(toPadId).toBe('hospital-2');
  expect(distanceM(plan?.legs.at(-1)?.to ?? CENTRE, second)).toBeLessThan(1);
});
