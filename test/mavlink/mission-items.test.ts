import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { destination, distanceM, type LonLat } from '../../server/core/geo.ts';
import type { MissionItem, PlanKind } from '../../server/core/mission.ts';
import { itemFrom, buildItem, type WireItem } from '../../server/mavlink/mission-wire.ts';
import {
  comparePlans,
  missionFromWire,
  missionToWire,
  validateMission,
} from '../../server/mavlink/mission-items.ts';
import {
  exclusionCircle,
  exclusionPolygon,
  inclusionCircle,
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
  ['1,000 m', [TAKEOFF, waypoint(1, 1, 1000), LAND], 'mavlink.item_range'],
  ['−50 m', [TAKEOFF, waypoint(1, 1, -50), LAND], 'mavlink.item_range'],
  ['a take-off to 0 m', [{ ...TAKEOFF, relAltM: 0 }, LAND], 'mavlink.item_range'],
  ['a landing in a pit', [TAKEOFF, { ...LAND, relAltM: -200 }], 'mavlink.item_range'],
  ['a leg of 40 km', [TAKEOFF, waypoint(40_000, 1, 20), waypoint(1, 1, 20), LAND], 'mavlink.leg_length'],
  [
    'NaN hold',
    [TAKEOFF, { ...waypoint(1, 1, 9), holdS: Number.NaN } as MissionItem, LAND],
    'mavlink.item_range',
  ],
  [
    'INT32_MAX as a place',
    [TAKEOFF, { ...LAND, at: [214.748_364_7, 214.748_364_7] }],
    'mavlink.item_position',
  ],
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
  expect(validateMission(items)[0]).toMatchObject({ id, severity: 'blocker' });
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
  const circles = (n: number) => Array.from({ length: n }, () => exclusionCircle(HOME, 20));
  expect([validatePlan('rally', points(32)).ok, validatePlan('rally', points(33)).ok]).toEqual([true, false]);
  expect([validatePlan('fence', circles(64)).ok, validatePlan('fence', circles(65)).ok]).toEqual([
    true,
    false,
  ]);
});

const with_ = (items: readonly WireItem[], seq: number, change: Partial<WireItem>): WireItem[] =>
  items.map((item, i) => (i === seq ? { ...item, ...change } : item));
const fence = inclusionPolygon(ring);
const [bow0, bow1, bow2, bow3] = ring as [LonLat, LonLat, LonLat, LonLat];
const wire = missionToWire([TAKEOFF, waypoint(40, 0, 20), LAND]);

test.each<[string, PlanKind, WireItem[]]>([
  ['a fence that lacks a vertex', 'fence', fence.slice(1)],
  ['a fence with a vertex too many', 'fence', [...fence, fence[0] as WireItem]],
  ['a vertex that counts differently', 'fence', with_(fence, 2, { params: [3, 0, 0, 0] })],
  ['two vertices', 'fence', inclusionPolygon(ring.slice(2))],
  ['a vertex count of 0', 'fence', with_(fence, 0, { params: [0, 0, 0, 0] })],
  ['a vertex count of NaN', 'fence', with_(fence, 0, { params: [Number.NaN, 0, 0, 0] })],
  ['a bow tie', 'fence', inclusionPolygon([bow0, bow2, bow1, bow3])],
  ['a closed ring', 'fence', inclusionPolygon([...ring, bow0])],
  ['a spike', 'fence', inclusionPolygon([bow0, bow1, bow0, bow2])],
  ['three vertices on a line', 'fence', inclusionPolygon([0, 100, 200].map((m) => destination(HOME, m, 0)))],
  ['a waypoint in a fence', 'fence', [...fence, wire[1] as WireItem]],
  ['a rally point in a fence', 'fence', [...fence, rallyPoint(HOME, 20)]],
  ['a circle without radius', 'fence', [inclusionCircle(HOME, 0)]],
  ['a circle of NaN', 'fence', [exclusionCircle(HOME, Number.NaN)]],
  ['a circle of −5 m', 'fence', [exclusionCircle(HOME, -5)]],
  ['a fence at latitude 95', 'fence', inclusionPolygon([bow0, bow1, [118.8, 95]])],
  ['a fence through 0/0', 'fence', inclusionPolygon([bow0, bow1, [0, 0]])],
  ['INT32_MAX', 'rally', [{ ...rallyPoint(HOME, 20), x: 2 ** 31 - 1 }]],
  ['more than an int32 holds', 'rally', [{ ...rallyPoint(HOME, 20), y: 2 ** 32 }]],
  ['a rally point of NaN height', 'rally', [rallyPoint(HOME, Number.NaN)]],
  ['a rally point at 0/0', 'rally', [rallyPoint([0, 0], 20)]],
  ['a fence vertex among rally points', 'rally', fence],
  ['a fence vertex in a mission', 'mission', [...wire, ...fence]],
  ['a mission item of infinite height', 'mission', with_(wire, 1, { z: Infinity })],
])('[MI4] %s is refused', (_, kind, items) => {
  expect(validatePlan(kind, items)).toMatchObject({ ok: false, error: { code: 'mavlink.plan_invalid' } });
});

test('[MI4] rings of any shape that do not cross themselves pass, whichever way they turn', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 50, max: 5000 }), { minLength: 3, maxLength: 40 }),
      fc.boolean(),
      (radii, backwards) => {
        const star = radii.map((radius, i) => destination(HOME, radius, (360 / radii.length) * i));
        expect(validatePlan('fence', inclusionPolygon(backwards ? star.toReversed() : star)).ok).toBe(true);
      },
    ),
  );
});

test('[MI5] plan ids are those that a real PX4 1.18 gave to these plans', () => {
  expect(planId(missionToWire(MISSION))).toBe(3_456_727_644);
  expect(planId(missionToWire([TAKEOFF, waypoint(900, 0, 20), LAND]))).toBe(822_241_078);
  expect(planId(inclusionPolygon(ring))).toBe(2_459_749_905);
  expect(planId([rallyPoint(destination(HOME, 100, 10), 20)])).toBe(4_266_129_291);
  expect(planId([])).toBe(0);
});
