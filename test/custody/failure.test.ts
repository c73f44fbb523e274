import { describe, expect, it } from 'vitest';
import { onAirborne, onDelivered, onFailed } from '../../server/custody/custody-queries.ts';
import { followFlight } from '../../server/custody/failure-follow-queries.ts';
import { createFailureService } from '../../server/custody/failure-service.ts';
import type { DroneNow } from '../../server/custody/failure-view-queries.ts';
import { ok, refuse } from '../../server/core/result.ts';
import { wallMs } from '../../server/core/clock.ts';
import { NJ10 } from '../../server/plan/profile.ts';
import { seededRng } from '../support/seeded-rng.ts';
import {
  addStock,
  codeOf,
  dinOf,
  insertFlight,
  openWorld,
  packedOrder,
  PEOPLE,
  value,
  type World,
} from '../orders/world.ts';

const SCAN = { boxNo: 'B-1', sealNo: 'S-1', vehicleName: 'LL-01' };
const IP = '127.0.0.1';
const rng = seededRng(5);
const heard: DroneNow = () => ({ chargePct: 90 });

const serviceOf = (world: World, droneNow: DroneNow = heard) =>
  createFailureService({
    store: world.store,
    rng,
    droneNow,
    verifySecond: async (login, password) => {
      const found = (PEOPLE as Record<string, (typeof PEOPLE)['issuer']>)[login];
      return found === undefined || password !== 'right'
        ? refuse('accounts.wrong_login', 'wrong')
        : ok(found);
    },
  });

/** One order, loaded, launched and, if wanted, in the air. */
const flown = async (spare: number, isUp = true) => {
  const world = await openWorld();
  await world.store.transact(world.by('dispatcher'), async ({ db }) => {
    await db
      .updateTable('profiles')
      .set({ json: JSON.stringify(NJ10) })
      .execute();
    await db.updateTable('vehicles').set({ pad_id: 'nrcbc-pad' }).where('id', '=', 'veh-2').execute();
  });
  await addStock(world, 2);
  const orderId = await packedOrder(world);
  if (spare > 0) await addStock(world, spare, {}, 3);
  const flightId = await insertFlight(world, orderId);
  value(await world.custody.load(world.by('issuer'), flightId, SCAN));
  await world.store.transact(world.by('dispatcher'), async (tx) => {
    await tx.db
      .updateTable('flights')
      .set({ launched_at: tx.now, takeoff_at: isUp ? tx.now : null })
      .where('id', '=', flightId)
      .execute();
    if (isUp) await onAirborne(tx, flightId);
  });
  return { world, orderId, flightId };
};

/** As the flight stage writes a step: what follows it comes in the same transaction. */
const step = (
  world: World,
  flightId: string,
  to: string,
  { code = 'vehicle_failsafe', isDiverted = false } = {},
): Promise<void> =>
  world.store.transact(world.by('dispatcher'), async (tx) => {
    const row = await tx
      .selectFrom('flights')
      .selectAll()
      .where('id', '=', flightId)
      .executeTakeFirstOrThrow();
    await followFlight(tx, rng, row, { to, code, reason: 'battery', isDiverted });
    const ended = ['RETURNED', 'LOST', 'ABORTED'].includes(to);
    if (ended) {
      const blood = to === 'LOST' ? 'lost' : 'back';
      await tx.db
        .updateTable('flights')
        .set({ state: to, ended_at: tx.now })
        .where('id', '=', flightId)
        .execute();
      await onFailed(tx, flightId, { blood, reason: 'battery' });
    }
    if (to === 'LANDED' && isDiverted) await onFailed(tx, flightId, { blood: 'back', reason: 'battery' });
    else if (to === 'LANDED') await onDelivered(tx, flightId);
  });

const states = async (world: World): Promise<string[]> =>
  (await world.store.read.selectFrom('units').select('state').orderBy('din').execute()).map(
    ({ state }) => state,
  );

const only = async (world: World, droneNow?: DroneNow) => {
  const { failures } = value(await serviceOf(world, droneNow).list(wallMs(world.now())));
  const [first, ...more] = failures;
  if (first === undefined || more.length > 0)
    throw new Error(`expected one failed delivery, got ${failures.length}`);
  return first;
};

const road = { means: 'road', vehicleId: null, reason: 'no drone' } as const;

describe('proposal of a replacement', () => {
  it('[INV-D3] is there with the step that began it, names units, drone and courier, and holds nothing back', async () => {
    const { world, flightId } = await flown(2);
    await step(world, flightId, 'RETURNING');
    const proposal = await only(world);
    expect(proposal).toMatchObject({ flightState: 'RETURNING', lines: [{ needed: 2, missing: 0 }] });
    expect(proposal.lines[0]?.units).toHaveLength(2);
    expect(proposal.drones[0]).toMatchObject({ vehicleId: 'veh-2', against: [], chargePct: 90 });
    expect(proposal.drones[1]).toMatchObject({ vehicleId: 'veh-1', against: ['busy', 'elsewhere'] });
    expect(proposal.road.etaAt).toBeGreaterThan(proposal.drones[0]?.etaAt ?? Infinity);
    expect(await states(world)).toEqual(['IN_FLIGHT', 'IN_FLIGHT', 'AVAILABLE', 'AVAILABLE']);
  });

  it.each<[string, DroneNow, string]>([
    ['is not heard', () => undefined, 'not_heard'],
    ['has too little charge', () => ({ chargePct: 20 }), 'charge'],
  ])('says of a drone that it %s', async (_, droneNow, code) => {
    const { world, flightId } = await flown(2);
    await step(world, flightId, 'RETURNING');
    expect((await only(world, droneNow)).drones[0]?.against).toEqual([code]);
  });

  it('asks of a drone the charge that the failed flight was planned with, not that of its shortest range', async () => {
    const { world, flightId } = await flown(2);
    await step(world, flightId, 'RETURNING');
    const at = (chargePct: number) => only(world, () => ({ chargePct }));
    const planned = (usedPct: number) =>
      world.store.transact(world.by('dispatcher'), ({ db }) =>
        db
          .updateTable('flights')
          .set({ plan_json: JSON.stringify({ plan: { distanceM: 15_000, battery: { usedPct } } }) })
          .where('id', '=', flightId)
          .execute(),
      );
    await planned(58);
    expect((await at(84)).drones[0]?.against).toEqual([]);
    expect((await at(82)).drones[0]?.against).toEqual(['charge']);
  });

  it('[INV-D3] reserves when accepted, while the drone still flies: its load is out of use', async () => {
    const { world, orderId, flightId } = await flown(2);
    await step(world, flightId, 'RETURNING');
    const { id } = await only(world);
    const choice = { means: 'drone', vehicleId: 'veh-2', reason: '' } as const;
    value(await serviceOf(world).accept(world.by('dispatcher'), id, choice));
    expect(await states(world)).toEqual(['QUARANTINED', 'QUARANTINED', 'RESERVED', 'RESERVED']);
    expect(value(await world.orders.get(PEOPLE.dispatcher, orderId)).state).toBe('RESERVED');
    // The drone comes home later: the order no longer waits for it.
    await step(world, flightId, 'RETURNED');
    expect(value(await world.orders.get(PEOPLE.dispatcher, orderId)).state).toBe('RESERVED');
  });

  it('[INV-D3] is decided by one of two dispatchers who accept at once', async () => {
    const { world, flightId } = await flown(4);
    await step(world, flightId, 'RETURNED');
    const { id } = await only(world);
    const service = serviceOf(world);
    const outcomes = await Promise.all([
      service.accept(world.by('dispatcher'), id, road),
      service.accept(world.by('dispatcher'), id, { means: 'drone', vehicleId: 'veh-2', reason: '' }),
    ]);
    expect(outcomes.map(codeOf).sort()).toEqual(['custody.failure_decided', 'ok']);
    expect((await states(world)).filter((state) => state === 'RESERVED')).toHaveLength(2);
  });

  it('[INV-D3] keeps nothing where stock cannot replace it', async () => {
    const { world, flightId } = await flown(1);
    await step(world, flightId, 'RETURNED');
    const { id, lines } = await only(world);
    expect(lines[0]).toMatchObject({ needed: 2, missing: 1 });
    expect(codeOf(await serviceOf(world).accept(world.by('dispatcher'), id, road))).toBe(
      'custody.no_replacement',
    );
    expect(await states(world)).toEqual(['QUARANTINED', 'QUARANTINED', 'AVAILABLE']);
    expect((await only(world)).state).toBe('OPEN');
  });

  it('sends boxes that never left the ground by road as they are', async () => {
    const { world, orderId, flightId } = await flown(0, false);
    await step(world, flightId, 'ABORTED');
    const proposal = await only(world);
    expect(proposal).toMatchObject({ samePacked: true, lines: [], boxes: [] });
    value(await serviceOf(world).accept(world.by('dispatcher'), proposal.id, road));
    expect(value(await world.orders.get(PEOPLE.dispatcher, orderId)).state).toBe('BY_ROAD');
  });

  it('[INV-D4] a launch that nobody knows of may have flown: what replaces it is other blood', async () => {
    const { world, orderId, flightId } = await flown(2, false);
    await step(world, flightId, 'UNKNOWN', { code: 'disarm_failed' });
    expect(value(await world.orders.get(PEOPLE.dispatcher, orderId)).state).toBe('PACKED');
    value(await serviceOf(world).accept(world.by('dispatcher'), (await only(world)).id, road));
    expect(await states(world)).toEqual(['QUARANTINED', 'QUARANTINED', 'RESERVED', 'RESERVED']);
    expect(value(await world.orders.get(PEOPLE.dispatcher, orderId)).state).toBe('RESERVED');
  });

  it('[INV-D4] a diverted drone has not delivered: its box is held, at home or elsewhere', async () => {
    const { world, flightId } = await flown(2);
    await step(world, flightId, 'DIVERTING', { isDiverted: true });
    await step(world, flightId, 'LANDED', { isDiverted: true });
    expect(await states(world)).toEqual(['QUARANTINED', 'QUARANTINED', 'AVAILABLE', 'AVAILABLE']);
    expect((await only(world)).flightState).toBe('DIVERTING');
    const held = await world.store.read.selectFrom('quarantined_boxes').select('state').execute();
    expect(held).toEqual([{ state: 'HELD' }]);
  });

  it('is withdrawn where the drone arrives after all', async () => {
    const { world, flightId } = await flown(2);
    await step(world, flightId, 'RETURNING');
    await step(world, flightId, 'LANDED');
    expect(value(await serviceOf(world).list(wallMs(world.now()))).failures).toEqual([]);
  });

  it('is not made of doubt about an arming frame', async () => {
    const { world, flightId } = await flown(2, false);
    await step(world, flightId, 'UNKNOWN', { code: 'arm_unanswered' });
    expect(value(await serviceOf(world).list(wallMs(world.now()))).failures).toEqual([]);
  });
});

describe('a receipt that leaves units out', () => {
  /** Delivered and unloaded; the nurse signs with these verdicts, the doctor second. */
  const received = async (verdicts: readonly ('accept' | 'refuse')[], temperatureC = 5, spare = 2) => {
    const { world, orderId, flightId } = await flown(spare);
    await step(world, flightId, 'RETURNING');
    await world.store.transact(world.by('dispatcher'), (tx) => onDelivered(tx, flightId));
    await step(world, flightId, 'LANDED');
    value(await world.custody.unload(world.by('nurse'), flightId, 'B-1'));
    const box = { boxNo: 'B-1', sealNo: 'S-1', sealIntact: true, temperatureC, appearanceOk: true };
    const units = verdicts.map((verdict, i) => ({ scan: dinOf(i + 1), verdict, reason: 'clots' }));
    value(await world.custody.receive(world.by('nurse'), orderId, { boxes: [box], units, note: '' }));
    value(await world.custody.cosign(world.by('doctor'), orderId, {}, IP));
    return { world, orderId };
  };

  it('[INV-D4] proposes a replacement for those and holds nothing back', async () => {
    const { world } = await received(['accept', 'refuse']);
    const proposal = await only(world);
    expect(proposal).toMatchObject({
      state: 'OPEN',
      reason: 'receipt_refused',
      lines: [{ needed: 1, missing: 0 }],
    });
    expect(proposal.drones[0]).toMatchObject({ vehicleId: 'veh-2', against: [] });
    expect(await states(world)).toEqual(['RECEIVED', 'REFUSED', 'AVAILABLE', 'AVAILABLE']);
  });

  it('[INV-D3] orders and reserves anew what was refused or too warm, when accepted; the first order keeps its receipt', async () => {
    const { world, orderId } = await received(['accept', 'refuse'], 12);
    const { id } = await only(world);
    value(
      await serviceOf(world).accept(world.by('dispatcher'), id, {
        ...road,
        means: 'drone',
        vehicleId: 'veh-2',
      }),
    );
    const { orders } = value(
      await world.orders.list(PEOPLE.dispatcher, { view: 'open', limit: 50, offset: 0 }),
    );
    const again = orders.find((order) => order.id !== orderId);
    expect(again).toMatchObject({ state: 'RESERVED', siteId: 'pkph', lines: [{ units: 2 }] });
    expect(value(await world.orders.get(PEOPLE.dispatcher, orderId)).state).toBe('RECEIVED');
    expect((await states(world)).filter((state) => state === 'RESERVED')).toHaveLength(2);
    expect(codeOf(await serviceOf(world).accept(world.by('dispatcher'), id, road))).toBe(
      'custody.failure_decided',
    );
  });

  it('[INV-D3] keeps nothing where stock cannot replace them', async () => {
    const { world } = await received(['refuse', 'refuse'], 5, 1);
    const { id } = await only(world);
    expect(codeOf(await serviceOf(world).accept(world.by('dispatcher'), id, road))).toBe(
      'custody.no_replacement',
    );
    expect((await only(world)).state).toBe('OPEN');
    expect(await world.store.read.selectFrom('orders').select('id').execute()).toHaveLength(1);
  });

  it('that accepts all proposes nothing', async () => {
    const { world } = await received(['accept', 'accept']);
    expect(value(await serviceOf(world).list(wallMs(world.now()))).failures).toEqual([]);
  });
});

describe('a box of a failed flight', () => {
  const held = async () => {
    const { world, flightId } = await flown(0);
    await step(world, flightId, 'RETURNED');
    const [box] = (await only(world)).boxes;
    if (box === undefined) throw new Error('expected a box in quarantine');
    return { world, box, service: serviceOf(world) };
  };
  const release = { outcome: 'release', reason: 'logger shows 4 °C', temperatureC: 4 } as const;
  const checker = { login: 'checker', password: 'right' };

  it('[INV-D6] is out of use until somebody decides', async () => {
    const { world, box } = await held();
    expect(box).toMatchObject({ boxNo: 'B-1', state: 'HELD' });
    expect(await states(world)).toEqual(['QUARANTINED', 'QUARANTINED']);
  });

  it.each([
    ['without a second person', release, undefined, 'custody.second_person'],
    ['with the same person twice', release, { login: 'issuer', password: 'right' }, 'custody.second_person'],
    ['with one of the hospital', release, { login: 'nurse', password: 'right' }, 'custody.second_person'],
    ['with a wrong password', release, { login: 'checker', password: 'x' }, 'accounts.wrong_login'],
    ['without a temperature', { ...release, temperatureC: null }, checker, 'custody.temperature'],
    ['when it was too warm', { ...release, temperatureC: 12 }, checker, 'custody.temperature'],
  ])('[INV-D6] is not released %s', async (_, body, second, code) => {
    const { world, box, service } = await held();
    expect(codeOf(await service.decideBox(world.by('issuer'), box.id, { ...body, second }, IP))).toBe(code);
    expect(await states(world)).toEqual(['QUARANTINED', 'QUARANTINED']);
  });

  it('[INV-D6] is released by two persons after its temperature was measured', async () => {
    const { world, box, service } = await held();
    const decided = value(
      await service.decideBox(world.by('issuer'), box.id, { ...release, second: checker }, IP),
    );
    expect(decided.boxes[0]).toMatchObject({ state: 'RELEASED', decided: { second: 'Name of checker' } });
    expect(await states(world)).toEqual(['AVAILABLE', 'AVAILABLE']);
    const again = await service.decideBox(world.by('issuer'), box.id, { ...release, second: checker }, IP);
    expect(codeOf(again)).toBe('custody.box_decided');
  });

  it('[INV-D6] is discarded by one, and stays out of use', async () => {
    const { world, box, service } = await held();
    const body = { outcome: 'discard', reason: 'seal torn', temperatureC: null, second: undefined } as const;
    value(await service.decideBox(world.by('issuer'), box.id, body, IP));
    expect(await states(world)).toEqual(['QUARANTINED', 'QUARANTINED']);
  });
});
