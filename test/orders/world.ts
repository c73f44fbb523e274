import { join } from 'node:path';
import type { Actor, Role } from '../../server/core/access.ts';
import type { Cause } from '../../server/core/cause.ts';
import { wallMs } from '../../server/core/clock.ts';
import type { Rng } from '../../server/core/ports.ts';
import { refuse, ok, type Result } from '../../server/core/result.ts';
import { checkCharacter } from '../../server/blood/din.ts';
import { createCustodyService } from '../../server/custody/service.ts';
import { handToCourier } from '../../server/custody/custody-queries.ts';
import { createOrderService } from '../../server/orders/service.ts';
import { createPackService } from '../../server/stock/pack-service.ts';
import { releaseUnits, reserveUnits } from '../../server/stock/reserve-queries.ts';
import { createStockService } from '../../server/stock/service.ts';
import { openSqliteStore } from '../../server/store/sqlite.ts';
import type { Store } from '../../server/store/store.ts';
import { tempFolder } from '../support/temp-folder.ts';

export const START = Date.UTC(2026, 2, 1, 2, 0, 0);
export const HOUR = 3_600_000;

/** Repeatable bytes: a counter in, xorshift out. */
const seededRng = (): Rng => {
  let state = 0x9e3779b9;
  const word = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  return {
    unit: () => word() / 2 ** 32,
    bytes: (count) => Uint8Array.from({ length: count }, () => word() & 0xff),
  };
};

const person = (personId: string, role: Role, siteId?: string): Actor => ({
  personId,
  name: `Name of ${personId}`,
  role,
  siteId,
  sessionId: `session-${personId}`,
  requestId: undefined,
});

export const PEOPLE = {
  nurse: person('nurse', 'hospital', 'pkph'),
  doctor: person('doctor', 'hospital', 'pkph'),
  other: person('other', 'hospital', 'pktcm'),
  issuer: person('issuer', 'issuer', 'nrcbc'),
  checker: person('checker', 'issuer', 'nrcbc'),
  dispatcher: person('dispatcher', 'dispatcher'),
} as const;

const insertPlaces = async (store: Store): Promise<void> => {
  const cause = { actor: PEOPLE.dispatcher, now: wallMs(START) };
  await store.transact(cause, async (tx) => {
    for (const [id, role] of [
      ['nrcbc', 'blood_centre'],
      ['pkph', 'hospital'],
      ['pktcm', 'hospital'],
    ] as const) {
      await tx.db
        .insertInto('sites')
        .values({
          id,
          role,
          name_zh: id,
          name_en: id,
          address: '',
          phone: '',
          lon: 118.7,
          lat: 32,
          accuracy_m: 1,
          enabled: 1,
        })
        .execute();
      await tx.db
        .insertInto('pads')
        .values({
          id: `${id}-pad`,
          site_id: id,
          name: id,
          lon: 118.7,
          lat: 32,
          elevation_amsl_m: 10,
          height_above_ground_m: 0,
          surveyed: 0,
          clear_json: null,
        })
        .execute();
    }
    await tx.db.insertInto('profiles').values({ id: 'nj10', json: '{}' }).execute();
    for (const [index, id] of ['veh-1', 'veh-2'].entries()) {
      await tx.db
        .insertInto('vehicles')
        .values({
          id,
          name: `LL-0${index + 1}`,
          sysid: index + 1,
          compid: 1,
          link: 'test',
          uid: '',
          profile_id: 'nj10',
          home_pad_id: 'nrcbc-pad',
          state: 'READY',
          state_reason: '',
          simulated: 1,
          pad_id: null,
        })
        .execute();
    }
    for (const actor of Object.values(PEOPLE)) {
      await tx.db
        .insertInto('people')
        .values({
          id: actor.personId,
          login: actor.personId,
          name: actor.name,
          role: actor.role,
          site_id: actor.siteId ?? null,
          password_hash: '',
          active: 1,
          must_change_password: 0,
          created_at: START,
        })
        .execute();
    }
  });
};

/** The stages orders, stock and custody over a real database, joined as the application joins them. */
export const openWorld = async () => {
  const store = openSqliteStore(join(tempFolder(), 'lifeline.db'));
  await insertPlaces(store);
  const rng = seededRng();
  let now = START;
  const etaOf = (): null => null;
  const verifySecond = async (login: string, password: string): Promise<Result<Actor>> => {
    const actor = (PEOPLE as Record<string, Actor>)[login];
    return actor === undefined || password !== 'right'
      ? refuse('accounts.wrong_login', 'Log-in or password is wrong.')
      : ok(actor);
  };
  const orders = createOrderService({
    store,
    rng,
    hooks: {
      reserve: reserveUnits,
      release: releaseUnits,
      handToCourier,
      giveUpFlight: async () => refuse('flights.open', 'A flight is open.'),
      etaOf,
    },
  });
  return {
    store,
    rng,
    orders,
    stock: createStockService({ store, rng }),
    packing: createPackService({ store, rng, verifySecond, etaOf }),
    custody: createCustodyService({ store, rng, verifySecond, etaOf }),
    now: () => wallMs(now),
    pass: (ms: number) => {
      now += ms;
    },
    by: (who: keyof typeof PEOPLE): Cause => ({ actor: PEOPLE[who], now: wallMs(now) }),
  };
};
export type World = Awaited<ReturnType<typeof openWorld>>;

export const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
};

export const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.error.code);

export const draft = (over: Partial<Parameters<World['orders']['create']>[1]> = {}) => ({
  urgency: 'URGENT' as const,
  neededBy: START + 2 * HOUR,
  requestNo: 'A-1',
  wardPhone: '8021',
  note: '',
  noteConfirmed: false,
  lines: [{ component: 'RBC' as const, abo: 'O' as const, rhd: 'POS' as const, units: 2 }],
  ...over,
});

export const dinOf = (n: number): string => `G123426${String(n).padStart(6, '0')}`;

/** Takes units `from`… into stock; O POS red cells with 20 days to live unless told otherwise. */
export const addStock = async (
  world: World,
  count: number,
  over: Partial<Parameters<World['stock']['add']>[1]> = {},
  from = 1,
): Promise<string[]> => {
  const dins = Array.from({ length: count }, (_, index) => dinOf(from + index));
  for (const din of dins) {
    value(
      await world.stock.add(world.by('issuer'), {
        scan: din + checkCharacter(din),
        component: 'RBC',
        abo: 'O',
        rhd: 'POS',
        productCode: '',
        volumeMl: 150,
        expiresAt: world.now() + 20 * 24 * HOUR,
        ...over,
      }),
    );
  }
  return dins;
};

/** An order of two units, reserved. */
export const reservedOrder = async (
  world: World,
  over: Parameters<typeof draft>[0] = {},
): Promise<string> => {
  const order = value(await world.orders.create(world.by('nurse'), draft(over)));
  value(await world.orders.accept(world.by('issuer'), order.id));
  return order.id;
};

/** …picked, checked by a second person, and packed in box B-1. */
export const packedOrder = async (world: World, over: Parameters<typeof draft>[0] = {}): Promise<string> => {
  const id = await reservedOrder(world, over);
  const view = value(await world.orders.get(PEOPLE.issuer, id));
  for (const { din } of view.lines.flatMap((line) => line.reserved)) {
    value(await world.packing.pick(world.by('issuer'), id, din));
    value(await world.packing.check(world.by('checker'), id, { scan: din }, '127.0.0.1'));
  }
  value(
    await world.packing.pack(world.by('issuer'), id, {
      boxNo: 'B-1',
      sealNo: 'S-1',
      temperatureClass: 'COLD',
    }),
  );
  return id;
};

/** A planned delivery flight of that order by LL-01, as the flight stage would write it. */
export const insertFlight = async (
  world: World,
  orderId: string,
  over: { id?: string; vehicle?: string; kind?: 'delivery' | 'return'; state?: string; ended?: boolean } = {},
): Promise<string> => {
  const id = over.id ?? 'flight-1';
  const kind = over.kind ?? 'delivery';
  await world.store.transact(world.by('dispatcher'), (tx) =>
    tx.db
      .insertInto('flights')
      .values({
        id,
        number: id.toUpperCase(),
        kind,
        state: over.state ?? 'PLANNED',
        state_reason: '',
        order_id: kind === 'delivery' ? orderId : null,
        vehicle_id: over.vehicle ?? 'veh-1',
        from_pad_id: kind === 'delivery' ? 'nrcbc-pad' : 'pkph-pad',
        to_pad_id: kind === 'delivery' ? 'pkph-pad' : 'nrcbc-pad',
        created_at: tx.now,
        launched_at: null,
        takeoff_at: null,
        landed_at: null,
        ended_at: over.ended === true ? tx.now : null,
        plan_json: null,
        issues_json: '[]',
        launch_json: '[]',
        launched_by_json: null,
        turnaround_json: null,
        summary_json: null,
      })
      .execute(),
  );
  return id;
};
