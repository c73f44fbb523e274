import { expect, it } from 'vitest';
import { onAirborne, onDelivered } from '../../server/custody/custody-queries.ts';
import { acceptFailure, openFailure } from '../../server/custody/failure-queries.ts';
import { NJ10 } from '../../server/plan/profile.ts';
import { seededRng } from '../support/seeded-rng.ts';
import { addStock, insertFlight, openWorld, packedOrder, PEOPLE, value } from '../orders/world.ts';

const SCAN = { boxNo: 'B-1', sealNo: 'S-1', vehicleName: 'LL-01' };
const road = { means: 'road', vehicleId: null, reason: 'no drone' } as const;

/** An order whose drone is in the air while its replacement is packed. */
const replaced = async () => {
  const rng = seededRng(5);
  const world = await openWorld();
  await addStock(world, 2);
  const orderId = await packedOrder(world);
  await addStock(world, 2, {}, 3);
  const flightId = await insertFlight(world, orderId);
  value(await world.custody.load(world.by('issuer'), flightId, SCAN));
  const states = async (): Promise<string[]> =>
    (await world.store.read.selectFrom('units').select('state').orderBy('din').execute()).map(
      ({ state }) => state,
    );
  await world.store.transact(world.by('dispatcher'), async (tx) => {
    await tx.db
      .updateTable('profiles')
      .set({ json: JSON.stringify(NJ10) })
      .execute();
    await onAirborne(tx, flightId);
    await openFailure(tx, rng, flightId, { state: 'SILENT', reason: 'not heard' });
    const { id } = await tx.selectFrom('failed_deliveries').select('id').executeTakeFirstOrThrow();
    value(await acceptFailure(tx, rng, id, road));
    // The replacement is packed, and waits for its courier.
    await tx.db.updateTable('orders').set({ state: 'PACKED' }).where('id', '=', orderId).execute();
  });
  return { world, orderId, flightId, states };
};

it('[INV-D4] leaves the replacement where it is when the drone that it replaces arrives after all', async () => {
  const { world, orderId, flightId, states } = await replaced();
  const before = await states();
  expect(before).toEqual(['QUARANTINED', 'QUARANTINED', 'RESERVED', 'RESERVED']);
  await world.store.transact(world.by('dispatcher'), (tx) => onDelivered(tx, flightId));
  expect(value(await world.orders.get(PEOPLE.dispatcher, orderId)).state).toBe('PACKED');
  expect(await states()).toEqual(before);
});

it('[INV-D4] the box that it brought is taken out on record, and nobody may use what is in it', async () => {
  const { world, flightId, states } = await replaced();
  const before = await states();
  const tooEarly = await world.custody.unload(world.by('nurse'), flightId, SCAN.boxNo);
  expect(tooEarly).toMatchObject({ ok: false, error: { code: 'custody.not_landed' } });
  await world.store.transact(world.by('dispatcher'), async (tx) => {
    await tx.db
      .updateTable('flights')
      .set({ state: 'LANDED', landed_at: tx.now })
      .where('id', '=', flightId)
      .execute();
    await onDelivered(tx, flightId);
  });
  value(await world.custody.unload(world.by('nurse'), flightId, SCAN.boxNo));
  expect(await states()).toEqual(before);
  const [fact] = (await world.store.events({})).filter(({ type }) => type === 'unit.set_aside');
  expect(fact?.data).toMatchObject({ from: 'QUARANTINED', to: 'QUARANTINED', boxNo: SCAN.boxNo, flightId });
  const again = await world.custody.unload(world.by('nurse'), flightId, SCAN.boxNo);
  expect(again).toMatchObject({ ok: false, error: { code: 'custody.already_unloaded' } });
});
