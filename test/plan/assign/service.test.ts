import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { wallMs } from '../../../server/core/clock.ts';
import { ok } from '../../../server/core/result.ts';
import { createAssignments } from '../../../server/flight/assign-service.ts';
import { landingPads, planPad } from '../../../server/flight/plan-pad-queries.ts';
import type { Airspace } from '../../../server/plan/airspace.ts';
import { planFlight } from '../../../server/plan/plan.ts';
import { NJ10 } from '../../../server/plan/profile.ts';
import { NANJING_REGION } from '../../../server/plan/region.ts';
import { openSqliteStore } from '../../../server/store/sqlite.ts';
import type { Store } from '../../../server/store/store.ts';
import { fakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { actor, fillRecord } from '../../flight/world-record.ts';

const AIRSPACE: Airspace = { version: 'test@1', region: NANJING_REGION, zones: [], missing: [] };

let store: Store;
let clock: FakeClock;
let service: ReturnType<typeof createAssignments>;
let charge: number;
let drafted: string[];
let sentByRoad: string[];
let errors: unknown[];

const cause = () => ({ actor: actor('dispatcher'), now: clock.wall() });

beforeEach(async () => {
  clock = fakeClock();
  store = openSqliteStore(join(tempFolder(), 'lifeline.db'));
  await fillRecord(store, { actor: actor('admin'), now: clock.wall() });
  [charge, drafted, sentByRoad, errors] = [95, [], [], []];
  service = createAssignments({
    store,
    clock,
    said: { isHeard: () => true, chargePct: () => charge, etaOf: () => null },
    planWorld: () =>
      Promise.resolve({
        version: 1,
        airspace: AIRSPACE,
      }),
    groundStop: () => false,
    draft: (_cause, orderId, vehicleId) => {
      drafted.push(`${orderId} ${vehicleId}`);
      return Promise.resolve(ok({ id: 'flight-1' }));
    },
    byRoad: (_cause, orderId, reason) => {
      sentByRoad.push(`${orderId} ${reason}`);
      return Promise.resolve(ok(undefined));
    },
    onError: (error) => errors.push(error),
  });
});

afterEach(async () => {
  service.stop();
  await store.close();
  expect(errors).toEqual([]);
});

const only = async () => {
  const [decision] = (await service.list()).decisions;
  if (decision === undefined) throw new Error('no decision');
  return decision;
};

/** Something happens to the drone that the record tells. */
const changeDrone = (state: string): Promise<void> =>
  store.transact({ actor: actor('admin'), now: clock.wall() }, async (tx) => {
    await tx.db.updateTable('vehicles').set({ state }).execute();
    await tx.emit({ type: 'vehicle.changed', subject: 'vehicle:drone-1', data: { state } });
  });

/** The station on the roof tells something else. */
const tellWeather = (figures: object): Promise<void> =>
  store.transact({ actor: actor('admin'), now: clock.wall() }, async (tx) => {
    const json = JSON.stringify({
      windMs: 2,
      gustMs: 4,
      temperatureC: 15,
      visibilityM: 9000,
      precipitation: 'none',
      ...figures,
    });
    await tx.db
      .updateTable('weather')
      .set({ json, at: wallMs(clock.wall()) })
      .execute();
    await tx.emit({ type: 'weather.reported', subject: 'weather', data: {} });
  });

const facts = async (): Promise<string[]> => {
  const events = await store.events({ subject: 'assignment:order-1' });
  return events.map(({ type }) => type);
};

/** Waits for a fact that follows another without a request, in real time but with a deadline. */
const factAfter = async (advanceMs: number, type: string): Promise<void> => {
  const seen = new Promise<void>((resolve) => {
    store.onCommitted((events) => {
      if (events.some((event) => event.type === type)) resolve();
    });
  });
  clock.advance(advanceMs);
  await seen;
};

test('[AG9] a packed order gets the drone that is ready, and one step drafts its flight', async () => {
  expect(await only()).toMatchObject({
    orderId: 'order-1',
    choice: 'fly',
    lift: { droneId: 'drone-1', padId: 'hospital-1' },
    why: { id: 'now_ok', params: { drone: 'D1', pct: 95 } },
  });
  expect(
    await service.take(cause(), 'order-1', { means: 'drone', vehicleId: 'drone-1', reason: '' }),
  ).toEqual(ok({ flightId: 'flight-1' }));
  expect(drafted).toEqual(['order-1 drone-1']);
  expect(await facts()).toEqual(['assignment.accepted']);
});

test('[AG9] anything else than what is proposed needs a reason, which is kept', async () => {
  const byRoad = { means: 'road', vehicleId: null, reason: '' } as const;
  expect(await service.take(cause(), 'order-1', byRoad)).toMatchObject({
    ok: false,
    error: { code: 'flights.reason_needed' },
  });
  expect(sentByRoad).toEqual([]);
  await service.take(cause(), 'order-1', { ...byRoad, reason: 'the van stands here' });
  expect(sentByRoad).toEqual(['order-1 the van stands here']);
  const [event] = await store.events({ subject: 'assignment:order-1' });
  expect(event).toMatchObject({
    type: 'assignment.overridden',
    data: { reason: 'the van stands here', proposed: { choice: 'fly', droneId: 'drone-1' } },
  });
});

test('[AG10] the road is offered as a fact within 5 s of what made the air impossible, once, and is never taken', async () => {
  await only();
  await changeDrone('OUT_OF_SERVICE');
  await factAfter(4999, 'assignment.road_offered');
  expect(await only()).toMatchObject({ choice: 'road', why: { id: 'road_out' }, roadVerified: false });
  await changeDrone('OUT_OF_SERVICE');
  clock.advance(5000);
  await service.list();
  expect(await facts()).toEqual(['assignment.road_offered']);
  expect(sentByRoad).toEqual([]);
});

test('[AG8] a charge that is too low, and weather that forbids flying, are the reason for the road', async () => {
  charge = 20;
  expect(await only()).toMatchObject({ choice: 'road', why: { id: 'road_charge' } });
  charge = 95;
  await tellWeather({ windMs: 25, gustMs: 30 });
  expect(await only()).toMatchObject({ choice: 'road', why: { id: 'road_weather' } });
});

test('[AG11] the wind that plans are made with is in what a flight needs, and refuses it', async () => {
  const needed = async (): Promise<number> => (await only()).lift?.neededPct ?? Number.NaN;
  // Nobody has told where it comes from: as a plan, it is reckoned as calm.
  const calm = await needed();
  // The hospital is in the west. 5 m/s at 10 m are 7.9 m/s at 100 m.
  await tellWeather({ windMs: 5, gustMs: 6.5, windFromDeg: 270 });
  const windy = await needed();
  await tellWeather({ windMs: 5, gustMs: 6.5, windFromDeg: 90 });
  const behind = await needed();
  const { plan } = planFlight(
    {
      from: await planPad(store.read, 'centre-1'),
      to: await planPad(store.read, 'hospital-1'),
      profile: NJ10,
      payloadKg: 4,
      startPct: 100,
      pack: { temperatureC: 15 },
      wind: { fromDeg: 270, meanMs: 7.9, gustMs: 10.3 },
      departAt: clock.wall(),
    },
    { airspace: AIRSPACE, landing: await landingPads(store.read) },
  );
  expect(windy).toBeGreaterThan(calm + 3);
  // A tail wind is not credited.
  expect(behind).toBeLessThan(windy - 3);
  expect(windy).toBeCloseTo((plan?.battery.usedPct ?? 0) + NJ10.reservePct, 6);
  // Beyond what plans are made in, though not beyond what nobody flies in at the mast.
  await tellWeather({ windMs: 9, gustMs: 11, windFromDeg: 270 });
  expect(await only()).toMatchObject({ choice: 'road', why: { id: 'road_wind' } });
});
