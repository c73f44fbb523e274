import { afterEach, expect, it } from 'vitest';
import type { Cause } from '../../server/core/cause.ts';
import { launched, must, reaches } from './drive.ts';
import { flightWorld, type World } from './world.ts';
import { actor } from './world-record.ts';

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

const cause = (w: World): Cause => ({ actor: actor('dispatcher'), now: w.clock.wall() });
const typesOf = async (w: World): Promise<string[]> => (await w.store.events({})).map(({ type }) => type);

it('[FS5] goes on after a restart, and ends with the last drone at home', { timeout: 60_000 }, async () => {
  const w = await flightWorld();
  world = w;
  const id = await launched(w);
  expect(await reaches(w, id, 'EN_ROUTE', 60_000)).toBe(true);
  must(await w.service.safety.bringHome(cause(w), 'storm'));
  await w.restart(3000);
  expect(w.service.safety.view()).toMatchObject({
    collective: { running: true, reason: 'storm', by: actor('dispatcher').name, drones: [{ flightId: id }] },
  });
  expect(await reaches(w, id, 'RETURNED', 300_000)).toBe(true);
  await w.run(3000);
  expect(w.service.safety.view().collective).toMatchObject({ running: false, drones: [{ state: 'home' }] });
  expect(await typesOf(w)).toContain('flight.collective_return_ended');
  await w.restart(1000);
  expect(w.service.safety.view().collective).toBeNull();
});

it('[FS5] one that a person has ended does not begin again', { timeout: 60_000 }, async () => {
  const w = await flightWorld();
  world = w;
  const id = await launched(w);
  expect(await reaches(w, id, 'EN_ROUTE', 60_000)).toBe(true);
  must(await w.service.safety.bringHome(cause(w), 'storm'));
  must(await w.service.safety.cancelCollective());
  await w.restart(3000);
  expect(w.service.safety.view().collective).toBeNull();
});
