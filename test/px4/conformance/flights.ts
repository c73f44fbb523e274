import { common, minimal } from 'mavlink-mappings';
import { expect } from 'vitest';
import { distanceM } from '../../../server/core/geo.ts';
import { degToE7 } from '../../../server/mavlink/wire.ts';
import { HOME } from '../machines.ts';
import { all, last, type Probe } from '../probe/probe.ts';
import {
  arm,
  command,
  commandInt,
  commandResults,
  isArmed,
  modeOf,
  REAL32,
  setMode,
  setParam,
  texts,
  untilMission,
  untilMode,
  untilText,
  upload,
} from '../probe/wire.ts';
import { groundSpeed, heightM, launch, northward, place, square, type Case } from './case.ts';

const DESCEND = '4.20';
const FAILSAFE = 5;

const here = (probe: Probe): readonly [number, number] => {
  const now = last(probe, common.GlobalPositionInt);
  return [(now?.lon ?? 0) / 1e7, (now?.lat ?? 0) / 1e7];
};

const status = (probe: Probe): number | undefined => last(probe, minimal.Heartbeat)?.systemStatus;

/** Seconds of vehicle time until `test`. */
const secondsUntil = async (
  probe: Probe,
  what: string,
  test: () => boolean,
  mostS: number,
): Promise<number> => {
  const start = probe.timeS();
  await probe.until(what, test, mostS);
  return probe.timeS() - start;
};

const reposition = (
  probe: Probe,
  northM: number,
  upAmslM: number,
  speed = -1,
): Promise<number | undefined> => {
  const [lon, lat] = place(northM);
  return commandInt(probe, 192, [speed, 1, 0, Number.NaN, degToE7(lat), degToE7(lon), upAmslM], 6);
};

const hovering = async (probe: Probe): Promise<void> => {
  await launch(probe, northward(3000));
  await setMode(probe, 'AUTO.LOITER');
  // It overshoots and comes back before it stands.
  await probe.wait(20);
};

const isDown = (probe: Probe): boolean => !isArmed(probe);

export const flights: readonly Case[] = [
  {
    id: 'CF82',
    name: 'NAV_TAKEOFF: its height is AMSL, and then it holds there',
    flies: true,
    body: async (probe) => {
      expect(await command(probe, 22, [0, 0, 0, 0, Number.NaN, Number.NaN, HOME.altAmslM + 20])).toBe(0);
      expect(await arm(probe)).toBe(0);
      await untilMode(probe, 'AUTO.TAKEOFF');
      await untilMode(probe, 'AUTO.LOITER', 60);
      await probe.wait(8);
      expect(Math.abs(heightM(probe) - 20)).toBeLessThan(1.5);
    },
  },
  {
    id: 'CF83',
    name: 'in the air: disarming TEMPORARILY_REJECTED; the same plan carries on, a bad one changes nothing',
    flies: true,
    body: async (probe) => {
      await launch(probe, northward(3000));
      expect(await command(probe, 400, [0])).toBe(1);
      const before = await untilMission(probe, 'the item', ({ seq }) => seq > 0);
      expect((await upload(probe, northward(3000)))?.type).toBe(0);
      await probe.wait(3);
      expect(modeOf(probe)).toBe('AUTO.MISSION');
      expect((await untilMission(probe, 'the item', () => true)).seq).toBe(before.seq);
      expect((await upload(probe, [{ command: 9999 }]))?.type).toBe(3);
      await probe.wait(3);
      expect(modeOf(probe)).toBe('AUTO.MISSION');
      expect(groundSpeed(probe)).toBeGreaterThan(10);
    },
  },
  {
    id: 'CF84',
    name: 'in the air: a changed plan begins at its first item, so that it flies back',
    flies: true,
    body: async (probe) => {
      await launch(probe, northward(3000));
      await untilMission(probe, 'past the take-off', ({ seq }) => seq >= 2, 60);
      // Near its take-off the first items would be done before anybody is told of them.
      await probe.wait(8);
      const mark = probe.heard.length;
      expect((await upload(probe, northward(3100)))?.type).toBe(0);
      const now = await probe.until(
        'the first item',
        () => all(probe, common.MissionCurrent, mark).find(({ seq }) => seq <= 1),
        10,
      );
      expect(now.missionState).toBe(3);
    },
  },
  {
    id: 'CF85',
    name: 'in the air: a fence that cuts the mission drops it, and the vehicle holds',
    flies: true,
    body: async (probe) => {
      await launch(probe, northward(1000));
      const mark = probe.heard.length;
      expect((await upload(probe, square(400), 'fence'))?.type).toBe(0);
      await untilMode(probe, 'AUTO.LOITER', 10);
      await untilText(probe, 'Geofence violation for waypoint', mark);
      await untilMission(probe, 'no mission', ({ missionState }) => missionState === 1);
    },
  },
  {
    id: 'CF86',
    name: 'in the air: CLEAR_ALL is ACCEPTED, and the vehicle holds',
    flies: true,
    body: async (probe) => {
      await launch(probe, northward(3000));
      const mark = probe.heard.length;
      probe.send(common.MissionClearAll, { targetSystem: probe.sysid, targetComponent: 1, missionType: 0 });
      const ack = await probe.until('the ACK', () => last(probe, common.MissionAck, mark), 10);
      expect(ack.type).toBe(0);
      await untilMode(probe, 'AUTO.LOITER', 15);
    },
  },
  {
    id: 'CF87',
    name: 'paused by LOITER it is paused (4) at its item; resumed it is active (3) at the same one',
    flies: true,
    body: async (probe) => {
      await launch(probe, northward(3000));
      const before = await untilMission(probe, 'active', (now) => now.missionState === 3 && now.seq >= 2, 60);
      await setMode(probe, 'AUTO.LOITER');
      const paused = await untilMission(probe, 'paused', ({ missionState }) => missionState === 4);
      expect(paused.seq).toBe(before.seq);
      await setMode(probe, 'AUTO.MISSION');
      const again = await untilMission(probe, 'active', ({ missionState }) => missionState === 3);
      expect(again.seq).toBe(before.seq);
    },
  },
  {
    id: 'CF88',
    name: 'DO_REPOSITION: AMSL whatever the frame, with its speed; nonsense far away is ACCEPTED',
    flies: true,
    body: async (probe) => {
      await hovering(probe);
      expect(await reposition(probe, 400, HOME.altAmslM + 60, 5)).toBe(0);
      await probe.until('5 m/s', () => groundSpeed(probe) > 4.5, 30);
      await probe.wait(8);
      expect(groundSpeed(probe)).toBeLessThan(5.6);
      await probe.until('60 m above home', () => Math.abs(heightM(probe) - 60) < 1.5, 60);
      expect(await reposition(probe, 30_000, HOME.altAmslM + 60)).toBe(0);
      expect(await commandInt(probe, 192, [-1, 1, 0, Number.NaN, 950_000_000, 0, 100])).toBe(0);
    },
  },
  {
    id: 'CF89',
    name: 'DO_REPOSITION outside the fence is ACCEPTED and ignored, with a text',
    flies: true,
    body: async (probe) => {
      await hovering(probe);
      expect((await upload(probe, square(1000), 'fence'))?.type).toBe(0);
      await probe.wait(3);
      const before = here(probe);
      const mark = probe.heard.length;
      expect(await reposition(probe, 2500, HOME.altAmslM + 40)).toBe(0);
      await untilText(probe, 'Reposition is outside geofence', mark);
      await probe.wait(6);
      expect(distanceM(before, here(probe))).toBeLessThan(8);
    },
  },
  {
    id: 'CF90',
    name: 'DO_CHANGE_SPEED in a mission is obeyed',
    flies: true,
    body: async (probe) => {
      await launch(probe, northward(4000));
      expect(await command(probe, 178, [1, 7, -1])).toBe(0);
      await probe.until('7 m/s', () => groundSpeed(probe) < 7.6 && groundSpeed(probe) > 6, 30);
    },
  },
  {
    id: 'CF91',
    name: 'DO_ORBIT: mode ORBIT, round the centre at its radius',
    flies: true,
    body: async (probe) => {
      await hovering(probe);
      const [lon, lat] = place(300);
      const where = [degToE7(lat), degToE7(lon), HOME.altAmslM + 40];
      expect(await commandInt(probe, 34, [50, 5, 0, Number.NaN, ...where], 5)).toBe(0);
      await untilMode(probe, '3.1', 10);
      await probe.wait(45);
      const mark = probe.heard.length;
      await probe.wait(20);
      const off = all(probe, common.GlobalPositionInt, mark).map((now) =>
        distanceM([lon, lat], [now.lon / 1e7, now.lat / 1e7]),
      );
      expect(Math.min(...off)).toBeGreaterThan(44);
      expect(Math.max(...off)).toBeLessThan(56);
    },
  },
  {
    id: 'CF92',
    name: 'heartbeats end with NAV_DLL_ACT 2: hold and CRITICAL, COM_FAIL_ACT_T later the return, and it stays so',
    flies: true,
    parameters: { NAV_DLL_ACT: 2 },
    body: async (probe) => {
      await launch(probe, northward(6000));
      probe.beat(false);
      await untilMode(probe, 'AUTO.LOITER', 16 * probe.speed);
      expect(status(probe)).toBe(FAILSAFE);
      const until = await secondsUntil(probe, 'the return', () => modeOf(probe) === 'AUTO.RTL', 12);
      expect(until).toBeGreaterThan(3.4);
      expect(until).toBeLessThan(6.6);
      probe.beat(true);
      await probe.wait(5 * probe.speed);
      expect(modeOf(probe)).toBe('AUTO.RTL');
    },
  },
  {
    id: 'CF93',
    name: 'heartbeats end with NAV_DLL_ACT 0: the mission goes on',
    flies: true,
    parameters: { NAV_DLL_ACT: 0 },
    body: async (probe) => {
      await launch(probe, northward(6000));
      probe.beat(false);
      await probe.wait(16 * probe.speed);
      expect(modeOf(probe)).toBe('AUTO.MISSION');
      expect(groundSpeed(probe)).toBeGreaterThan(10);
    },
  },
  {
    id: 'CF94',
    name: 'GPS lost: ACCEPTED, no fix, and after 5 s it sinks in mode 4.20, CRITICAL',
    flies: true,
    body: async (probe) => {
      await launch(probe, northward(6000));
      const mark = probe.heard.length;
      const before = heightM(probe);
      expect(await command(probe, 420, [4, 1, 0])).toBe(0);
      await untilText(probe, 'Injected: gps off, all instances', mark);
      await probe.until('no fix', () => Number(last(probe, common.GpsRawInt)?.fixType) === 0, 4);
      const lasted = await secondsUntil(probe, 'the descent', () => modeOf(probe) === DESCEND, 12);
      expect(lasted).toBeGreaterThan(2.5);
      expect(lasted).toBeLessThan(7.5);
      expect(status(probe)).toBe(FAILSAFE);
      await probe.wait(10);
      expect(heightM(probe)).toBeLessThan(before - 4);
    },
  },
  {
    id: 'CF95',
    name: 'GPS stuck: it notices, sinks, takes the stuck position for true and goes on with its mission',
    flies: true,
    body: async (probe) => {
      await launch(probe, northward(6000));
      expect(await command(probe, 420, [4, 2, 0])).toBe(0);
      await untilMode(probe, DESCEND, 15);
      await untilMode(probe, 'AUTO.MISSION', 8);
    },
  },
  {
    id: 'CF96',
    name: 'battery empty with COM_LOW_BAT_ACT 3: EMERGENCY text, hold for 5 s, then it lands',
    flies: true,
    parameters: { COM_LOW_BAT_ACT: 3 },
    body: async (probe) => {
      await launch(probe, northward(6000));
      const mark = probe.heard.length;
      expect(await command(probe, 420, [100, 1, 0])).toBe(0);
      await untilText(probe, 'Emergency battery level', mark);
      await untilText(probe, 'Failsafe activated: entering Hold for 5 seconds', mark);
      await untilMode(probe, 'AUTO.LOITER', 5);
      const until = await secondsUntil(probe, 'the landing', () => modeOf(probe) === 'AUTO.LAND', 12);
      expect(until).toBeGreaterThan(3.4);
      expect(until).toBeLessThan(6.6);
    },
  },
  {
    id: 'CF97',
    name: 'compass and barometer lost, a motor told to stop: texts, and the mission goes on',
    flies: true,
    body: async (probe) => {
      await launch(probe, northward(6000));
      const mark = probe.heard.length;
      for (const unit of [2, 3, 101])
        expect(await command(probe, 420, [unit, 1, unit === 101 ? 1 : 0])).toBe(0);
      await untilText(probe, 'MAG #0 failed', mark);
      await untilText(probe, 'BARO #0 failed', mark);
      await probe.wait(10);
      expect(modeOf(probe)).toBe('AUTO.MISSION');
      expect(groundSpeed(probe)).toBeGreaterThan(10);
    },
  },
  {
    id: 'CF98',
    name: 'out of the fence in a mission with GF_ACTION 3: text, hold for 5 s, then the return',
    flies: true,
    parameters: { GF_ACTION: 3 },
    body: async (probe) => {
      await launch(probe, northward(1500));
      const mark = probe.heard.length;
      // Between two waypoints: the mission is not judged by its legs.
      expect((await upload(probe, square(60, 500, 5002), 'fence'))?.type).toBe(0);
      await untilText(probe, 'Geofence: approaching or outside geofence', mark, 60);
      await untilMode(probe, 'AUTO.LOITER', 5);
      const until = await secondsUntil(probe, 'the return', () => modeOf(probe) === 'AUTO.RTL', 12);
      expect(until).toBeGreaterThan(3.4);
      expect(until).toBeLessThan(6.6);
    },
  },
  {
    id: 'CF99',
    name: 'out of a fence with GF_ACTION 2, in hold on its way: text, CRITICAL, and it holds at its edge',
    flies: true,
    body: async (probe) => {
      await hovering(probe);
      expect(await reposition(probe, 2500, HOME.altAmslM + 40, 8)).toBe(0);
      await probe.until('on its way', () => groundSpeed(probe) > 6, 20);
      const north = distanceM(HOME.at, here(probe));
      const mark = probe.heard.length;
      expect((await upload(probe, square(80, north), 'fence'))?.type).toBe(0);
      await untilText(probe, 'Geofence: approaching or outside geofence', mark, 30);
      await untilText(probe, 'Failsafe activated', mark, 5);
      await probe.until('CRITICAL', () => status(probe) === FAILSAFE, 5);
      expect(modeOf(probe)).toBe('AUTO.LOITER');
      await probe.wait(20);
      expect(groundSpeed(probe)).toBeLessThan(1);
      expect(distanceM(HOME.at, here(probe))).toBeLessThan(north + 120);
      expect(await setMode(probe, 'AUTO.RTL')).toBe(0);
    },
  },
  {
    id: 'CF105',
    name: 'in the air: a fence that would be violated at once is ACCEPTED, told as invalid, and not in force',
    flies: true,
    body: async (probe) => {
      await hovering(probe);
      const mark = probe.heard.length;
      expect((await upload(probe, square(10), 'fence'))?.type).toBe(0);
      await untilText(probe, "Geofence invalid, doesn't contain current vehicle position", mark);
      await probe.wait(5);
      expect(status(probe)).toBe(4);
    },
  },
  {
    id: 'CF100',
    name: 'RTL with a rally point nearer than home lands there',
    flies: true,
    body: async (probe) => {
      expect(
        (await upload(probe, [{ command: 5100, params: [0, 0, 0, 0], at: place(420, 60), z: 0 }], 'rally'))
          ?.type,
      ).toBe(0);
      await launch(probe, northward(3000));
      await probe.until('350 m out', () => distanceM(HOME.at, here(probe)) > 350, 60);
      expect(await setMode(probe, 'AUTO.RTL')).toBe(0);
      await probe.until('landed', () => isDown(probe), 200);
      expect(distanceM(here(probe), place(420, 60))).toBeLessThan(2);
    },
  },
  {
    id: 'CF101',
    name: 'after its last item the mode stays AUTO.MISSION, mission_state is complete, and a bare ARM flies again',
    flies: true,
    body: async (probe) => {
      await launch(probe, northward(400));
      await probe.until('landed', () => isDown(probe), 150);
      expect(modeOf(probe)).toBe('AUTO.MISSION');
      await untilMission(probe, 'complete', ({ missionState }) => missionState === 5);
      await probe.wait(2);
      expect(await arm(probe)).toBe(0);
      await probe.until('in the air, uncalled for', () => heightM(probe) > 3, 60);
    },
  },
  {
    id: 'CF102',
    name: 'MISSION_ITEM_REACHED is said about ten times, at 1 Hz',
    flies: true,
    body: async (probe) => {
      await launch(probe, northward(6000));
      const mark = probe.heard.length;
      await probe.wait(4 * probe.speed);
      const said = all(probe, common.MissionItemReached, mark).length;
      expect(said).toBeGreaterThan(0);
      expect(said).toBeLessThanOrEqual(5 * probe.speed);
    },
  },
  {
    id: 'CF103',
    name: 'MISSION_START arms and flies; the gripper answers in flight as on the ground',
    flies: true,
    body: async (probe) => {
      expect((await upload(probe, northward(3000)))?.type).toBe(0);
      await probe.wait(2);
      expect(await command(probe, 300, [0, 0])).toBe(0);
      await probe.until('in the air', () => heightM(probe) > 5, 60);
      expect(modeOf(probe)).toBe('AUTO.MISSION');
      expect(await commandResults(probe, 211, [1, 0])).toEqual([5, 0]);
      expect(await setParam(probe, 'RTL_RETURN_ALT', 55, REAL32)).toMatchObject({ value: 55 });
      expect(texts(probe)).toContain('Takeoff detected');
    },
  },
];
