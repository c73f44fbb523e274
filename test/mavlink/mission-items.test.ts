import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { destination, distanceM, type LonLat } from '../../server/core/geo.ts';
import type { MissionItem } from '../../server/core/mission.ts';
import { itemFrom, buildItem, type WireItem } from '../../server/mavlink/mission-wire.ts';
import {
  comparePlans,
  missionFromWire,
  missionToWire,
  validateMission,
} from '../../server/mavlink/mission-items.ts';
import {
  exclusionPolygon,
  inclusionPolygon,
  rallyPoint,
  validatePlan,
} from '../../server/mavlink/plan-items.ts';
import { planId } from '../../server/mavlink/plan-id.ts';
import { overTheWire, SELF, VEHICLE } from './support.ts';

const HOME: LonLat = [118.7813, 32.0877];
const waypoint = (distance: number, bearing: number, relAltM: number): MissionItem => ({
  kind: 'waypoint',
  at: destination(HOME, distance, bearing),
  relAltM,
  holdS: 0,
  acceptRadiusM: 2,
});
const TAKEOFF: MissionItem = { kind: 'takeoff', at: HOME, relAltM: 20 };
const LAND: MissionItem = { kind: 'land', at: destination(HOME, 50, 90), relAltM: 0 };
const MISSION: MissionItem[] = [
  TAKEOFF,
  { kind: 'speed', groundSpeedMs: 8 },
  waypoint(40, 0, 20),
  waypoint(60, 45, 25),
  LAND,
];

/** As a vehicle gives it back: over the wire, in float32. */
const readBack = (items: readonly WireItem[]): WireItem[] =>
  items.map((item, seq) => {
    const message = buildItem(item, seq, { kind: 'mission', target: SELF, self: VEHICLE });
    return itemFrom(overTheWire(message).fields as never);
  });

test('[MI1] commands, frames and parameters on the wire', () => {
  expect(missionToWire(MISSION)).toMatchObject([
    { command: 22, frame: 6, params: [0, 0, 0, Number.NaN], x: 320_877_000, y: 1_187_813_000, z: 20 },
    { command: 178, frame: 2, params: [1, 8, -1, 0] },
    { command: 16, frame: 6, params: [0, 2, 0, Number.NaN] },
    { command: 16, frame: 6, params: [0, 2, 0, Number.NaN] },
    { command: 21, frame: 6, z: 0 },
  ]);
});

test('[MI1] any mission comes back within the resolution of the wire', () => {
  const item: fc.Arbitrary<MissionItem> = fc.record({
    kind: fc.constant('waypoint' as const),
    at: fc.tuple(
      fc.double({ min: 100, max: 120, noNaN: true }),
      fc.double({ min: 20, max: 40, noNaN: true }),
    ),
    relAltM: fc.double({ min: 0, max: 500, noNaN: true }),
    holdS: fc.integer({ min: 0, max: 60 }),
    acceptRadiusM: fc.integer({ min: 0, max: 100 }),
  });
  fc.assert(
    fc.property(fc.array(item, { minLength: 1, maxLength: 20 }), (items) => {
      const wire = missionToWire(items);
      const back = readBack(wire);
      expect(comparePlans(wire, back)).toMatchObject({ ok: true });
      const mission = missionFromWire(back);
      if (!mission.ok) throw new Error(mission.error.message);
      for (const [i, read] of mission.value.entries()) {
        const sent = items[i];
        if (read.kind !== 'waypoint' || sent?.kind !== 'waypoint') throw new Error('kind changed');
        expect(distanceM(read.at, sent.at)).toBeLessThan(0.01);
        expect(Math.abs(read.relAltM - sent.relAltM)).toBeLessThan(0.001);
      }
    }),
  );
});

test('[MI1] an item that is none of ours is told', () => {
  const [first] = missionToWire([TAKEOFF]) as [WireItem];
  expect(missionFromWire([{ ...first, command: 82 }])).toMatchObject({
    error: { code: 'mavlink.foreign_item' },
  });
  expect(missionFromWire([{ ...first, frame: 3 }])).toMatchObject({
    error: { code: 'mavlink.foreign_item' },
  });
});

test.each<[string, MissionItem[], string]>([
  ['nothing', [], 'mavlink.empty'],
  ['no take-off', [waypoint(1, 1, 20), LAND], 'mavlink.no_takeoff'],
  ['no landing', [TAKEOFF, waypoint(1, 1, 20)], 'mavlink.no_landing'],
  ['NaN height', [TAKEOFF, waypoint(1, 1, Number.NaN), LAND], 'mavlink.item_range'],
  ['1,001 m', [TAKEOFF, waypoint(1, 1, 1001), LAND], 'mavlink.item_range'],
  ['latitude 95', [TAKEOFF, { ...LAND, at: [118, 95] }], 'mavlink.item_position'],
  ['0/0', [TAKEOFF, { ...LAND, at: [0, 0] }], 'mavlink.item_position'],
  ['infinite longitude', [TAKEOFF, { ...LAND, at: [Infinity, 32] }], 'mavlink.item_position'],
  ['hold −5 s', [TAKEOFF, { ...waypoint(1, 1, 9), holdS: -5 } as MissionItem, LAND], 'mavlink.item_range'],
  ['speed 0', [TAKEOFF, { kind: 'speed', groundSpeedMs: 0 }, LAND], 'mavlink.item_range'],
  [
    'too many',
    [TAKEOFF, ...Array.from({ length: 9999 }, () => waypoint(1, 1, 20)), LAND],
    'mavlink.too_long',
  ],
])('[MI2] %s is a blocker', (_, items, id) => {
  expect(validateMission(items)).toMatchObject([{ id, severity: 'blocker' }]);
});

test('[MI2] a good mission has no issue', () => {
  expect(validateMission(MISSION)).toEqual([]);
});

test('[MI3] the frame given back does not matter, everything else does', () => {
  const sent = missionToWire(MISSION);
  const back = readBack(sent);
  const with_ = (seq: number, change: Partial<WireItem>): WireItem[] =>
    back.map((item, i) => (i === seq ? { ...item, ...change } : item));
  expect(comparePlans(sent, with_(0, { frame: 3 })).ok).toBe(true);
  const differs = { ok: false, error: { code: 'mavlink.readback_differs' } };
  expect(comparePlans(sent, back.slice(1))).toMatchObject(differs);
  for (const changed of [
    with_(0, { command: 16 }),
    with_(2, { x: (back[2] as WireItem).x + 1 }),
    with_(3, { z: 25.01 }),
    with_(1, { params: [1, 9, -1, 0] }),
    with_(2, { params: [0, 3, 0, 0] }),
  ])
    expect(comparePlans(sent, changed)).toMatchObject(differs);
});

const ring = [0, 90, 180, 270].map((bearing) => destination(HOME, 500, bearing));

test('[MI4] polygons with counts that agree pass, others do not', () => {
  expect(validatePlan('fence', [...inclusionPolygon(ring), ...exclusionPolygon(ring.slice(1))]).ok).toBe(
    true,
  );
  expect(validatePlan('fence', inclusionPolygon(ring.slice(2))).ok).toBe(false);
  expect(validatePlan('fence', inclusionPolygon(ring).slice(1)).ok).toBe(false);
  expect(validatePlan('fence', [rallyPoint(HOME, Number.NaN)]).ok).toBe(false);
});

test('[MI4] 64 fence items and 32 rally points at most', () => {
  const points = (n: number) => Array.from({ length: n }, () => rallyPoint(HOME, 20));
  expect([validatePlan('rally', points(32)).ok, validatePlan('rally', points(33)).ok]).toEqual([true, false]);
  expect([validatePlan('fence', points(64)).ok, validatePlan('fence', points(65)).ok]).toEqual([true, false]);
});

test('[MI5] plan ids are those that a real PX4 1.18 gave to these plans', () => {
  expect(planId(missionToWire(MISSION))).toBe(3_456_727_644);
  expect(planId(missionToWire([TAKEOFF, waypoint(900, 0, 20), LAND]))).toBe(822_241_078);
  expect(planId(inclusionPolygon(ring))).toBe(2_459_749_905);
  expect(planId([rallyPoint(destination(HOME, 100, 10), 20)])).toBe(4_266_129_291);
  expect(planId([])).toBe(0);
});
