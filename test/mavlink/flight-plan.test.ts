import { common } from 'mavlink-mappings';
import { describe, expect, test } from 'vitest';
import { destination, type LonLat } from '../../server/core/geo.ts';
import type { MissionItem } from '../../server/core/mission.ts';
import type { Result } from '../../server/core/result.ts';
import { encodeFields } from '../../server/mavlink/codec.ts';
import { missionToWire } from '../../server/mavlink/mission-items.ts';
import { flightPlanIssues, type FlightPlan } from '../../server/mavlink/plan-check.ts';
import { planId } from '../../server/mavlink/plan-id.ts';
import {
  exclusionCircle,
  exclusionPolygon,
  inclusionCircle,
  inclusionPolygon,
  rallyPoint,
} from '../../server/mavlink/plan-items.ts';
import { BED_HOME, createBed } from './embedded-bed.ts';

const HOME = BED_HOME.at;
const place = (metres: number, bearing: number): LonLat => destination(HOME, metres, bearing);
const square = (metres: number, centre: LonLat = HOME): LonLat[] =>
  [45, 135, 225, 315].map((bearing) => destination(centre, metres, bearing));
const away = (east: number, north: number): LonLat => destination(place(north, 0), east, 90);
/** Home lies in its left arm. */
const U_SHAPE = [
  away(-100, 100),
  away(-100, -600),
  away(1000, -600),
  away(1000, 100),
  away(800, 100),
  away(800, -400),
  away(100, -400),
  away(100, 100),
];
const waypoint = (at: LonLat): MissionItem => ({
  kind: 'waypoint',
  at,
  relAltM: 60,
  holdS: 0,
  acceptRadiusM: 10,
});
const mission = (...way: readonly LonLat[]): MissionItem[] => [
  { kind: 'takeoff', at: HOME, relAltM: 60 },
  ...way.map(waypoint),
  { kind: 'land', at: way.at(-1) ?? HOME, relAltM: 0 },
];

const PLAN: FlightPlan = {
  mission: mission(place(300, 0), place(600, 10)),
  fence: [...inclusionPolygon(square(2000)), ...exclusionPolygon(square(100, place(500, 90)))],
  rally: [rallyPoint(place(200, 180), 40), rallyPoint(place(400, 270), 40)],
};

const { MissionClearAll, MissionCount } = common;

describe('before the first byte', () => {
  const issuesOf = (change: Partial<FlightPlan>, at: LonLat | undefined = HOME): string[] =>
    flightPlanIssues({ ...PLAN, ...change }, at).map(({ id }) => id);

  test('[MI6] a good plan has no issue, nor has one without fence and rally points', () => {
    expect(issuesOf({})).toEqual([]);
    expect(issuesOf({ fence: [], rally: [] })).toEqual([]);
    expect(issuesOf({ fence: [inclusionCircle(HOME, 2000)] })).toEqual([]);
  });

  test.each<[string, Partial<FlightPlan>, string]>([
    [
      'home outside of the inclusion',
      { fence: inclusionPolygon(square(500, place(900, 0))), rally: [], mission: mission(place(900, 0)) },
      'mavlink.home_outside_fence',
    ],
    [
      'home in an exclusion',
      { fence: exclusionPolygon(square(50)), mission: mission() },
      'mavlink.home_outside_fence',
    ],
    [
      'home outside of a circle',
      { fence: [inclusionCircle(place(900, 0), 500)] },
      'mavlink.home_outside_fence',
    ],
    ['a waypoint outside', { mission: mission(place(3000, 0)) }, 'mavlink.item_outside_fence'],
    ['a waypoint in an exclusion', { mission: mission(place(500, 90)) }, 'mavlink.item_outside_fence'],
    ['a leg through an exclusion', { mission: mission(place(900, 90)) }, 'mavlink.leg_crosses_fence'],
    [
      'a leg through an excluded circle',
      { fence: [exclusionCircle(place(500, 90), 50)], mission: mission(place(900, 90)) },
      'mavlink.leg_crosses_fence',
    ],
    [
      'a leg out of a bent inclusion and in again',
      {
        fence: inclusionPolygon(U_SHAPE),
        rally: [],
        mission: mission(away(900, 0)),
      },
      'mavlink.leg_crosses_fence',
    ],
    ['a rally point outside', { rally: [rallyPoint(place(3000, 0), 30)] }, 'mavlink.rally_outside_fence'],
    [
      'a rally point in an exclusion',
      { rally: [rallyPoint(place(500, 90), 30)] },
      'mavlink.rally_outside_fence',
    ],
    [
      'a waypoint in one of two inclusions only',
      {
        fence: [...inclusionPolygon(square(400)), inclusionCircle(HOME, 2000)],
        rally: [],
        mission: mission(place(900, 0)),
      },
      'mavlink.item_outside_fence',
    ],
    ['an open fence', { fence: inclusionPolygon(square(2000)).slice(1) }, 'mavlink.plan_invalid'],
    ['a rally point without height', { rally: [rallyPoint(HOME, Number.NaN)] }, 'mavlink.plan_invalid'],
  ])('[MI6] %s is a blocker', (_, change, id) => {
    expect(issuesOf(change)).toContain(id);
  });

  test('[MI6] the vehicle stands elsewhere', () => {
    expect(issuesOf({}, place(10_000, 45))).toEqual(['mavlink.far_from_vehicle']);
  });
});

const idsOf = ({ fence, rally, mission: items }: FlightPlan): readonly number[] =>
  [missionToWire(items), fence, rally].map(planId);

describe('fence, rally points and mission', () => {
  test('[MU14] come aboard in this order, all read back and named by MISSION_CURRENT', async () => {
    const { vehicle, done, close } = await createBed(1);
    const stored = await done(vehicle.uploadFlightPlan(PLAN));
    const [missionId, fenceId, rallyId] = idsOf(PLAN);
    expect(stored).toMatchObject({
      ok: true,
      value: {
        fence: { planId: fenceId, idVerified: true, items: 8 },
        rally: { planId: rallyId, idVerified: true, items: 2 },
        mission: {
          planId: missionId,
          mission: { missionId, fenceId, rallyId, state: 'not-started', seq: 0 },
        },
      },
    });
    expect((await done(vehicle.downloadPlan('fence'))).ok).toBe(true);
    await close();
  });

  test('[MU14] an empty fence takes off the one that is aboard', async () => {
    const { vehicle, done, close } = await createBed(2);
    expect((await done(vehicle.uploadFlightPlan(PLAN))).ok).toBe(true);
    const bare = await done(vehicle.uploadFlightPlan({ ...PLAN, fence: [], rally: [] }));
    expect(bare).toMatchObject({ ok: true, value: { mission: { mission: { fenceId: 0, rallyId: 0 } } } });
    await close();
  });

  test('[MU14] under 20 % loss it ends whole, or without a mission that could be flown', async () => {
    const { vehicle, done, setQuality, clock, close } = await createBed(3);
    const ends: string[] = [];
    for (let round = 0; round < 12; round++) {
      setQuality({ drop: 0.2, duplicate: 0.05, reorder: 0.05, reorderMs: 120, delayMs: 30, jitterMs: 20 });
      const plan = { ...PLAN, mission: mission(place(300 + round, 0), place(600, 10)) };
      const result: Result<unknown> = await done(vehicle.uploadFlightPlan(plan));
      setQuality({});
      await clock.advanceAsync(8000);
      const said = vehicle.snapshot().mission;
      const [missionId, fenceId, rallyId] = idsOf(plan);
      if (result.ok) expect(said).toMatchObject({ missionId, fenceId, rallyId });
      else if ((result.error.details as { missionAboard: string }).missionAboard === 'none')
        expect(said).toMatchObject({ missionId: 0, state: 'none' });
      ends.push(result.ok ? 'ok' : result.error.code);
    }
    expect(ends.filter((end) => end === 'ok').length).toBeGreaterThan(9);
    await close();
  });

  test('[MU14] a mission that another ground station takes off meanwhile is a failure, and its stage is told', async () => {
    const { vehicle, done, machine, clock, close } = await createBed(4);
    const other = { sysid: 245, compid: 190, seq: 0 };
    const clear = encodeFields(
      MissionClearAll,
      { targetSystem: 7, targetComponent: 1, missionType: 0 },
      other,
    );
    const clearing = clock.every(200, () => machine().onDatagram(clear));
    const result = await done(vehicle.uploadFlightPlan(PLAN));
    clearing.cancel();
    expect(result).toMatchObject({
      ok: false,
      error: { details: { stage: 'mission', missionAboard: 'none' } },
    });
    await clock.advanceAsync(3000);
    const [, fenceId, rallyId] = idsOf(PLAN);
    expect(vehicle.snapshot().mission).toMatchObject({ missionId: 0, state: 'none', fenceId, rallyId });
    await close();
  });

  test('[MU14] an invalid plan never reaches the wire, an armed vehicle gets none', async () => {
    const { vehicle, done, count, close } = await createBed(5);
    const bad = { ...PLAN, rally: [rallyPoint(place(3000, 0), 30)] };
    expect(await vehicle.uploadFlightPlan(bad)).toMatchObject({
      error: {
        code: 'mavlink.mission_invalid',
        details: { issues: [{ id: 'mavlink.rally_outside_fence' }] },
      },
    });
    expect(count(MissionCount.MSG_ID)).toBe(0);
    expect((await done(vehicle.uploadFlightPlan(PLAN))).ok).toBe(true);
    expect((await done(vehicle.arm())).ok).toBe(true);
    const before = count(MissionCount.MSG_ID);
    expect(await vehicle.uploadFlightPlan(PLAN)).toMatchObject({ error: { code: 'mavlink.armed' } });
    expect(count(MissionCount.MSG_ID)).toBe(before);
    await close();
  });

  test('[CM11] given up while it waits it leaves aboard what is there', async () => {
    const { vehicle, done, clock, close } = await createBed(6);
    expect((await done(vehicle.uploadFlightPlan(PLAN))).ok).toBe(true);
    const caller = new AbortController();
    const first = vehicle.downloadPlan('mission');
    const waiting = vehicle.uploadFlightPlan(PLAN, caller.signal);
    caller.abort();
    await done(first);
    expect(await done(waiting)).toMatchObject({ error: { code: 'mavlink.cancelled' } });
    await clock.advanceAsync(3000);
    expect(vehicle.snapshot().mission).toMatchObject({ missionId: idsOf(PLAN)[0] });
    await close();
  });

  test('[MU14] given up half-way it leaves no mission aboard', async () => {
    const { vehicle, done, clock, setQuality, close } = await createBed(6);
    expect((await done(vehicle.uploadFlightPlan(PLAN))).ok).toBe(true);
    setQuality({ delayMs: 100 });
    const caller = new AbortController();
    const running = vehicle.uploadFlightPlan(PLAN, caller.signal);
    await clock.advanceAsync(900);
    caller.abort();
    const result = await done(running);
    expect(result).toMatchObject({ ok: false, error: { details: { missionAboard: 'none' } } });
    await clock.advanceAsync(3000);
    expect(vehicle.snapshot().mission).toMatchObject({ missionId: 0, state: 'none' });
    await close();
  });
});
