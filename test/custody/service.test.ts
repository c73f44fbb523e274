import { describe, expect, it } from 'vitest';
import {
  closeOrdersOfVehicle,
  onAirborne,
  onDelivered,
  onFailed,
  onLaunched,
} from '../../server/custody/custody-queries.ts';
import type { ReceiptBody } from '../../server/custody/receipt-queries.ts';
import type { Tx } from '../../server/store/store.ts';
import {
  addStock,
  codeOf,
  dinOf,
  HOUR,
  insertFlight,
  openWorld,
  packedOrder,
  PEOPLE,
  value,
  type World,
} from '../orders/world.ts';

const IP = '127.0.0.1';
const SCAN = { boxNo: 'B-1', sealNo: 'S-1', vehicleName: 'LL-01' };

const inTx = <T>(world: World, fn: (tx: Tx) => Promise<T>): Promise<T> =>
  world.store.transact(world.by('dispatcher'), fn);

const stateOf = async (world: World, id: string): Promise<string> =>
  value(await world.orders.get(PEOPLE.dispatcher, id)).state;

const unitStates = async (world: World): Promise<string[]> =>
  (await world.store.read.selectFrom('units').select('state').orderBy('din').execute()).map(
    (row) => row.state,
  );

const receipt = (over: Partial<ReceiptBody['boxes'][number]> = {}): ReceiptBody => ({
  boxes: [{ boxNo: 'B-1', sealNo: 'S-1', sealIntact: true, temperatureC: 5, appearanceOk: true, ...over }],
  units: [1, 2].map((n) => ({ scan: dinOf(n), verdict: 'accept' as const, reason: '' })),
  note: '',
});

/** A packed order with a planned flight. */
const planned = async (): Promise<{ world: World; id: string; flight: string }> => {
  const world = await openWorld();
  await addStock(world, 2);
  const id = await packedOrder(world);
  return { world, id, flight: await insertFlight(world, id) };
};

/** …loaded, launched and flown to the hospital. */
const landed = async () => {
  const all = await planned();
  const { world, flight } = all;
  value(await world.custody.load(world.by('issuer'), flight, SCAN));
  value(await inTx(world, (tx) => onLaunched(tx, flight)));
  await inTx(world, (tx) => onAirborne(tx, flight));
  await inTx(world, (tx) => onDelivered(tx, flight));
  return all;
};

const unloaded = async () => {
  const all = await landed();
  value(await all.world.custody.unload(all.world.by('nurse'), all.flight, 'B-1'));
  return all;
};

/** Every unit's facts form one chain that ends where its row stands. */
const expectChains = async (world: World): Promise<void> => {
  const rows = await world.store.read.selectFrom('units').selectAll().execute();
  for (const row of rows) {
    let state: unknown = null;
    for (const event of await world.store.events({ subject: `unit:${row.din}` })) {
      expect(event.data['from']).toBe(state);
      expect(event.data['place']).toEqual(expect.stringMatching(/^(site|vehicle):.|^road$/));
      expect(event.actorId).not.toBe('');
      state = event.data['to'];
    }
    expect(state).toBe(row.state);
  }
};

describe('load', () => {
  it.each([
    ['another box', { ...SCAN, boxNo: 'B-2' }, 'issuer', 'custody.wrong_box'],
    ['another seal', { ...SCAN, sealNo: 'S-2' }, 'issuer', 'custody.wrong_seal'],
    ['another drone', { ...SCAN, vehicleName: 'LL-02' }, 'issuer', 'custody.wrong_vehicle'],
    ['people of the destination', SCAN, 'nurse', 'custody.wrong_site'],
    ['people of another hospital', SCAN, 'other', 'flights.not_found'],
    ['the right ones', SCAN, 'issuer', 'ok'],
  ] as const)('[INV-D6] %s', async (_, scan, who, code) => {
    const { world, flight } = await planned();
    expect(codeOf(await world.custody.load(world.by(who), flight, scan))).toBe(code);
    expect(await unitStates(world)).toEqual(code === 'ok' ? ['LOADED', 'LOADED'] : ['PACKED', 'PACKED']);
  });

  it('is done once, and before the launch', async () => {
    const { world, flight } = await planned();
    value(await world.custody.load(world.by('issuer'), flight, SCAN));
    expect(codeOf(await world.custody.load(world.by('issuer'), flight, SCAN))).toBe('custody.already_loaded');
    await inTx(world, (tx) => tx.db.updateTable('flights').set({ launched_at: tx.now }).execute());
    expect(codeOf(await world.custody.load(world.by('issuer'), flight, SCAN))).toBe(
      'custody.flight_launched',
    );
  });

  it('[INV-D6] refuses a unit that expired after packing, at loading and at launch', async () => {
    const world = await openWorld();
    const until = world.now() + 5 * HOUR;
    await addStock(world, 2, { expiresAt: until });
    const id = await packedOrder(world);
    const flight = await insertFlight(world, id);
    expect(codeOf(await inTx(world, (tx) => onLaunched(tx, flight)))).toBe('custody.not_loaded');
    value(await world.custody.load(world.by('issuer'), flight, SCAN));
    world.pass(until - world.now());
    expect(codeOf(await inTx(world, (tx) => onLaunched(tx, flight)))).toBe('stock.unit_expired');
  });
});

describe('a delivery', () => {
  it('[INV-D4] is one chain of custody from the fridge to the ward', async () => {
    const { world, id, flight } = await landed();
    expect(await stateOf(world, id)).toBe('DELIVERED');
    expect(await unitStates(world)).toEqual(['IN_FLIGHT', 'IN_FLIGHT']);
    const early = await world.custody.receive(world.by('nurse'), id, receipt());
    expect(codeOf(early)).toBe('custody.not_unloaded');
    for (const who of ['issuer', 'dispatcher'] as const) {
      expect(codeOf(await world.custody.unload(world.by(who), flight, 'B-1'))).toBe('custody.wrong_site');
    }
    expect(codeOf(await world.custody.unload(world.by('other'), flight, 'B-1'))).toBe('flights.not_found');
    value(await world.custody.unload(world.by('nurse'), flight, 'B-1'));
    expect(codeOf(await world.custody.unload(world.by('nurse'), flight, 'B-1'))).toBe(
      'custody.already_unloaded',
    );
    value(await world.custody.receive(world.by('nurse'), id, receipt()));
    expect(await unitStates(world)).toEqual(['UNLOADED', 'UNLOADED']);
    const received = value(await world.custody.cosign(world.by('doctor'), id, {}, IP));
    expect(received).toMatchObject({
      state: 'RECEIVED',
      receipt: { first: { personId: 'nurse' }, second: { personId: 'doctor' }, issues: [] },
    });
    expect(await unitStates(world)).toEqual(['RECEIVED', 'RECEIVED']);
    await expectChains(world);
    expect(await inTx(world, (tx) => closeOrdersOfVehicle(tx, 'veh-1'))).toBe(1);
    expect(await stateOf(world, id)).toBe('CLOSED');
    expect(await world.store.verifyAudit()).toMatchObject({ ok: true });
  });

  it('[INV-D10] tells the hospital’s timeline no staff name', async () => {
    const { world, id } = await unloaded();
    value(await world.custody.receive(world.by('nurse'), id, receipt()));
    const written = JSON.stringify(value(await world.orders.timeline(PEOPLE.nurse, id)));
    for (const name of ['Name of issuer', 'Name of checker', 'Name of dispatcher', 'veh-1']) {
      expect(written).not.toContain(name);
    }
  });

  it('repeated hooks change nothing', async () => {
    const { world, flight } = await landed();
    const before = world.store.head();
    await inTx(world, (tx) => onAirborne(tx, flight));
    await inTx(world, (tx) => onDelivered(tx, flight));
    await inTx(world, (tx) => onFailed(tx, flight, { blood: 'lost', reason: 'late message' }));
    expect(world.store.head()).toBe(before);
  });

  it('is delivered even if nobody saw the take-off', async () => {
    const { world, id, flight } = await planned();
    value(await world.custody.load(world.by('issuer'), flight, SCAN));
    await inTx(world, (tx) => onDelivered(tx, flight));
    expect(await stateOf(world, id)).toBe('DELIVERED');
    await expectChains(world);
  });
});

describe('receipt', () => {
  it('wants two people of the same hospital', async () => {
    const { world, id } = await unloaded();
    const cosign = async (who: 'nurse' | 'doctor', login?: string, password = 'right'): Promise<string> =>
      codeOf(
        await world.custody.cosign(
          world.by(who),
          id,
          { second: login === undefined ? undefined : { login, password } },
          IP,
        ),
      );
    expect(await cosign('doctor')).toBe('custody.not_signed');
    value(await world.custody.receive(world.by('nurse'), id, receipt()));
    expect(await cosign('nurse')).toBe('custody.second_person');
    expect(await cosign('nurse', 'nurse')).toBe('custody.second_person');
    expect(await cosign('nurse', 'doctor', 'wrong')).toBe('accounts.wrong_login');
    expect(await cosign('nurse', 'other')).toBe('custody.wrong_site');
    expect(await cosign('nurse', 'issuer')).toBe('custody.wrong_site');
    expect(await cosign('nurse', 'doctor')).toBe('ok');
    expect(await cosign('doctor')).toBe('custody.signed_twice');
    const log = await world.store.events({ subject: `order:${id}` });
    expect(log.find((event) => event.type === 'order.received')?.actorId).toBe('doctor');
  });

  it('[INV-D6] quarantines a warm box; a corrected first signature replaces the first', async () => {
    const { world, id } = await unloaded();
    const warm = value(await world.custody.receive(world.by('nurse'), id, receipt({ temperatureC: 11 })));
    expect(warm.receipt?.units.map((unit) => unit.verdict)).toEqual(['quarantine', 'quarantine']);
    value(await world.custody.receive(world.by('doctor'), id, receipt({ sealIntact: false })));
    const signed = value(await world.custody.cosign(world.by('nurse'), id, {}, IP));
    expect(signed.receipt?.issues.map((issue) => issue.id)).toEqual(['receipt.seal_broken']);
    expect(await unitStates(world)).toEqual(['QUARANTINED', 'QUARANTINED']);
    await expectChains(world);
  });

  it('keeps nothing of a receipt that is refused', async () => {
    const { world, id } = await unloaded();
    const before = world.store.head();
    const body = { ...receipt(), units: receipt().units.slice(1) };
    expect(codeOf(await world.custody.receive(world.by('nurse'), id, body))).toBe('custody.unit_missing');
    expect(world.store.head()).toBe(before);
    expect(value(await world.orders.get(PEOPLE.nurse, id)).receipt).toBeNull();
  });

  it('closes the order at once if the drone is home already', async () => {
    const { world, id } = await unloaded();
    value(await world.custody.receive(world.by('nurse'), id, receipt()));
    await inTx(world, (tx) =>
      tx.db.updateTable('flights').set({ ended_at: tx.now, state: 'COMPLETED' }).execute(),
    );
    await insertFlight(world, id, { id: 'flight-2', kind: 'return', state: 'COMPLETED', ended: true });
    expect(value(await world.custody.cosign(world.by('doctor'), id, {}, IP)).state).toBe('CLOSED');
  });
});

describe('a failed flight', () => {
  it('that never left gives its boxes back, to be loaded on another drone', async () => {
    const { world, id, flight } = await planned();
    value(await world.custody.load(world.by('issuer'), flight, SCAN));
    await inTx(world, async (tx) => {
      await tx.db.updateTable('flights').set({ ended_at: tx.now, state: 'ABORTED' }).execute();
      await onFailed(tx, flight, { blood: 'back', reason: 'pre-flight check failed' });
    });
    expect(value(await world.orders.get(PEOPLE.nurse, id))).toMatchObject({
      state: 'REQUEUED',
      stateReason: 'pre-flight check failed',
      boxes: [{ loadedOn: null }],
    });
    expect(codeOf(await world.orders.accept(world.by('issuer'), id))).toBe('orders.still_packed');
    const second = await insertFlight(world, id, { id: 'flight-2', vehicle: 'veh-2' });
    value(await world.custody.load(world.by('issuer'), second, { ...SCAN, vehicleName: 'll-02' }));
    value(await inTx(world, (tx) => onLaunched(tx, second)));
    await inTx(world, (tx) => onDelivered(tx, second));
    expect(await stateOf(world, id)).toBe('DELIVERED');
    await expectChains(world);
  });

  it('that came home with its blood gives the boxes back', async () => {
    const { world, id, flight } = await planned();
    value(await world.custody.load(world.by('issuer'), flight, SCAN));
    await inTx(world, (tx) => onAirborne(tx, flight));
    expect(await stateOf(world, id)).toBe('IN_FLIGHT');
    await inTx(world, (tx) => onFailed(tx, flight, { blood: 'back', reason: 'returned: wind' }));
    expect(await stateOf(world, id)).toBe('REQUEUED');
    expect(await unitStates(world)).toEqual(['PACKED', 'PACKED']);
    await expectChains(world);
  });

  it('that lost its blood quarantines it and has the order filled anew', async () => {
    const { world, id, flight } = await planned();
    value(await world.custody.load(world.by('issuer'), flight, SCAN));
    await inTx(world, (tx) => onAirborne(tx, flight));
    await inTx(world, (tx) => onFailed(tx, flight, { blood: 'lost', reason: 'landed in the fields' }));
    expect(await unitStates(world)).toEqual(['QUARANTINED', 'QUARANTINED']);
    expect(value(await world.orders.get(PEOPLE.nurse, id))).toMatchObject({ state: 'REQUEUED', boxes: [] });
    const dry = value(await world.orders.accept(world.by('issuer'), id));
    expect(dry).toMatchObject({ order: { state: 'REQUEUED' }, issues: [{ id: 'stock.shortage' }] });
    await addStock(world, 2, {}, 3);
    expect(value(await world.orders.accept(world.by('issuer'), id)).order.state).toBe('RESERVED');
    await expectChains(world);
  });
});

describe('by road', () => {
  it('the hospital signs as after a flight, and the order closes', async () => {
    const world = await openWorld();
    await addStock(world, 2);
    const id = await packedOrder(world);
    value(await world.orders.byRoad(world.by('dispatcher'), id, 'wind over the limit'));
    expect(await unitStates(world)).toEqual(['LOADED', 'LOADED']);
    expect(codeOf(await world.orders.cancel(world.by('nurse'), id, 'too late'))).toBe('orders.wrong_state');
    value(await world.custody.receive(world.by('nurse'), id, receipt()));
    expect(value(await world.custody.cosign(world.by('doctor'), id, {}, IP)).state).toBe('CLOSED');
    await expectChains(world);
  });
});
