import { afterEach, expect, it } from 'vitest';
import { distanceM } from '../../server/core/geo.ts';
import { parsePlan } from '../../server/flight/record-service.ts';
import { must, planned } from './drive.ts';
import { flightWorld, type World } from './world.ts';
import { actor, CENTRE } from './world-record.ts';

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

const rowOf = (w: World, id: string) =>
  w.store.read.selectFrom('flights').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

it('shows the fence that is uploaded, the volumes of SORA and the reach of a plan', async () => {
  const w = await flightWorld();
  world = w;
  const { id, plan: shown } = await planned(w, 'delivery');
  const stored = parsePlan(await rowOf(w, id))?.plan;
  if (stored === undefined || shown?.volumes == null) throw new Error('no plan');
  expect(shown.fence).toEqual(stored.fence);
  expect(shown.fence.filter(({ inclusion }) => inclusion)).toHaveLength(1);
  expect(shown.volumes).toMatchObject({ geographyM: 10, contingencyM: 46 });
  expect(shown.volumes.groundRiskM).toBe(stored.sora.groundRiskM);
  for (const ring of [shown.volumes.geography, shown.volumes.operational, shown.volumes.groundRisk])
    expect(ring.length).toBeGreaterThan(3);
  // With 4 kg and nearly all of its charge it gets much farther than to the hospital.
  const reached = shown.reach.map((edge) => distanceM(CENTRE, edge));
  expect(Math.min(...reached)).toBeGreaterThan(10_000);
  expect(Math.max(...reached)).toBeLessThan(20_000);
});

it('shows a plan of before there were outlines without them', async () => {
  const w = await flightWorld();
  world = w;
  const { id } = await planned(w, 'delivery');
  const stored = JSON.parse((await rowOf(w, id)).plan_json ?? '{}') as { plan: Record<string, unknown> };
  const { sora: _, reach: __, ...old } = stored.plan;
  await w.store.transact(w.cause(), async ({ db }) => {
    const plan_json = JSON.stringify({ ...stored, plan: old });
    await db.updateTable('flights').set({ plan_json }).where('id', '=', id).execute();
  });
  const { plan } = must(await w.service.get(actor('dispatcher'), id));
  expect(plan).toMatchObject({ volumes: null, reach: [] });
  expect(plan?.fence).toHaveLength(1);
});
