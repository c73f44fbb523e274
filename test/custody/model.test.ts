import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { orders as contract } from '../../server/api/contract/orders.ts';
import {
  closeOrdersOfVehicle,
  onAirborne,
  onDelivered,
  onFailed,
  onLaunched,
} from '../../server/custody/custody-queries.ts';
import { unitsOfOrder } from '../../server/stock/unit-queries.ts';
import type { BoxRow, FlightRow, OrderRow, UnitRow } from '../../server/store/schema.ts';
import { addStock, draft, HOUR, insertFlight, openWorld, PEOPLE, type World } from '../orders/world.ts';

const STOCK = 6;
/** Few orders at once, so that they come far. */
const MAX_OPEN = 2;

const units = (world: World): Promise<UnitRow[]> =>
  world.store.read.selectFrom('units').selectAll().orderBy('din').execute();

/** One order picked out, with what belongs to it. */
type Scene = {
  readonly world: World;
  readonly n: number;
  readonly pick: number;
  readonly order: OrderRow;
  readonly din: string;
  readonly flight: FlightRow | undefined;
  readonly box: BoxRow | undefined;
};

const end = ({ world, flight }: Scene, state: string, outcome?: 'back' | 'lost'): Promise<void> =>
  world.store.transact(world.by('dispatcher'), async (tx) => {
    if (flight === undefined) return;
    await tx.db.updateTable('flights').set({ state, ended_at: tx.now }).where('id', '=', flight.id).execute();
    if (outcome === undefined) await onDelivered(tx, flight.id);
    else await onFailed(tx, flight.id, { blood: outcome, reason: state });
  });

const receive = async ({ world, order, pick }: Scene): Promise<unknown> => {
  const view = await world.orders.get(PEOPLE.nurse, order.id);
  if (!view.ok) return view;
  return world.custody.receive(world.by('nurse'), order.id, {
    boxes: view.value.boxes.map(({ boxNo, sealNo }) => ({
      boxNo,
      sealNo,
      sealIntact: true,
      temperatureC: 3 + (pick % 9),
      appearanceOk: true,
    })),
    units: view.value.lines
      .flatMap((line) => line.reserved)
      .map((unit) => ({ scan: unit.din, verdict: 'accept', reason: '' })),
    note: '',
  });
};

/** What people and drones do: most of it is refused when it makes no sense, none of it may throw. */
const ACTS = {
  accept: ({ world, order }) => world.orders.accept(world.by('issuer'), order.id),
  pick: ({ world, order, din }) => world.packing.pick(world.by('issuer'), order.id, din),
  check: ({ world, order, din }) => world.packing.check(world.by('checker'), order.id, { scan: din }, ''),
  pack: ({ world, order, n }) =>
    world.packing.pack(world.by('issuer'), order.id, {
      boxNo: `B-${n}`,
      sealNo: `S-${n}`,
      temperatureClass: 'COLD',
    }),
  plan: async ({ world, order, n, flight }) =>
    flight === undefined
      ? insertFlight(world, order.id, { id: `flight-${n}`, vehicle: `veh-${n}` })
      : undefined,
  load: async ({ world, flight, box }) =>
    flight === undefined || box === undefined
      ? undefined
      : world.custody.load(world.by('issuer'), flight.id, {
          boxNo: box.box_no,
          sealNo: box.seal_no,
          vehicleName: `LL-${flight.vehicle_id}`,
        }),
  launch: ({ world, flight }) =>
    world.store.transact(world.by('dispatcher'), async (tx) => {
      if (flight === undefined || flight.launched_at !== null) return;
      const ready = await onLaunched(tx, flight.id);
      if (!ready.ok) return;
      await tx.db.updateTable('flights').set({ launched_at: tx.now }).where('id', '=', flight.id).execute();
      await onAirborne(tx, flight.id);
    }),
  land: async (scene) => (scene.flight?.launched_at == null ? undefined : end(scene, 'COMPLETED')),
  'fail-back': (scene) => end(scene, 'ABORTED', 'back'),
  'fail-lost': (scene) => end(scene, 'LOST', 'lost'),
  unload: async ({ world, box }) =>
    box?.flight_id == null ? undefined : world.custody.unload(world.by('nurse'), box.flight_id, box.box_no),
  receive,
  cosign: ({ world, order }) => world.custody.cosign(world.by('doctor'), order.id, {}, ''),
  home: ({ world }) =>
    world.store.transact(world.by('dispatcher'), async (tx) => {
      for (const { id } of await tx.selectFrom('vehicles').select('id').execute()) {
        await closeOrdersOfVehicle(tx, id);
      }
    }),
  cancel: ({ world, order }) => world.orders.cancel(world.by('nurse'), order.id, 'model'),
  road: ({ world, order }) => world.orders.byRoad(world.by('dispatcher'), order.id, 'model'),
} as const satisfies Record<string, (scene: Scene) => Promise<unknown>>;
type Act = keyof typeof ACTS;

/** What helps an order on, tried in this order. */
const WAY_ON: Partial<Record<string, readonly Act[]>> = {
  SUBMITTED: ['accept'],
  ACCEPTED: ['accept'],
  PACKED: ['plan', 'load', 'launch'],
  REQUEUED: ['plan', 'load', 'launch', 'accept'],
  IN_FLIGHT: ['land'],
  DELIVERED: ['unload', 'receive', 'cosign'],
  BY_ROAD: ['receive', 'cosign'],
  RECEIVED: ['home'],
};

const KINDS = ['create', 'wait', ...(Object.keys(ACTS) as Act[])] as const;
const ON = 'on' as const;
type Op = { kind: (typeof KINDS)[number] | typeof ON; pick: number };

const sceneOf = async (world: World, pick: number, n: number): Promise<Scene | undefined> => {
  const rows = await world.store.read.selectFrom('orders').selectAll().orderBy('number', 'desc').execute();
  const order = rows[pick % Math.max(1, Math.min(MAX_OPEN, rows.length))];
  if (order === undefined) return undefined;
  const read = world.store.read;
  const boxes = await read.selectFrom('boxes').selectAll().where('order_id', '=', order.id).execute();
  const flight = await read
    .selectFrom('flights')
    .selectAll()
    .where('order_id', '=', order.id)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  const din = (await units(world))[pick % STOCK]?.din ?? '';
  return { world, n, pick, order, din, flight, box: boxes.at(-1) };
};

const helpOn = async (world: World, pick: number, n: number): Promise<void> => {
  const scene = await sceneOf(world, pick, n);
  for (const act of WAY_ON[scene?.order.state ?? ''] ?? []) {
    const now = await sceneOf(world, pick, n);
    if (now !== undefined) await ACTS[act](now);
  }
  if (scene?.order.state !== 'RESERVED') return;
  for (const { din } of await units(world)) {
    await ACTS.pick({ ...scene, din });
    await ACTS.check({ ...scene, din });
  }
  await ACTS.pack(scene);
};

const act = async (world: World, { kind, pick }: Op, n: number): Promise<void> => {
  if (kind === 'wait') world.pass(HOUR / 4);
  else if (kind === 'on') await helpOn(world, pick, n);
  else if (kind === 'create') {
    const open = await world.store.read
      .selectFrom('orders')
      .select('id')
      .where('ended_at', 'is', null)
      .execute();
    if (open.length >= MAX_OPEN) return;
    const line = { component: 'RBC' as const, abo: 'O' as const, rhd: 'POS' as const, units: 1 + (pick % 2) };
    const body = draft({ requestNo: `R-${n}`, neededBy: world.now() + HOUR, lines: [line] });
    await world.orders.create(world.by('nurse'), body);
  } else {
    const scene = await sceneOf(world, pick, n);
    if (scene !== undefined) await ACTS[kind](scene);
  }
};

const insertVehicles = (world: World, count: number): Promise<unknown> =>
  world.store.transact(world.by('dispatcher'), async (tx) => {
    await tx.db.deleteFrom('vehicles').execute();
    for (let n = 0; n < count; n++) {
      await tx.db
        .insertInto('vehicles')
        .values({
          id: `veh-${n}`,
          name: `LL-veh-${n}`,
          sysid: n + 1,
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
  });

/** States in which a unit stands for a line, and those in which it is in a box. */
const HELD = ['RESERVED', 'PICKED', 'CHECKED', 'PACKED', 'LOADED', 'IN_FLIGHT', 'UNLOADED', 'RECEIVED'];
const BOXED = ['PACKED', 'LOADED', 'IN_FLIGHT', 'UNLOADED', 'RECEIVED'];

/** Where the units of an order may be while it is in a state. */
const UNITS_OF: Readonly<Record<string, readonly string[]>> = {
  SUBMITTED: [],
  ACCEPTED: [],
  RESERVED: ['RESERVED', 'PICKED', 'CHECKED', 'PACKED'],
  PACKED: ['PACKED', 'LOADED'],
  REQUEUED: ['PACKED', 'LOADED'],
  BY_ROAD: ['LOADED'],
  IN_FLIGHT: ['IN_FLIGHT'],
  DELIVERED: ['IN_FLIGHT', 'UNLOADED'],
  RECEIVED: ['RECEIVED', 'QUARANTINED', 'REFUSED'],
  CLOSED: ['RECEIVED', 'QUARANTINED', 'REFUSED'],
  CANCELLED: [],
  REJECTED: [],
};

const expectSound = async (world: World): Promise<void> => {
  const rows = await units(world);
  expect(rows).toHaveLength(STOCK);
  for (const row of rows) {
    let state: unknown = null;
    for (const event of await world.store.events({ subject: `unit:${row.din}` })) {
      expect(event.data['from']).toBe(state);
      state = event.data['to'];
    }
    expect(state).toBe(row.state);
    if (HELD.includes(row.state)) expect(row.line_id).not.toBeNull();
    if (BOXED.includes(row.state)) expect(row.box_id).not.toBeNull();
  }
  const orders = await world.store.read.selectFrom('orders').selectAll().execute();
  for (const order of orders) {
    for (const unit of await unitsOfOrder(world.store.read, order.id)) {
      expect(UNITS_OF[order.state]).toContain(unit.state);
    }
    contract.get.response.parse(await valueOf(world, order.id));
    let state: unknown = 'SUBMITTED';
    for (const event of await world.store.events({ subject: `order:${order.id}` })) {
      if (event.data['from'] === undefined) continue;
      expect(event.data['from']).toBe(state);
      state = event.data['state'];
    }
    expect(state).toBe(order.state);
  }
  expect(await world.store.verifyAudit()).toMatchObject({ ok: true });
};

const valueOf = async (world: World, id: string): Promise<unknown> => {
  const view = await world.orders.get(PEOPLE.nurse, id);
  return view.ok ? view.value : view.error;
};

it('[INV-D4][INV-D5] whatever people do in whatever order, custody has no gap and no fork', async () => {
  const kind = fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...KINDS) },
    { weight: 1, arbitrary: fc.constant(ON) },
  );
  const op: fc.Arbitrary<Op> = fc.record({ kind, pick: fc.nat(11) });
  await fc.assert(
    fc.asyncProperty(fc.array(op, { minLength: 30, maxLength: 90 }), async (ops) => {
      const world = await openWorld();
      await insertVehicles(world, ops.length);
      await addStock(world, STOCK, { expiresAt: world.now() + 8 * HOUR });
      for (const [n, step] of ops.entries()) await act(world, step, n);
      await expectSound(world);
      await world.store.close();
    }),
    { numRuns: 25 },
  );
}, 60_000);
