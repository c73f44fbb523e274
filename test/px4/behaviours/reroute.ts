import { expect } from 'vitest';
import { destination, distanceM, type LonLat } from '../../../server/core/geo.ts';
import type { VehiclePlan } from '../../../server/core/mission.ts';
import { controlOf } from '../../../server/join/vehicle-control.ts';
import { planFlight } from '../../../server/plan/plan.ts';
import type { Plan, PlanRequest } from '../../../server/plan/plan-types.ts';
import { NJ10 } from '../../../server/plan/profile.ts';
import { NANJING_REGION } from '../../../server/plan/region.ts';
import type { PlanPad } from '../../../server/plan/sites.ts';
import { FIRST_ITEM_IN_AIR } from '../../../server/plan/mission-items.ts';
import { HOME } from '../machines.ts';
import { good, type Rig } from '../rig.ts';
import { along, FLIGHT_SPEED, isDown, isFlying, offM, type Behaviour } from '../support.ts';

const PAD_OFF_M = 3;

const padAt = (id: string, at: LonLat): PlanPad => ({
  id,
  nameZh: id,
  nameEn: id,
  at,
  groundAmslM: HOME.altAmslM,
  heightM: 0,
  surveyed: true,
});

const HOME_PAD = padAt('home', HOME.at);
/** 1,000 m beside the middle of the route, and outside of its fence. */
const OTHER = padAt('other', destination(along(900), 1000, 340));

const planned = (more: Pick<PlanRequest, 'from' | 'to'> & Partial<PlanRequest>): Plan => {
  const { plan, issues } = planFlight(
    {
      profile: NJ10,
      payloadKg: 0,
      startPct: 100,
      wind: undefined,
      departAt: Date.UTC(2026, 2, 1, 4),
      cruiseRelAltM: 70,
      ...more,
    },
    {
      airspace: { version: 'none', region: NANJING_REGION, zones: [], missing: [] },
      landing: [HOME_PAD, OTHER],
    },
  );
  if (plan === undefined) throw new Error(issues[0]?.sentence);
  return plan;
};

/** Take-off with fence and rally points; resolves on the way, at cruise height. */
const underWay = async (rig: Rig, plan: VehiclePlan): Promise<void> => {
  const vehicle = rig.vehicle();
  const control = controlOf(vehicle);
  const ids = good(await control.upload(plan));
  good(await vehicle.setMode('AUTO.LOITER'));
  good(await vehicle.setCurrent(0));
  const { missionId, fenceId, rallyId } = vehicle.snapshot().mission ?? {};
  expect({ missionId, fenceId, rallyId }).toEqual(ids);
  good(await vehicle.arm());
  good(await vehicle.setMode('AUTO.MISSION'));
  await rig.until('in the air', isFlying, 40);
  await rig.until(
    'on the way',
    ({ position }) => position !== undefined && distanceM(position.lonLat, HOME.at) > 500,
    200,
  );
};

const hold = async (rig: Rig): Promise<LonLat> => {
  good(await rig.vehicle().setMode('AUTO.LOITER'));
  const still = await rig.until(
    'standing still',
    ({ position }) => position !== undefined && position.groundSpeedMs < 0.5 && position,
    90,
  );
  return still.lonLat;
};

export const fencedFlight: Behaviour = {
  title: 'a planned flight with fence and rally points flies from pad to pad',
  speed: FLIGHT_SPEED,
  body: async (rig) => {
    const plan = planned({ from: HOME_PAD, to: padAt('to', along(1200)) });
    await underWay(rig, plan);
    await rig.until('landed and disarmed', isDown, 400);
    expect(offM(rig, along(1200))).toBeLessThan(PAD_OFF_M);
  },
};

const LENGTH_M = 2000;

const divertTo = (title: string, target: PlanPad): Behaviour => ({
  title,
  speed: FLIGHT_SPEED,
  body: async (rig) => {
    await underWay(rig, planned({ from: HOME_PAD, to: padAt('to', along(LENGTH_M)) }));
    const here = await hold(rig);
    const plan = planned({
      from: { ...HOME_PAD, id: 'here', at: here },
      to: target,
      inFlight: { home: HOME_PAD, flown: [HOME.at] },
    });
    const vehicle = rig.vehicle();
    const ids = good(await controlOf(vehicle).reroute(plan, FIRST_ITEM_IN_AIR));
    const { heartbeat, mission, position } = vehicle.snapshot();
    expect(heartbeat).toMatchObject({ armed: true, mode: 'AUTO.LOITER' });
    expect(mission).toMatchObject({ ...ids, seq: FIRST_ITEM_IN_AIR });
    expect(distanceM(position?.lonLat ?? HOME.at, here)).toBeLessThan(5);

    good(await vehicle.setMode('AUTO.MISSION'));
    const nearest = { home: Infinity };
    const unsubscribe = rig.onFrame(() => {
      const at = rig.vehicle().snapshot().position?.lonLat;
      if (at !== undefined) nearest.home = Math.min(nearest.home, distanceM(at, HOME.at));
    });
    await rig.until('landed and disarmed', isDown, 500);
    unsubscribe();
    expect(offM(rig, target.at)).toBeLessThan(PAD_OFF_M);
    // It never flew back to where it came from.
    if (target !== HOME_PAD) expect(nearest.home).toBeGreaterThan(400);
  },
});

export const divert = divertTo(
  'a new plan in flight, out of the old fence: it goes on from where it holds',
  OTHER,
);
export const divertHome = divertTo('a new plan in flight back to the start, along the way it came', HOME_PAD);

export const rerouteRefused: Behaviour = {
  title: 'a new plan that its own fence cuts is refused before a byte leaves, and it holds',
  speed: FLIGHT_SPEED,
  body: async (rig) => {
    await underWay(rig, planned({ from: HOME_PAD, to: padAt('to', along(LENGTH_M)) }));
    const here = await hold(rig);
    const plan = planned({
      from: { ...HOME_PAD, id: 'here', at: here },
      to: OTHER,
      inFlight: { home: HOME_PAD, flown: [HOME.at] },
    });
    const before = rig.vehicle().snapshot().mission;
    const ring = [45, 135, 225, 315].map((bearing) => destination(here, 100, bearing));
    const cut = await controlOf(rig.vehicle()).reroute(
      { ...plan, fence: [{ inclusion: true, ring }] },
      FIRST_ITEM_IN_AIR,
    );
    expect(cut).toMatchObject({ ok: false, error: { code: 'mavlink.mission_invalid' } });
    const { missionId, fenceId } = rig.vehicle().snapshot().mission ?? {};
    expect({ missionId, fenceId }).toEqual({ missionId: before?.missionId, fenceId: before?.fenceId });
    expect(rig.vehicle().snapshot().heartbeat.mode).toBe('AUTO.LOITER');
  },
};
