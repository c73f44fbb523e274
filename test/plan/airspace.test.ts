import { expect, test } from 'vitest';
import { parseAirspace } from '../../server/plan/airspace.ts';
import { planFlight } from '../../server/plan/plan.ts';
import { parseSites } from '../../server/plan/sites.ts';
import { blockingZones } from '../../server/plan/zones.ts';
import { airspaceOf, boxRing, NOON, padAt, requestOf, seedJson, zoneOf } from './worlds.ts';

const SQUARE = [
  [118.7, 32.06],
  [118.72, 32.06],
  [118.72, 32.08],
  [118.7, 32.08],
  [118.7, 32.06],
];
const PROPERTIES = {
  id: 'a',
  kind: 'no_fly',
  name: 'A',
  name_zh: '甲',
  lower_m: 0,
  upper_m: 200,
  altitude_ref: 'AMSL',
};
const feature = (more: object = {}, ring: unknown = SQUARE): object => ({
  type: 'Feature',
  properties: { ...PROPERTIES, ...more },
  geometry: { type: 'Polygon', coordinates: [ring] },
});
const file = (features: readonly unknown[], more: object = {}): object => ({
  type: 'FeatureCollection',
  name: 't',
  features,
  ...more,
});

test('[PL1] the seed data are read whole, and the sites too', () => {
  const { airspace, issues } = parseAirspace(seedJson('airspace.geojson'));
  expect(airspace.zones).toHaveLength(24);
  expect(airspace.missing).toEqual([]);
  expect(issues.map((issue) => issue.id)).toEqual(['airspace.temporary_untimed']);
  expect(airspace.zones.find((zone) => zone.id === 'terrain-laoshan')).toMatchObject({
    kind: 'terrain',
    altitudeRef: 'AMSL',
    upperM: 490,
    nameZh: '老山地形 约442米',
  });
  const sites = parseSites(seedJson('sites.json'));
  const enabled = sites.ok ? sites.value.filter((site) => site.enabled).map((site) => site.id) : [];
  expect(enabled).toEqual(['nrcbc', 'pkph', 'pktcm']);
});

test('[PL1] the version changes with the content and not with the order of members', () => {
  const version = (json: unknown): string => parseAirspace(json).airspace.version;
  expect(version(file([feature()]))).toMatch(/^t@[0-9a-f]{16}$/);
  expect(version(file([feature({ upper_m: 201 })]))).not.toBe(version(file([feature()])));
  expect(version({ features: [feature()], name: 't', type: 'FeatureCollection' })).toBe(
    version(file([feature()])),
  );
});

test('[PL1] multipolygons and times are read', () => {
  const timed = {
    type: 'Feature',
    properties: {
      ...PROPERTIES,
      kind: 'temporary',
      valid_from: '2026-03-01T08:00:00+08:00',
      valid_to: '2026-03-01T02:00:00Z',
    },
    geometry: {
      type: 'MultiPolygon',
      coordinates: [[SQUARE], [SQUARE.map(([x, y]) => [(x ?? 0) + 0.1, y])]],
    },
  };
  const { airspace, issues } = parseAirspace(file([timed]));
  expect(issues).toEqual([]);
  expect(airspace.zones[0]).toMatchObject({
    validFrom: Date.UTC(2026, 2, 1),
    validTo: Date.UTC(2026, 2, 1, 2),
  });
  expect(airspace.zones[0]?.polygons).toHaveLength(2);
});

test.each([
  ['unclosed', SQUARE.slice(0, 4), 'not closed'],
  [
    'self-crossing',
    [SQUARE[0], [118.73, 32.09], SQUARE[1], SQUARE[3], SQUARE[0]],
    'crosses or touches itself',
  ],
  ['without area', [SQUARE[0], SQUARE[1], SQUARE[0], SQUARE[0]], 'no area'],
  ['too short', [SQUARE[0], SQUARE[1], SQUARE[0]], 'at least 4'],
  ['latitude first', SQUARE.map(([x, y]) => [y, x]), 'latitude comes before'],
  ['projected', SQUARE.map(([x, y]) => [(x ?? 0) * 111_319, (y ?? 0) * 111_319]), 'no degrees'],
  ['elsewhere', SQUARE.map(([x, y]) => [(x ?? 0) + 3, y]), 'outside the working area'],
])('[PL2] a ring that is %s is an issue and no zone', (_name, ring, words) => {
  const { airspace, issues } = parseAirspace(file([feature({}, ring)]));
  expect(issues[0]).toMatchObject({ id: 'airspace.feature', severity: 'blocker', place: 'a' });
  expect(issues[0]?.sentence).toContain(words);
  expect(airspace).toMatchObject({ zones: [], missing: ['a'] });
});

test('[PL2] doubled ids, wrong heights, wrong members and another datum are issues', () => {
  const { airspace, issues } = parseAirspace(
    file(
      [feature(), feature(), feature({ id: 'b', lower_m: 300 }), feature({ id: 'c', kind: 'lava' }), null],
      {
        datum: 'GCJ-02',
      },
    ),
  );
  expect(issues.map((issue) => issue.id)).toEqual(['airspace.datum', ...Array(4).fill('airspace.feature')]);
  expect(airspace.zones.map((zone) => zone.id)).toEqual(['a']);
  expect(airspace.missing).toEqual(['the datum', 'a', 'b', 'features[3]', 'features[4]']);
});

test.each([
  undefined,
  null,
  7,
  'x',
  [],
  {},
  { type: 'FeatureCollection' },
  { type: 'Feature', features: [] },
])('[PL2] %j is no airspace and throws nothing', (json) => {
  const { airspace, issues } = parseAirspace(json);
  expect(issues[0]).toMatchObject({ id: 'airspace.unreadable', severity: 'blocker' });
  expect(airspace.missing).not.toEqual([]);
});

test('[PL2] a bad advisory outline is a warning; a bad no-fly zone keeps every plan on the ground', () => {
  const open = SQUARE.slice(0, 4);
  const advisory = parseAirspace(file([feature({ kind: 'water' }, open)]));
  expect(advisory.issues[0]?.severity).toBe('warning');
  expect(advisory.airspace.missing).toEqual([]);
  const { airspace } = parseAirspace(file([feature({}, open)]));
  const far = requestOf(padAt('p', [118.65, 32.1]), padAt('q', [118.68, 32.1]));
  expect(planFlight(far, { airspace }).issues[0]).toMatchObject({
    id: 'plan.airspace_incomplete',
    severity: 'blocker',
  });
});

const box = boxRing([118.7, 32.07], 500, 500);
const band = { ground: { lowM: 12, highM: 12 }, ceilingAmslM: 127, at: NOON };
const blocks = (...args: Parameters<typeof zoneOf>): boolean =>
  blockingZones(airspaceOf([zoneOf(...args)]), band).length === 1;

test('[PL3] a temporary zone counts from an hour before its start to its end, never without times', () => {
  const at = (validFrom: number | undefined, validTo: number | undefined): boolean =>
    blocks('t', 'temporary', box, { validFrom, validTo });
  expect(at(NOON - 1, NOON)).toBe(true);
  expect(at(NOON + 3_600_000, NOON + 7_200_000)).toBe(true);
  expect(at(NOON + 3_600_001, NOON + 7_200_000)).toBe(false);
  expect(at(NOON - 2, NOON - 1)).toBe(false);
  expect(at(undefined, undefined)).toBe(false);
  expect(at(NOON, undefined)).toBe(false);
});

test('[PL4] what can be passed above by 30 m or below by 5 m does not block', () => {
  expect(blocks('o', 'obstacle', box, { upperM: 85 })).toBe(false);
  expect(blocks('o', 'obstacle', box, { upperM: 86 })).toBe(true);
  expect(blocks('o', 'terrain', box, { upperM: 97, altitudeRef: 'AMSL' })).toBe(false);
  expect(blocks('o', 'terrain', box, { upperM: 98, altitudeRef: 'AMSL' })).toBe(true);
  expect(blocks('o', 'no_fly', box, { lowerM: 120 })).toBe(false);
  expect(blocks('o', 'no_fly', box, { lowerM: 119 })).toBe(true);
  expect(blocks('o', 'altitude_limit', box, { lowerM: 120 })).toBe(false);
  expect(blocks('o', 'altitude_limit', box, { lowerM: 60 })).toBe(true);
  for (const kind of ['caution', 'populated', 'water', 'info'] as const)
    expect(blocks('o', kind, box), kind).toBe(false);
});
