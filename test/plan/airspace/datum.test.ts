import gcoordModule from 'gcoord';
import { expect, test } from 'vitest';
import { destination, type LonLat } from '../../../server/core/geo.ts';
import { datumSuspicion, referenceOf } from '../../../server/plan/airspace/datum.ts';
import { diffAirspace, zonesTouching } from '../../../server/plan/airspace/diff.ts';
import type { Zone } from '../../../server/plan/airspace.ts';
import { planFlight } from '../../../server/plan/plan.ts';
import { airspaceOf, boxRing, padAt, requestOf, seedAirspace, zoneOf } from '../worlds.ts';

const gcoord = gcoordModule as unknown as typeof gcoordModule.default;
const SEED = seedAirspace();
const REFERENCES = SEED.zones.map(referenceOf);

const moved = (zones: readonly Zone[], move: (p: LonLat) => LonLat): Zone[] =>
  zones.map((zone) => ({
    ...zone,
    polygons: zone.polygons.map((rings) => rings.map((ring) => ring.map(move))),
  }));
const shifted = (crs: 'GCJ02' | 'BD09') =>
  moved(SEED.zones, ([lon, lat]) => gcoord.transform([lon, lat], gcoord.WGS84, gcoord[crs]) as LonLat);

test.each([
  ['GCJ02', 'GCJ-02', 541],
  ['BD09', 'BD-09', 1194],
] as const)('[AS4] zones that we know, drawn in %s, are a blocker that names the datum', (crs, datum, m) => {
  const found = datumSuspicion(shifted(crs), REFERENCES);
  expect(found).toMatchObject([{ id: 'airspace.datum_suspected', severity: 'blocker', params: { datum } }]);
  expect(Math.abs(Number(found[0]?.params?.['m']) - m)).toBeLessThan(15);
});

test('[AS4] one known site is enough; names count as well as ids', () => {
  const at: LonLat = [118.7813, 32.0877];
  const [lon, lat] = gcoord.transform<[number, number]>([118.7813, 32.0877], gcoord.WGS84, gcoord.GCJ02);
  const zone = zoneOf('other-id', 'no_fly', boxRing([lon, lat], 200, 200), { nameZh: '血液中心' });
  expect(datumSuspicion([zone], [{ names: ['血液中心'], at }])).toHaveLength(1);
  expect(datumSuspicion([zone], [{ names: ['医院'], at }])).toEqual([]);
});

test('[AS4] the same places, and places that were moved otherwise, raise no suspicion', () => {
  expect(datumSuspicion(SEED.zones, REFERENCES)).toEqual([]);
  for (const bearing of [0, 90, 205, 295])
    expect(
      datumSuspicion(
        moved(SEED.zones, (p) => destination(p, 541, bearing)),
        REFERENCES,
      ),
    ).toEqual([]);
  const oneMoved = [...SEED.zones.slice(1), ...shifted('GCJ02').slice(0, 1)];
  expect(datumSuspicion(oneMoved, REFERENCES)).toEqual([]);
});

test('[AS5] what was added, removed and changed, and which part of it', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((id, i) =>
    zoneOf(id, 'no_fly', boxRing([118.68 + i / 50, 32.07], 300, 300)),
  );
  const before = airspaceOf([a as Zone, b as Zone]);
  const after = airspaceOf([{ ...(b as Zone), upperM: 90, kind: 'caution' }, c as Zone]);
  const diff = diffAirspace(before, after);
  expect(diff.added).toEqual([c]);
  expect(diff.removed).toEqual([a]);
  expect(diff.changed).toMatchObject([
    { before: { id: 'b' }, after: { upperM: 90 }, parts: ['kind', 'heights'] },
  ]);
  expect(diffAirspace(before, before)).toEqual({ added: [], removed: [], changed: [] });
});

test('[AS5] a route is touched by what lies on or beside it, and by nothing else', () => {
  const near = zoneOf('near', 'no_fly', boxRing([118.7, 32.072], 100, 100));
  const far = zoneOf('far', 'no_fly', boxRing([118.7, 32.1], 100, 100));
  const request = requestOf(padAt('a', [118.66, 32.07]), padAt('b', [118.74, 32.07]));
  const { plan } = planFlight(request, { airspace: airspaceOf([]) });
  const diff = diffAirspace(airspaceOf([]), airspaceOf([near, far]));
  expect(plan && zonesTouching(diff, plan).map(({ id }) => id)).toEqual(['near']);
});
