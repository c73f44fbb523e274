import { common } from 'mavlink-mappings';
import { expect } from 'vitest';
import { missionToWire } from '../../../server/mavlink/mission-items.ts';
import { planId } from '../../../server/mavlink/plan-id.ts';
import { all, last, type Probe } from '../probe/probe.ts';
import {
  clearPlans,
  command,
  download,
  sendItem,
  texts,
  to,
  untilMission,
  upload,
  type Item,
} from '../probe/wire.ts';
import { GOOD_PLAN, LAND, place, TAKEOFF, WAYPOINT, type Case } from './case.ts';

const STATE = { NO_MISSION: 1, NOT_STARTED: 2 } as const;

/** Uploads and waits until MISSION_CURRENT tells that plan's id; its state. */
const stateOf = async (probe: Probe, items: readonly Item[]): Promise<number> => {
  const stored = await upload(probe, items);
  expect(stored?.type).toBe(0);
  await untilMission(probe, 'the plan in force', (now) => now.missionId === stored?.id);
  // The navigator judges a little later.
  await probe.wait(2);
  return (await untilMission(probe, 'its state', (now) => now.missionId === stored?.id)).missionState;
};

const withMiddle = (middle: Item): Item[] => [TAKEOFF, middle, LAND];

const taken = (id: Case['id'], what: string, items: readonly Item[]): Case => ({
  id,
  name: `a mission with ${what} is ACCEPTED and ready to fly`,
  body: async (probe) => {
    expect(await stateOf(probe, items)).toBe(STATE.NOT_STARTED);
  },
});

const infeasible = (id: Case['id'], what: string, items: readonly Item[]): Case => ({
  id,
  name: `a mission ${what} is ACCEPTED, and then there is no mission`,
  body: async (probe) => {
    expect(await stateOf(probe, items)).toBe(STATE.NO_MISSION);
    expect(await command(probe, 300, [0, 0])).toBe(2);
  },
});

const refused = (id: Case['id'], what: string, middle: Item, result: number): Case => ({
  id,
  name: `${what} is refused with MAV_MISSION_RESULT ${result}, and the old mission stays`,
  body: async (probe) => {
    const before = await upload(probe, GOOD_PLAN);
    expect((await upload(probe, withMiddle(middle)))?.type).toBe(result);
    const now = await untilMission(probe, 'the mission', () => true);
    expect(now.missionId).toBe(before?.id);
  },
});

const far = place(12_000);

export const missions: readonly Case[] = [
  taken('CF25', 'latitude 95°', withMiddle({ ...WAYPOINT, x: 950_000_000, y: 0 })),
  taken('CF26', 'a waypoint at 0, 0', withMiddle({ ...WAYPOINT, x: 0, y: 0 })),
  taken('CF27', 'a height of NaN', withMiddle({ ...WAYPOINT, z: Number.NaN })),
  taken('CF28', 'a hold of −5 s', withMiddle({ ...WAYPOINT, params: [-5, 0, 0, Number.NaN] })),
  taken('CF29', 'a height of 1,000 m and one of −50 m', [
    TAKEOFF,
    { ...WAYPOINT, z: 1000 },
    { ...WAYPOINT, at: place(250), z: -50 },
    LAND,
  ]),
  taken('CF30', 'a first waypoint 12 km away', withMiddle({ ...WAYPOINT, at: far })),
  taken('CF31', 'no take-off', [WAYPOINT, LAND]),
  taken('CF32', 'no landing', [TAKEOFF, WAYPOINT]),
  taken('CF33', 'jumps, also beyond its end and to itself', [
    TAKEOFF,
    WAYPOINT,
    { command: 177, frame: 2, params: [99, 2, 0, 0], x: 0, y: 0 },
    LAND,
  ]),
  taken('CF34', 'a gripper, a winch, a delay, a landing start and a region of interest', [
    TAKEOFF,
    { command: 211, frame: 2, params: [1, 0, 0, 0], x: 0, y: 0 },
    { command: 42_600, frame: 2, params: [1, 1, 0, 0], x: 0, y: 0 },
    { command: 93, frame: 2, params: [5, -1, -1, -1], x: 0, y: 0 },
    { command: 189, frame: 2, params: [0, 0, 0, 0], x: 0, y: 0 },
    { command: 195, at: place(100), z: 10, params: [0, 0, 0, 0] },
    WAYPOINT,
    LAND,
  ]),
  infeasible('CF35', 'of VTOL items on a multicopter', [{ ...TAKEOFF, command: 84 }, LAND]),
  infeasible('CF36', 'that begins with a landing', [LAND, WAYPOINT]),
  infeasible('CF37', 'with two take-offs in a row', [TAKEOFF, TAKEOFF, LAND]),
  refused('CF38', 'a terrain frame', { ...WAYPOINT, frame: 11 }, 2),
  refused('CF39', 'a local frame', { ...WAYPOINT, frame: 1 }, 2),
  refused('CF40', 'an unknown command', { ...WAYPOINT, command: 9999 }, 3),
  refused('CF41', 'a spline waypoint (82)', { ...WAYPOINT, command: 82 }, 3),
  refused('CF42', 'a payload place (94)', { ...WAYPOINT, command: 94 }, 3),
  refused('CF43', 'a fence vertex in a mission', { ...WAYPOINT, command: 5001 }, 12),
  refused('CF44', 'a waypoint with param3', { ...WAYPOINT, params: [0, 0, 1, Number.NaN] }, 8),
  refused(
    'CF45',
    'DO_CHANGE_SPEED in a global frame',
    { command: 178, frame: 6, params: [1, 16, -1, 0] },
    10,
  ),
  {
    id: 'CF46',
    name: 'the plan id is the one that we predict, in MISSION_ACK and in MISSION_CURRENT',
    body: async (probe) => {
      const wire = missionToWire([
        { kind: 'takeoff', at: place(0), relAltM: 40 },
        { kind: 'speed', groundSpeedMs: 12 },
        { kind: 'waypoint', at: place(150, 80), relAltM: 40, holdS: 0, acceptRadiusM: 10 },
        { kind: 'land', at: place(200, 80), relAltM: 0 },
      ]);
      const stored = await upload(probe, wire);
      expect(stored).toEqual({ type: 0, id: planId(wire) });
      await untilMission(probe, 'the id', (now) => now.missionId === planId(wire));
    },
  },
  {
    id: 'CF47',
    name: 'read back: frame 6, or 5 where it was sent absolute, yaw NaN, the first item current',
    body: async (probe) => {
      await upload(probe, [{ ...TAKEOFF, frame: 3 }, { ...WAYPOINT, frame: 0, z: 79 }, LAND]);
      const items = await download(probe);
      expect(items.map(({ frame }) => frame)).toEqual([6, 5, 6]);
      expect(items.map(({ current }) => current)).toEqual([1, 0, 0]);
      expect(items.map(({ param4 }) => param4)).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    },
  },
  {
    id: 'CF48',
    name: 'an empty plan: ACCEPTED, id 0, total 65535, no mission; MISSION_START is DENIED',
    body: async (probe) => {
      await upload(probe, GOOD_PLAN);
      expect(await upload(probe, [])).toEqual({ type: 0, id: 0 });
      const now = await untilMission(probe, 'no mission', ({ missionId }) => missionId === 0);
      expect(now).toMatchObject({ total: 65_535, missionState: STATE.NO_MISSION });
      expect(await command(probe, 300, [0, 0])).toBe(2);
    },
  },
  {
    id: 'CF49',
    name: 'CLEAR_ALL is ACCEPTED',
    body: async (probe) => {
      await upload(probe, GOOD_PLAN);
      await clearPlans(probe);
      await untilMission(probe, 'no mission', ({ missionId }) => missionId === 0);
    },
  },
  {
    id: 'CF50',
    name: 'it asks again every quarter of a second for 5 s, then gives up with a text and no ACK',
    body: async (probe) => {
      const mark = probe.heard.length;
      probe.send(common.MissionCount, { ...to(probe), count: 3 });
      await probe.until('it gives up', () => texts(probe, mark).includes('Mission sync timeout'), 20);
      const asked = all(probe, common.MissionRequestInt, mark);
      expect(asked.length).toBeGreaterThan(12);
      expect(asked.length).toBeLessThan(26);
      expect(all(probe, common.MissionAck, mark)).toEqual([]);
      expect((await upload(probe, GOOD_PLAN))?.type).toBe(0);
    },
  },
  {
    id: 'CF51',
    name: 'a second uploader is answered ERROR, and the first goes on',
    body: async (probe) => {
      const other = { sysid: 254, compid: 190 };
      const mark = probe.heard.length;
      probe.send(common.MissionCount, { ...to(probe), count: 2 });
      await probe.until('a request', () => last(probe, common.MissionRequestInt, mark), 5);
      probe.send(common.MissionCount, { ...to(probe), count: 2 }, other);
      const ack = await probe.until('the ERROR', () => last(probe, common.MissionAck, mark), 5);
      expect(ack.type).toBe(1);
      sendItem(probe, TAKEOFF, { seq: 0, plan: 'mission' });
      await probe.until(
        'the next request',
        () => all(probe, common.MissionRequestInt, mark).some(({ seq }) => seq === 1),
        5,
      );
      sendItem(probe, LAND, { seq: 1, plan: 'mission' });
      await probe.until(
        'the ACCEPTED',
        () => all(probe, common.MissionAck, mark).some(({ type }) => (type as number) === 0),
        5,
      );
    },
  },
  {
    id: 'CF52',
    name: 'the last item again is answered with the same ACK again',
    body: async (probe) => {
      const stored = await upload(probe, GOOD_PLAN);
      const mark = probe.heard.length;
      sendItem(probe, LAND, { seq: 2, plan: 'mission' });
      const ack = await probe.until('the ACK', () => last(probe, common.MissionAck, mark), 5);
      expect(ack).toMatchObject({ type: 0, opaqueId: stored?.id });
    },
  },
  {
    id: 'CF53',
    name: 'DO_SET_MISSION_CURRENT: an item that is there, FAILED for one that is not',
    body: async (probe) => {
      await stateOf(probe, GOOD_PLAN);
      expect(await command(probe, 224, [1])).toBe(0);
      expect(await command(probe, 224, [99])).toBe(4);
      expect(await command(probe, 224, [0])).toBe(0);
    },
  },
  {
    id: 'CF54',
    name: 'the same plan again keeps its item, a changed one goes back to the first',
    body: async (probe) => {
      await stateOf(probe, GOOD_PLAN);
      probe.send(common.MissionSetCurrent, { ...to(probe), seq: 2 });
      await untilMission(probe, 'item 2', ({ seq }) => seq === 2);
      expect((await upload(probe, GOOD_PLAN))?.type).toBe(0);
      await probe.wait(2);
      expect((await untilMission(probe, 'the item', () => true)).seq).toBe(2);
      await upload(probe, withMiddle({ ...WAYPOINT, z: 41 }));
      await untilMission(probe, 'item 0', ({ seq }) => seq === 0);
    },
  },
  {
    id: 'CF55',
    name: '10,001 items are NO_SPACE at COUNT',
    body: async (probe) => {
      const mark = probe.heard.length;
      probe.send(common.MissionCount, { ...to(probe), count: 10_001 });
      const ack = await probe.until('the ACK', () => last(probe, common.MissionAck, mark), 5);
      expect(ack.type).toBe(4);
    },
  },
];
