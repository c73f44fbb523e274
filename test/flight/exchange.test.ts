import { afterEach, expect, it } from 'vitest';
import { EXPORT_FORMATS, type ExportFormat } from '../../server/api/contract/exchange.ts';
import { ridFlightDetails, ridFlights } from '../../server/plan/exchange/f3411.ts';
import { operationalIntent } from '../../server/plan/exchange/f3548.ts';
import { qgcPlan } from '../../server/plan/exchange/qgc-plan.ts';
import { launched, must, planned, reaches } from './drive.ts';
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

const textOf = async (w: World, id: string, format: ExportFormat): Promise<string> => {
  const file = must(await w.service.exchange.export(actor('dispatcher'), id, format));
  if (!('text' in file)) throw new Error('expected a text');
  return file.text;
};

it('[FX1] a flight’s plan comes out in four formats, and its own plan file has no difference', async () => {
  const w = await opened();
  const { id, number } = await planned(w, 'delivery');
  const files = await Promise.all(EXPORT_FORMATS.map((format) => textOf(w, id, format)));
  const [intent = '', geojson = '', kml = '', plan = ''] = files;
  expect(operationalIntent.safeParse(JSON.parse(intent)).success).toBe(true);
  expect(JSON.parse(geojson)).toMatchObject({ type: 'FeatureCollection' });
  expect(kml).toContain(`<name>${number}</name>`);
  expect(qgcPlan.safeParse(JSON.parse(plan)).success).toBe(true);
  const same = must(await w.service.exchange.compare(actor('dispatcher'), id, JSON.parse(plan)));
  expect(same.differences).toEqual([]);
  expect(await w.service.exchange.compare(actor('dispatcher'), id, { fileType: 'Mission' })).toMatchObject({
    ok: false,
    error: { code: 'flights.invalid_plan_file' },
  });
});

it('[FX1] an exported intent of ours, imported as somebody else’s, is a conflict', async () => {
  const w = await opened();
  const { id } = await planned(w, 'delivery');
  const intent: unknown = JSON.parse(await textOf(w, id, 'intent'));
  must(await w.service.intents.add(w.cause(), { source: 'B', reference: '', state: 'Accepted', intent }));
  const issues = must(await w.service.get(actor('dispatcher'), id)).issues.map((issue) => issue.id);
  expect(issues).toContain('preflight.conflict_intent');
});

it(
  '[FX2] in the air a drone is told once a second, as of then; on the ground not',
  { timeout: 60_000 },
  async () => {
    const w = await opened();
    const id = await launched(w);
    expect(must(await w.service.exchange.ridFlights(undefined)).flights).toEqual([]);
    expect(await reaches(w, id, 'EN_ROUTE', 60_000)).toBe(true);
    const places = new Set<string>();
    for (let second = 0; second < 10; second++) {
      await w.run(1000);
      const answer = ridFlights.parse(must(await w.service.exchange.ridFlights(undefined)));
      const [flight] = answer.flights;
      const state = flight?.current_state;
      expect(w.clock.wall() - Date.parse(state?.timestamp.value ?? '')).toBeLessThanOrEqual(1000);
      expect(state?.operational_status).toBe('Airborne');
      places.add(`${state?.position.lat} ${state?.position.lng}`);
    }
    expect(places.size).toBe(10);
    expect(must(await w.service.exchange.ridFlights('31,118,33,119')).flights).toHaveLength(1);
    expect(must(await w.service.exchange.ridFlights('30,118,31,119')).flights).toEqual([]);
    const details = must(w.service.exchange.ridDetails(id));
    expect(ridFlightDetails.parse(details).details.operator_location?.altitude_type).toBe('Takeoff');
  },
);
