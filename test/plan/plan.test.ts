import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { planFlight } from '../../server/plan/plan.ts';
import type { PlanRequest } from '../../server/plan/plan-types.ts';
import { airspaceOf, boxRing, NOON, padAt, requestOf, seedAirspace, seedPad, zoneOf } from './worlds.ts';

const from = padAt('from', [118.65, 32.07]);
const to = padAt('to', [118.75, 32.07]);
const across = boxRing([118.7, 32.07], 300, 20_000);

test('[PL17] items: up, speed, a waypoint at each end of a leg, the last one above the pad, land', () => {
  const roof = { ...padAt('roof', [118.65, 32.07], 20), groundAmslM: 14 };
  const plan = planFlight(requestOf(roof, to), { airspace: airspaceOf([]) }).plan;
  const items = plan?.items ?? [];
  expect(items.map((item) => item.kind).join(' ')).toMatch(/^takeoff speed( waypoint)+ land$/);
  expect(items[0]).toEqual({ kind: 'takeoff', at: [118.65, 32.07], relAltM: 93 });
  expect(items[1]).toEqual({ kind: 'speed', groundSpeedMs: 16 });
  expect(items.at(-2)).toEqual({
    kind: 'waypoint',
    at: [118.75, 32.07],
    relAltM: 93,
    holdS: 0,
    acceptRadiusM: 25,
  });
  expect(items.at(-1)).toEqual({ kind: 'land', at: [118.75, 32.07], relAltM: -22 });
  const turns = items.flatMap((item) => (item.kind === 'waypoint' ? [item.at] : []));
  expect(turns).toEqual(plan?.legs.map((leg) => leg.to));
});

const wild = fc.oneof(
  fc.double(),
  fc.constantFrom(NaN, Infinity, -Infinity, 0, -1, 118.7, 32.07, 1e9, Number.MAX_VALUE),
);
const wildPad = (id: string) =>
  fc
    .tuple(wild, wild, wild, wild)
    .map(([lon, lat, groundAmslM, heightM]) => ({ ...padAt(id, [lon, lat]), groundAmslM, heightM }));

test('[PL18] wild requests give issues and never throw', () => {
  fc.assert(
    fc.property(
      fc.record({ from: wildPad('a'), to: wildPad('b'), payloadKg: wild, startPct: wild, departAt: wild }),
      fc.record({ fromDeg: wild, meanMs: wild, gustMs: wild }),
      wild,
      (request, wind, cruiseRelAltM) => {
        const whole: PlanRequest = { ...requestOf(from, to), ...request, wind, cruiseRelAltM };
        expect(planFlight(whole, { airspace: airspaceOf([]) }).issues.length).toBeGreaterThan(0);
      },
    ),
    { numRuns: 500, seed: 20_260_301 },
  );
});

test.each([
  ['a position that is NaN', { from: padAt('a', [NaN, 32]) }, 'plan.input'],
  ['latitude before longitude', { from: padAt('a', [32.07, 88.7]) }, 'plan.outside_region'],
  ['a missing latitude', { from: padAt('a', [118.7] as unknown as [number, number]) }, 'plan.input'],
  ['a pad outside the data', { to: padAt('a', [118.7, 32.2]) }, 'plan.outside_region'],
  ['one pad twice', { to: from }, 'plan.span'],
  ['a load that is NaN', { payloadKg: NaN }, 'plan.input'],
  ['a charge of 120 %', { startPct: 120 }, 'plan.input'],
  ['wind from nowhere', { wind: { fromDeg: NaN, meanMs: 3, gustMs: 3 } }, 'plan.input'],
  ['a cruise at 500 m', { cruiseRelAltM: 500 }, 'plan.input'],
  ['a profile without mass', { profile: { ...requestOf(from, to).profile, emptyMassKg: 0 } }, 'plan.input'],
])('[PL18] %s is a blocker', (_name, more, id) => {
  const { plan, issues } = planFlight(requestOf(from, to, more), { airspace: airspaceOf([]) });
  expect(plan).toBeUndefined();
  expect(issues[0]).toMatchObject({ id, severity: 'blocker' });
});

test('[PL19] zones on the way that do not block are named', () => {
  const zones = [
    zoneOf('bridge', 'caution', across),
    zoneOf('town', 'populated', boxRing([118.7, 32.07], 2_000, 20_000)),
    zoneOf('event', 'temporary', across),
    zoneOf('river', 'water', across),
    zoneOf('aside', 'caution', boxRing([118.7, 32.1], 300, 300)),
  ];
  const { issues } = planFlight(requestOf(from, to), { airspace: airspaceOf(zones) });
  expect(issues.map((issue) => `${issue.id} ${issue.place ?? ''}`)).toEqual([
    'plan.flat_terrain ',
    'plan.caution bridge',
    'plan.temporary_idle event',
    'plan.populated town',
  ]);
  expect(issues.find((issue) => issue.id === 'plan.populated')?.params?.['km']).toBeCloseTo(2, 1);
});

test('[PL19] pads that nobody surveyed and unknown wind are warnings, a long detour is a note', () => {
  const wall = zoneOf('wall', 'no_fly', boxRing([118.7, 32.07], 300, 8_000));
  const request = requestOf({ ...from, surveyed: false }, to, { wind: undefined });
  const { issues } = planFlight(request, { airspace: airspaceOf([wall]) });
  expect(issues.map((issue) => `${issue.severity} ${issue.id}`)).toEqual([
    'warning plan.return_unsafe',
    'warning plan.pad_unsurveyed',
    'warning plan.wind_unknown',
    'note plan.point_of_no_return',
    'note plan.flat_terrain',
    'note plan.detour',
  ]);
});

test.each(['pkph', 'pktcm'])(
  '[PL10, PL20] the default route to %s flies with 2 to 4 kg and back, not with full load',
  (id) => {
    const world = { airspace: seedAirspace() };
    const blockers = (request: PlanRequest): string[] =>
      planFlight(request, world)
        .issues.filter((issue) => issue.severity === 'blocker')
        .map((issue) => issue.id);
    for (const payloadKg of [2, 3, 4]) {
      const request = requestOf(seedPad('nrcbc'), seedPad(id), { payloadKg, departAt: NOON });
      expect(blockers(request)).toEqual([]);
      expect(planFlight(request, world).plan?.items.length).toBeLessThanOrEqual(12);
    }
    expect(blockers(requestOf(seedPad(id), seedPad('nrcbc'), { payloadKg: 0 }))).toEqual([]);
    expect(blockers(requestOf(seedPad('nrcbc'), seedPad(id), { payloadKg: 10 }))).toEqual(['plan.reserve']);
  },
);
