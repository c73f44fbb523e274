import { afterEach, expect, test } from 'vitest';
import { destination, type LonLat } from '../../server/core/geo.ts';
import { isConfirmed, isInCorridor } from '../../server/flight/approval-corridor.ts';
import { must, planned, tickAll } from './drive.ts';
import { flightWorld, type World } from './world.ts';
import { actor, CENTRE, HOSPITAL } from './world-record.ts';

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

/** Around both pads, `sideM` to each side. */
const around = (sideM: number): LonLat[] => {
  const [west, east] = [destination(HOSPITAL, 500, 270), destination(CENTRE, 500, 90)];
  const ring = [
    destination(west, sideM, 180),
    destination(east, sideM, 180),
    destination(east, sideM, 0),
    destination(west, sideM, 0),
  ];
  return [...ring, ring[0] as LonLat];
};

test('[AP1] a leg is in the corridor with both ends and all between, and below its height', () => {
  const legs = [{ from: CENTRE, to: HOSPITAL, relAltM: 100 }];
  expect(isInCorridor({ ring: around(200), upperRelAltM: 120 }, legs)).toBe(true);
  expect(isInCorridor({ ring: around(200), upperRelAltM: 99 }, legs)).toBe(false);
  const out = [{ from: CENTRE, to: destination(HOSPITAL, 400, 0), relAltM: 100 }];
  expect(isInCorridor({ ring: around(200), upperRelAltM: 120 }, out)).toBe(false);
  expect(isInCorridor({ ring: [], upperRelAltM: 120 }, legs)).toBe(false);
});

test('[AP1] a confirmation counts for half an hour before and after its time', () => {
  const words = [{ takeoffAt: 10_000_000 }];
  expect([8_200_000, 11_800_000].map((wall) => isConfirmed(words, wall))).toEqual([true, true]);
  expect([8_199_999, 11_800_001].map((wall) => isConfirmed(words, wall))).toEqual([false, false]);
});

const issuesUnder = async (w: World, approval: object): Promise<string[]> => {
  const rows = await w.store.read.selectFrom('airspace_approvals').select('id').execute();
  for (const { id } of rows) await w.service.conditions.withdrawApproval(w.cause(), id, 'another one');
  const now = w.clock.wall();
  const wanted = { number: 'T-2', from: now - 1000, to: now + 7_200_000, note: '', ...approval };
  must(await w.service.conditions.addApproval(w.cause(), wanted));
  const { id } = await planned(w, 'delivery');
  await tickAll(w, id);
  const flight = must(await w.service.get(actor('dispatcher'), id));
  return flight.issues.filter(({ severity }) => severity !== 'note').map((issue) => issue.id);
};

test('[AP1] a route outside the approved corridor does not launch', async () => {
  world = await flightWorld();
  const narrow = { ring: around(200).map((p) => destination(p, 1000, 0)), upperRelAltM: 120 };
  expect(await issuesUnder(world, { corridor: narrow })).toEqual(['preflight.approval_corridor']);
});

test('[AP1] within the corridor it does, and where wanted after the take-off was confirmed', async () => {
  const w = await flightWorld();
  world = w;
  const corridor = { ring: around(200), upperRelAltM: 120 };
  expect(await issuesUnder(w, { corridor, needsConfirmation: true })).toEqual([
    'preflight.approval_confirmation',
  ]);
  const [approval] = await w.service.conditions.approvals();
  const word = { takeoffAt: w.clock.wall(), reference: 'tower 17' };
  must(await w.service.conditions.confirmTakeoff(w.cause(), approval?.id ?? '', word));
  const [flight] = await w.store.read.selectFrom('flights').select('id').execute();
  const { issues } = must(await w.service.get(actor('dispatcher'), flight?.id ?? ''));
  expect(issues.filter(({ severity }) => severity !== 'note')).toEqual([]);
});
