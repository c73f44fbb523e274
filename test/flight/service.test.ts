import { afterEach, describe, expect, it } from 'vitest';
import { flightWorld, type World } from './world.ts';
import { actor } from './world-record.ts';

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

const opened = async (): Promise<World> => {
  world = await flightWorld();
  return world;
};

const must = <T>(
  result: { ok: true; value: T } | { ok: false; error: { message: string; code: string } },
): T => {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
};

/** Plans, loads and launches; gives the flight's id. */
const launched = async (w: World, wanted: 'delivery' | 'return' = 'delivery'): Promise<string> => {
  const create =
    wanted === 'delivery'
      ? w.service.create(w.cause(), { kind: 'delivery', orderId: 'order-1', vehicleId: 'drone-1' })
      : w.service.create(w.cause(), { kind: 'return', vehicleId: 'drone-1' });
  await w.run(6000);
  const flight = must(await create);
  if (wanted === 'delivery') await w.loadBox(flight.id);
  const seen = must(await w.service.get(actor('dispatcher'), flight.id));
  const acknowledged = seen.issues.filter(({ severity }) => severity === 'warning').map(({ id }) => id);
  const launch = w.service.launch(w.cause(), flight.id, { planHash: seen.plan?.hash ?? '', acknowledged });
  await w.run(2000);
  must(await launch);
  return flight.id;
};

describe('flight service on the embedded vehicle', () => {
  it('delivers, turns around and comes home', { timeout: 60_000 }, async () => {
    const w = await opened();
    const id = await launched(w);
    expect(await w.until(async () => (await w.stateOf(id)) === 'EN_ROUTE', 60_000)).toBe(true);
    expect(w.service.etaOf(id)).toBeGreaterThan(w.clock.wall());
    expect(await w.until(async () => (await w.stateOf(id)) === 'LANDED', 300_000)).toBe(true);
    const refused = await w.service.turnaround(w.cause('hospital', 'hospital'), id);
    expect(refused).toMatchObject({ ok: false, error: { code: 'flights.not_unloaded' } });
    await w.unloadBox();
    expect(must(await w.service.turnaround(w.cause('hospital', 'hospital'), id)).state).toBe('COMPLETED');
    const home = await launched(w, 'return');
    expect(await w.until(async () => (await w.stateOf(home)) === 'COMPLETED', 300_000)).toBe(true);
    expect(w.hooks).toEqual(['launched', 'airborne', 'delivered', 'home']);
    const drone = await w.store.read.selectFrom('vehicles').selectAll().executeTakeFirstOrThrow();
    expect(drone.pad_id).toBe('centre-1');
    expect(w.vehicle.truth().armed).toBe(false);
    expect((await w.store.verifyAudit()).ok).toBe(true);
  });
});
