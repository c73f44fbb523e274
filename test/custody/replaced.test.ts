import { expect, it } from 'vitest';
import { onAirborne, onDelivered } from '../../server/custody/custody-queries.ts';
import { acceptFailure, openFailure } from '../../server/custody/failure-queries.ts';
import { NJ10 } from '../../server/plan/profile.ts';
import { seededRng } from '../support/seeded-rng.ts';
import { addStock, insertFlight, openWorld, packedOrder, PEOPLE, value } from '../orders/world.ts';

const SCAN = { boxNo: 'B-1', sealNo: 'S-1', vehicleName: 'LL-01' };
const road = { means: 'road', vehicleId: null, reason: 'no drone' } as const;

it('[INV-D4] leaves the replacement where it is when the drone that it replaces arrives after all', async () => {
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
  const before = await states();
  expect(before).toEqual(['QUARANTINED', 'QUARANTINED', 'RESERVED', 'RESERVED']);
  await world.store.transact(world.by('dispatcher'), (tx) => onDelivered(tx, flightId));
  expect(value(await world.orders.get(PEOPLE.dispatcher, orderId)).state).toBe('PACKED');
  expect(await states()).toEqual(before);
});
