import { readFileSync } from 'node:fs';
import { destination, type LonLat } from '../../server/core/geo.ts';
import { parseAirspace, type Airspace, type Zone, type ZoneKind } from '../../server/plan/airspace.ts';
import type { Wind } from '../../server/plan/energy.ts';
import type { PlanRequest } from '../../server/plan/plan-types.ts';
import { NJ10 } from '../../server/plan/profile.ts';
import type { Region } from '../../server/plan/region.ts';
import { padOf, parseSites, type PlanPad } from '../../server/plan/sites.ts';

/** Uniform numbers in [0, 1) from a 32-bit seed (mulberry32). */
export const seeded = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

export const seedJson = (file: 'airspace.geojson' | 'sites.json'): unknown =>
  JSON.parse(readFileSync(`server/seed/${file}`, 'utf8'));

export const seedAirspace = (): Airspace => parseAirspace(seedJson('airspace.geojson')).airspace;

export const seedPad = (id: string): PlanPad => {
  const sites = parseSites(seedJson('sites.json'));
  if (!sites.ok) throw new Error(sites.error.message);
  const site = sites.value.find((one) => one.id === id);
  if (site === undefined) throw new Error(`no site ${id}`);
  return padOf(site);
};

export const STILL: Wind = { fromDeg: 0, meanMs: 0, gustMs: 0 };
export const NOON = Date.UTC(2026, 2, 1, 4);

export const padAt = (id: string, at: LonLat, heightM = 0): PlanPad => ({
  id,
  nameZh: id,
  nameEn: id,
  at,
  groundAmslM: 12,
  heightM,
  surveyed: true,
});

export const requestOf = (from: PlanPad, to: PlanPad, more: Partial<PlanRequest> = {}): PlanRequest => ({
  from,
  to,
  profile: NJ10,
  payloadKg: 3,
  startPct: 100,
  wind: STILL,
  departAt: NOON,
  ...more,
});

export const zoneOf = (
  id: string,
  kind: ZoneKind,
  ring: readonly LonLat[],
  more: Partial<Zone> = {},
): Zone => ({
  id,
  kind,
  nameZh: id,
  nameEn: id,
  lowerM: 0,
  upperM: 300,
  altitudeRef: 'AGL',
  polygons: [[[...ring, ring[0] as LonLat]]],
  validFrom: undefined,
  validTo: undefined,
  synthetic: true,
  ...more,
});

export const airspaceOf = (zones: readonly Zone[], region: Region = WORLD_REGION): Airspace => ({
  version: 'test',
  region,
  zones,
  missing: [],
});

/** Box of the random worlds: about 17 by 15 km around the river. */
export const WORLD_REGION: Region = { west: 118.61, south: 32.0, east: 118.79, north: 32.14 };
const CENTRE: LonLat = [118.7, 32.07];

/** A ring from distances (metres) at equal angles around a point. */
export const starRing = (centre: LonLat, radii: readonly number[], turnDeg = 0): LonLat[] =>
  radii.map((radius, i) => destination(centre, radius, turnDeg + (360 * i) / radii.length));

/** A box of `east` by `north` metres around a point. */
export const boxRing = (centre: LonLat, east: number, north: number, turnDeg = 0): LonLat[] => {
  const reach = Math.hypot(east, north) / 2;
  const angle = (Math.atan2(east, north) * 180) / Math.PI;
  return [angle, 180 - angle, 180 + angle, -angle].map((a) => destination(centre, reach, a + turnDeg));
};

const randomRings = (random: () => number): LonLat[][] => {
  const centre = destination(CENTRE, 6_000 * Math.sqrt(random()), 360 * random());
  const size = 150 + 1_500 * random() ** 2;
  const turn = 360 * random();
  const shape = random();
  if (shape < 0.25) return [boxRing(centre, size * 2, size * (0.2 + random()), turn)];
  if (shape < 0.45)
    return [
      starRing(
        centre,
        Array.from({ length: 24 }, () => size),
        turn,
      ),
    ];
  if (shape < 0.7)
    return [
      starRing(
        centre,
        Array.from({ length: 9 }, () => size * (0.3 + 0.9 * random())),
        turn,
      ),
    ];
  if (shape < 0.85) {
    const spikes = Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? size * 1.5 : size * 0.4));
    return [starRing(centre, spikes, turn)];
  }
  const ring = Array.from({ length: 16 }, () => size * 1.5);
  return [
    starRing(centre, ring, turn),
    starRing(
      centre,
      ring.map((r) => r * 0.7),
      turn,
    ),
  ];
};

const KINDS: readonly ZoneKind[] = ['no_fly', 'obstacle', 'terrain', 'temporary', 'caution', 'populated'];

const randomZone = (random: () => number, id: string): Zone => {
  const rings = randomRings(random);
  const kind = KINDS[Math.floor(random() * KINDS.length)] as ZoneKind;
  const inForce = random() < 0.7;
  return zoneOf(id, kind, rings[0] as LonLat[], {
    polygons: [rings.map((ring) => [...ring, ring[0] as LonLat])],
    // A third is low enough to be overflown.
    upperM: random() < 0.33 ? 20 + 60 * random() : 100 + 400 * random(),
    altitudeRef: random() < 0.5 ? 'AGL' : 'AMSL',
    validFrom: kind === 'temporary' && inForce ? NOON - 60_000 : undefined,
    validTo: kind === 'temporary' && inForce ? NOON + 3_600_000 : undefined,
  });
};

export type RandomWorld = {
  readonly seed: number;
  readonly request: PlanRequest;
  readonly airspace: Airspace;
};

/** Two pads some 8 to 15 km apart with 1 to `most` zones around and between them. */
export const randomWorld = (seed: number, most = 40): RandomWorld => {
  const random = seeded(seed);
  const course = 360 * random();
  const from = destination(CENTRE, 4_000 + 2_500 * random(), course);
  const to = destination(CENTRE, 4_000 + 2_500 * random(), course + 130 + 100 * random());
  const zones = Array.from({ length: 1 + Math.floor(most * random()) }, (_, i) =>
    randomZone(random, `z${i}`),
  );
  // One world in eight has a wall across the whole area.
  if (random() < 0.125) zones.push(zoneOf('wall', 'no_fly', boxRing(CENTRE, 40_000, 200, course + 90 + 90)));
  const request = requestOf(padAt('from', from, 30 * random()), padAt('to', to, 30 * random()));
  return { seed, request, airspace: airspaceOf(zones) };
};
