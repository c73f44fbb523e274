import { expect, test } from 'vitest';
import { distanceM, type LonLat } from '../../../server/core/geo.ts';
import { featureOfTemporary, ringOf } from '../../../server/core/temporary-zone.ts';
import { ringFaults, withTemporary, zoneOfTemporary } from '../../../server/plan/airspace/temporary.ts';
import { parseAirspace } from '../../../server/plan/airspace.ts';
import { planFlight } from '../../../server/plan/plan.ts';
import { airspaceOf, NOON, padAt, requestOf, zoneOf, boxRing } from '../worlds.ts';

const CENTRE: LonLat = [118.7, 32.07];
const drawn = (radiusM: number) => ({
  id: 'z1',
  name: 'Fire',
  lowerM: 0,
  upperM: 300,
  altitudeRef: 'AGL' as const,
  ring: ringOf({ kind: 'circle', centre: CENTRE, radiusM }),
  validFrom: NOON,
  validTo: NOON + 3_600_000,
});

test('[AS1] the polygon of a circle lies around the whole circle, and is closed', () => {
  const ring = ringOf({ kind: 'circle', centre: CENTRE, radiusM: 500 });
  expect(ring[0]).toEqual(ring.at(-1));
  const middles = ring.slice(1).map((p, i): LonLat => {
    const q = ring[i] as LonLat;
    return [(p[0] + q[0]) / 2, (p[1] + q[1]) / 2];
  });
  for (const p of middles) expect(distanceM(CENTRE, p)).toBeGreaterThan(499.9);
  for (const p of ring) expect(distanceM(CENTRE, p)).toBeLessThan(503);
});

test('[AS1] an open ring is closed; one that crosses itself is refused', () => {
  const open: LonLat[] = [
    [118.7, 32.06],
    [118.72, 32.06],
    [118.72, 32.08],
    [118.7, 32.08],
  ];
  expect(ringFaults(ringOf({ kind: 'polygon', ring: open }))).toEqual([]);
  const [a, b, c, d] = open as [LonLat, LonLat, LonLat, LonLat];
  const bow = ringOf({ kind: 'polygon', ring: [a, c, [118.73, 32.06], b, d] });
  expect(ringFaults(bow)).toEqual(['the ring crosses or touches itself']);
});

test('[AS1] the version has the name of both, and its zones are the same objects', () => {
  const published = airspaceOf([zoneOf('box', 'no_fly', boxRing([118.66, 32.05], 300, 300))]);
  const composed = withTemporary(published, [zoneOfTemporary(drawn(400))]);
  expect(composed.version).toMatch(new RegExp(`^${published.version}\\+T@[0-9a-f]{16}$`));
  expect(composed.zones[0]).toBe(published.zones[0]);
  expect(withTemporary(published, [])).toBe(published);
  const other = withTemporary(published, [zoneOfTemporary(drawn(401))]);
  expect(other.version).not.toBe(composed.version);
});

test('[AS1] routes lead around it, and the plan names it; its feature reads as the same zone', () => {
  const published = airspaceOf([]);
  const request = requestOf(padAt('a', [118.66, 32.07]), padAt('b', [118.74, 32.07]));
  const before = planFlight(request, { airspace: published }).plan;
  const zone = zoneOfTemporary(drawn(400));
  const airspace = withTemporary(published, [zone]);
  const after = planFlight(request, { airspace }).plan;
  expect(after?.distanceM).toBeGreaterThan((before?.distanceM ?? Infinity) + 20);
  expect(after?.airspaceVersion).toBe(airspace.version);
  const file = { type: 'FeatureCollection', features: [featureOfTemporary(drawn(400))] };
  expect(parseAirspace(file).airspace.zones).toEqual([zone]);
});
