import { expect, test } from 'vitest';
import { distanceM, type LonLat } from '../../../server/core/geo.ts';
import { readEd269 } from '../../../server/plan/airspace/ed269.ts';
import { parseAirspace } from '../../../server/plan/airspace.ts';

const RING = [
  [118.7, 32.06],
  [118.72, 32.06],
  [118.72, 32.08],
  [118.7, 32.08],
  [118.7, 32.06],
];
const POLYGON = { type: 'Polygon', coordinates: [RING] };
const VOLUME = {
  uomDimensions: 'M',
  lowerLimit: 0,
  lowerVerticalReference: 'AGL',
  upperLimit: 120,
  upperVerticalReference: 'AGL',
  horizontalProjection: POLYGON as object,
};
const zone = (more: object = {}, volume: object = {}) => ({
  identifier: 'NJ001',
  country: 'CHN',
  name: 'School',
  type: 'COMMON',
  restriction: 'PROHIBITED',
  reason: ['SENSITIVE'],
  applicability: [{ permanent: 'YES' }],
  zoneAuthority: [{ name: 'Authority', purpose: 'AUTHORIZATION' }],
  geometry: [{ ...VOLUME, ...volume }],
  ...more,
});
const zonesOf = (...features: object[]) => {
  const read = readEd269({ title: 't', features });
  const parsed = parseAirspace(read.geojson);
  return { ...parsed, issues: [...read.issues, ...parsed.issues] };
};

test.each([
  ['PROHIBITED', 'no_fly'],
  ['REQ_AUTHORISATION', 'no_fly'],
  ['CONDITIONAL', 'caution'],
  ['NO_RESTRICTION', 'info'],
])('[AS2] %s becomes %s', (restriction, kind) => {
  const { airspace, issues } = zonesOf(zone({ restriction }));
  expect(issues).toEqual([]);
  expect(airspace.zones).toMatchObject([
    { id: 'NJ001', kind, nameEn: 'School', lowerM: 0, upperM: 120, altitudeRef: 'AGL' },
  ]);
});

test('[AS2] feet become metres, heights above the ellipsoid heights above the sea, mixed ones the safe side', () => {
  const feet = zonesOf(zone({}, { uomDimensions: 'FT', upperLimit: 400 })).airspace.zones[0];
  expect(feet?.upperM).toBeCloseTo(121.92, 5);
  const wgs84 = { lowerVerticalReference: 'WGS84', upperVerticalReference: 'WGS84', upperLimit: 200 };
  const ellipsoid = zonesOf(zone({}, wgs84)).airspace.zones[0];
  // EGM96 lies some metres above the ellipsoid in Nanjing.
  expect(ellipsoid).toMatchObject({ altitudeRef: 'AMSL' });
  expect(ellipsoid?.upperM).toBeGreaterThan(185);
  expect(ellipsoid?.upperM).toBeLessThan(205);
  expect(ellipsoid?.upperM).not.toBe(200);
  const mixed = zonesOf(zone({}, { lowerLimit: 50, upperVerticalReference: 'AMSL' })).airspace.zones[0];
  expect(mixed).toMatchObject({ altitudeRef: 'AMSL', lowerM: -500, upperM: 120 });
});

test('[AS2] a circle becomes a polygon around it, several volumes several zones', () => {
  const circle = { type: 'Circle', center: [118.7, 32.07], radius: 300 };
  const both = [VOLUME, { ...VOLUME, horizontalProjection: circle }];
  const { airspace, issues } = zonesOf(zone({ geometry: both }));
  expect(issues).toEqual([]);
  expect(airspace.zones.map(({ id }) => id)).toEqual(['NJ001', 'NJ001-2']);
  const ring = airspace.zones[1]?.polygons[0]?.[0] as LonLat[];
  for (const p of ring) expect(Math.abs(distanceM([118.7, 32.07], p) - 301)).toBeLessThan(1.5);
});

test('[AS2] times make a closed zone temporary, one for each period; a schedule counts for the whole period and is told', () => {
  const times = [
    { startDateTime: '2026-05-01T00:00:00Z', endDateTime: '2026-05-02T00:00:00Z' },
    {
      startDateTime: '2026-06-01T08:00:00+08:00',
      endDateTime: '2026-06-02T08:00:00+08:00',
      schedule: [{ day: ['MON'], startTime: '08:00:00Z', endTime: '10:00:00Z' }],
    },
  ];
  const { airspace, issues } = zonesOf(zone({ applicability: times }));
  expect(airspace.zones).toMatchObject([
    { id: 'NJ001', kind: 'temporary', validFrom: Date.UTC(2026, 4, 1), validTo: Date.UTC(2026, 4, 2) },
    { id: 'NJ001-t2', kind: 'temporary', validFrom: Date.UTC(2026, 5, 1), validTo: Date.UTC(2026, 5, 2) },
  ]);
  expect(issues).toMatchObject([{ id: 'airspace.ed269_schedule', severity: 'note' }]);
});

test.each<[string, object, string]>([
  ['an unknown restriction', { restriction: 'FORBIDDEN' }, 'features[0].restriction'],
  ['no geometry', { geometry: [] }, 'features[0].geometry'],
  [
    'an unknown unit',
    { geometry: [{ ...VOLUME, uomDimensions: 'KM' }] },
    'features[0].geometry[0].uomDimensions',
  ],
  [
    'an unknown reference',
    { geometry: [{ ...VOLUME, upperVerticalReference: 'FL' }] },
    'features[0].geometry[0].upperVerticalReference',
  ],
  [
    'half a period',
    { applicability: [{ startDateTime: '2026-05-01T00:00:00Z' }] },
    'features[0].applicability[0]',
  ],
])('[AS3] %s is a blocker that names its field', (_, more, place) => {
  const { issues } = zonesOf(zone(more));
  expect(issues).toContainEqual(
    expect.objectContaining({ id: 'airspace.ed269', severity: 'blocker', place }),
  );
});

test('[AS3] an unclosed ring and one that crosses itself are blockers that name their zone', () => {
  const open = { type: 'Polygon', coordinates: [RING.slice(0, -1)] };
  const bow = { type: 'Polygon', coordinates: [[RING[0], RING[2], [118.76, 32.065], RING[3], RING[0]]] };
  for (const [shape, fault] of [
    [open, /not closed/],
    [bow, /crosses or touches itself/],
  ] as const)
    expect(zonesOf(zone({}, { horizontalProjection: shape })).issues).toMatchObject([
      { severity: 'blocker', place: 'NJ001', sentence: expect.stringMatching(fault) as string },
    ]);
});

test('[AS3] nothing makes it throw', () => {
  for (const file of [undefined, null, 3, [], {}, { features: [] }, { features: [null, 3, {}] }]) {
    const read = readEd269(file);
    expect(read.issues.some(({ severity }) => severity === 'blocker')).toBe(true);
  }
});
