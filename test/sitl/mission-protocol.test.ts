import { common } from 'mavlink-mappings';
import { describe, expect, it } from 'vitest';
import { moveBy } from '../../sitl/physics/earth.ts';
import { bench, HOME, itemFields, LAND, northWest, SYSID, TAKEOFF, WAYPOINT, type Item } from './support.ts';

const target = { targetSystem: SYSID, targetComponent: 1 };
const plan = northWest(2);
const near = moveBy(HOME.at, 200, 0);
const first: Item = { command: TAKEOFF, at: HOME.at, z: 50 };
const last: Item = { command: LAND, at: near, z: 0 };
const ring = (metres: number, count = 4): Item[] =>
  [0, 90, 180, 270].slice(0, count).map((deg) => ({
    frame: 5,
    command: 5001,
    params: [count, 0, 0, 0],
    at: moveBy(HOME.at, metres * Math.cos((deg * Math.PI) / 180), metres * Math.sin((deg * Math.PI) / 180)),
    current: 0,
  }));

describe('mission protocol of the embedded vehicle (mavlink.md §4)', () => {
  it('gives a plan the same id as PX4 1.18 gave it', () => {
    // Uploaded to a PX4 1.18.0-dev SIH quad: MISSION_ACK.opaque_id 1058365033.
    expect(bench().upload(plan)).toEqual({ type: 0, opaqueId: 1_058_365_033 });
  });

  it('reads items back in frame 6 and marks the current one', () => {
    const b = bench();
    b.upload(plan.map((item) => (item.frame === 2 ? item : { ...item, frame: 3 })));
    const items = b.download();
    expect(items.map((item) => item.frame)).toEqual([6, 2, 6, 6, 6]);
    expect(items.map((item) => item.current)).toEqual([1, 0, 0, 0, 0]);
  });

  const refusals: readonly [string, Item, number][] = [
    ['a terrain frame', { ...first, frame: 11 }, 2],
    ['a local frame', { ...first, frame: 1 }, 2],
    ['an unknown command', { ...first, command: 9999 }, 3],
    ['payload place 94', { ...first, command: 94 }, 3],
    ['a fence vertex in a mission', { ...first, command: 5001 }, 12],
    ['a waypoint with param3', { command: WAYPOINT, at: near, z: 50, params: [0, 0, 1, 0] }, 8],
    ['DO_CHANGE_SPEED in a global frame', { command: 178, frame: 6, params: [1, 16, -1, 0] }, 10],
  ];
  it.each(refusals)('refuses %s and keeps the old plan', (_, item, type) => {
    const b = bench();
    const before = b.upload(plan);
    expect(b.upload([first, item, last])?.type).toBe(type);
    b.run(1100);
    expect(b.last(common.MissionCurrent)?.missionId).toBe(before?.opaqueId);
  });

  const taken: readonly [string, Item][] = [
    ['latitude 95°', { command: WAYPOINT, x: 950_000_000, y: 0, z: 50 }],
    ['0,0', { command: WAYPOINT, x: 0, y: 0, z: 50 }],
    ['a NaN height', { command: WAYPOINT, at: near, z: Number.NaN }],
    ['−50 m', { command: WAYPOINT, at: near, z: -50 }],
    ['a hold of −5 s', { command: WAYPOINT, at: near, z: 50, params: [-5, 0, 0, 0] }],
  ];
  it.each(taken)('takes %s without complaint', (_, item) => {
    const b = bench();
    expect(b.upload([first, item, last])?.type).toBe(0);
    b.run(1100);
    expect(b.last(common.MissionCurrent)?.missionState).toBe(2);
  });

  it('accepts VTOL items and then has no mission', () => {
    const b = bench();
    b.run(100);
    expect(b.upload([{ ...first, command: 84 }, last])?.type).toBe(0);
    b.run(1100);
    expect(b.last(common.MissionCurrent)?.missionState).toBe(1);
    expect(b.texts().join()).toContain('VTOL');
    expect(b.command(300)).toBe(2);
  });

  it('accepts a waypoint outside the fence and then has no mission', () => {
    const b = bench();
    b.run(100);
    expect(b.upload(ring(500), 1)?.type).toBe(0);
    expect(b.upload(plan)?.type).toBe(0);
    b.run(1100);
    expect(b.texts().join()).toContain('Geofence violation for waypoint');
    expect(b.last(common.MissionCurrent)?.missionState).toBe(1);
  });

  it('refuses a fence polygon with two vertices and 65 fence items', () => {
    const b = bench();
    expect(b.upload(ring(500, 2), 1)?.type).toBe(1);
    expect(
      b.upload(
        Array.from({ length: 65 }, () => ({ command: 5001 })),
        1,
      )?.type,
    ).toBe(4);
  });

  it('asks again each 250 ms for 5 s, then says so without an ACK', () => {
    const b = bench();
    b.run(1000);
    b.clear();
    b.send(common.MissionCount, { ...target, count: 3 });
    b.run(6000);
    expect(b.all(common.MissionRequestInt).length).toBeGreaterThan(15);
    expect(b.all(common.MissionRequestInt).length).toBeLessThan(25);
    expect(b.texts()).toContain('Mission sync timeout');
    expect(b.all(common.MissionAck)).toEqual([]);
    expect(b.upload(plan)?.type).toBe(0);
  });

  it('answers ERROR to a second uploader and goes on with the first', () => {
    const b = bench();
    const other = { sysid: 254, compid: 190 };
    b.send(common.MissionCount, { ...target, count: 2 });
    b.send(common.MissionCount, { ...target, count: 2 }, other);
    expect(b.last(common.MissionAck)).toMatchObject({ type: 1, targetSystem: 254 });
    b.send(common.MissionItemInt, itemFields(first, 0, 0));
    b.send(common.MissionItemInt, itemFields(last, 1, 0));
    expect(b.last(common.MissionAck)).toMatchObject({ type: 0, targetSystem: 255 });
  });

  it('repeats the ACK when the last item comes again', () => {
    const b = bench();
    const ack = b.upload(plan);
    b.send(common.MissionItemInt, itemFields(plan.at(-1) as Item, plan.length - 1, 0));
    expect(b.last(common.MissionAck)).toMatchObject({ type: 0, opaqueId: ack?.opaqueId });
  });

  it('keeps the old plan while a transfer is cancelled', () => {
    const b = bench();
    const before = b.upload(plan);
    b.send(common.MissionCount, { ...target, count: 2 });
    b.send(common.MissionItemInt, itemFields(first, 0, 0));
    b.send(common.MissionAck, { ...target, type: 15 });
    b.run(1100);
    expect(b.last(common.MissionCurrent)?.missionId).toBe(before?.opaqueId);
    expect(b.upload([first, last])?.type).toBe(0);
  });

  it('clears: id 0, total 65535', () => {
    const b = bench();
    b.upload(plan);
    b.send(common.MissionClearAll, { ...target, missionType: 255 });
    expect(b.last(common.MissionAck)?.type).toBe(0);
    b.run(1100);
    expect(b.last(common.MissionCurrent)).toMatchObject({ total: 65_535, missionId: 0, missionState: 1 });
  });

  it('keeps the current index on the same plan again, and goes to item 0 on a changed one', () => {
    const b = bench();
    b.upload(plan);
    b.run(100);
    expect(b.command(224, [3])).toBe(0);
    b.upload(plan);
    expect(b.vehicle.truth().run.current).toBe(3);
    b.upload(northWest(3));
    expect(b.vehicle.truth().run.current).toBe(0);
    b.run(1100);
    expect(b.last(common.MissionCurrent)?.seq).toBe(0);
  });

  it('sets the current item on the ground, and tells it only from the next arming on', () => {
    const b = bench();
    b.run(4000);
    b.upload(plan);
    expect(b.command(224, [2])).toBe(0);
    b.run(3000);
    expect(b.last(common.MissionCurrent)?.seq).toBe(0);
    expect(b.command(400, [1])).toBe(0);
    b.run(1100);
    expect(b.last(common.MissionCurrent)?.seq).toBe(2);
  });

  it('tells the item at once that MISSION_SET_CURRENT names', () => {
    const b = bench();
    b.upload(plan);
    b.send(common.MissionSetCurrent, { ...target, seq: 2 });
    expect(b.last(common.MissionCurrent)?.seq).toBe(2);
  });
});
