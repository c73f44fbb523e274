import { writeArrayBuffer } from 'geotiff';
import { expect, test } from 'vitest';
import { destination, distanceM, type LonLat } from '../../../server/core/geo.ts';
import { planFlight } from '../../../server/plan/plan.ts';
import type { Plan, PlanOutcome } from '../../../server/plan/plan-types.ts';
import { readGeoTiff } from '../../../server/plan/terrain/geotiff.ts';
import { readHgt } from '../../../server/plan/terrain/hgt.ts';
import { terrainOf, type PostGrid, type Terrain } from '../../../server/plan/terrain/terrain.ts';
import type { TerrainWorld } from '../../../server/plan/terrain/world.ts';
import type { Result } from '../../../server/core/result.ts';
import { airspaceOf, boxRing, padAt, requestOf, zoneOf } from '../worlds.ts';

const SIDE = 1201;
const A: LonLat = [118.65, 32.07];
const TOP = destination(A, 4_000, 90);
const from = padAt('from', A);
const to = padAt('to', destination(A, 8_000, 90));
const VOID = -32_768;

/** A round hill on a plain of 12 m; its slope is even. */
const hill =
  (topM: number, radiusM: number) =>
  (p: LonLat): number =>
    Math.round(12 + topM * Math.max(0, 1 - distanceM(p, TOP) / radiusM));

/** The bytes of N32E118.hgt with those heights in whole metres, 3 arc seconds. */
const hgtOf = (heightM: (p: LonLat) => number): Uint8Array => {
  const bytes = new Uint8Array(SIDE * SIDE * 2);
  const view = new DataView(bytes.buffer);
  for (let row = 0; row < SIDE; row++)
    for (let column = 0; column < SIDE; column++) {
      const [lon, lat] = [118 + column / (SIDE - 1), 33 - row / (SIDE - 1)];
      // Only what the routes pass is worth a distance.
      const isNear = lon > 118.6 && lon < 118.8 && lat > 32 && lat < 32.15;
      view.setInt16(2 * (row * SIDE + column), isNear ? heightM([lon, lat]) : 12);
    }
  return bytes;
};

const must = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
};
const modelOf = (heightM: (p: LonLat) => number): Terrain =>
  terrainOf([must(readHgt('N32E118.hgt', hgtOf(heightM)))]);
const over = (
  model: Terrain | undefined,
  unknown: TerrainWorld['unknown'] = 'warn',
  zones = airspaceOf([]),
) => planFlight(requestOf(from, to), { airspace: zones, terrain: { model, unknown } });
const planOf = ({ plan, issues }: PlanOutcome): Plan => {
  if (plan === undefined) throw new Error(issues[0]?.sentence);
  return plan;
};

test('[TE1] HGT: posts, the places between them, voids and the wrong file', () => {
  const model = modelOf(hill(100, 1_000));
  expect(model.heightM(TOP)).toBeGreaterThan(105);
  expect(model.heightM(A)).toBe(12);
  expect(model.heightM([118, 33])).toBe(12);
  expect(model.heightM([119, 32])).toBe(12);
  expect(model.heightM([119.001, 32.5])).toBeUndefined();
  const halfway: LonLat = [118.7 + 0.5 / 1200, 32.07];
  const ramp = modelOf(([lon]) => Math.round((lon - 118) * 1200));
  expect(ramp.heightM(halfway)).toBeCloseTo(840.5, 3);
  const holes = modelOf((p) => (distanceM(p, TOP) < 300 ? VOID : 12));
  expect(holes.heightM(TOP)).toBeUndefined();
  expect(readHgt('hill.hgt', new Uint8Array(8))).toMatchObject({ ok: false });
  expect(readHgt('N32E118.hgt', new Uint8Array(8))).toMatchObject({ ok: false });
  expect(model.postM).toBeGreaterThan(70);
});

/** The hill as a GeoTIFF of area pixels around it. */
const tiffOf = (heightM: (p: LonLat) => number, epsg = 4326): Uint8Array => {
  const [width, height, step] = [200, 120, 1 / 1200];
  const values = Float32Array.from({ length: width * height }, (_, i) =>
    heightM([118.62 + ((i % width) + 0.5) * step, 32.12 - (Math.floor(i / width) + 0.5) * step]),
  );
  const tiff = writeArrayBuffer(values, {
    width,
    height,
    ModelPixelScale: [step, step, 0],
    ModelTiepoint: [0, 0, 0, 118.62, 32.12, 0],
    GeographicTypeGeoKey: epsg,
    GTModelTypeGeoKey: 2,
    GTRasterTypeGeoKey: 1,
    SampleFormat: [3],
    BitsPerSample: [32],
  });
  return new Uint8Array(tiff);
};

test('[TE2] GeoTIFF: the same heights as from HGT; another datum and other files are refused', async () => {
  const heightM = hill(80, 1_500);
  const tiff = terrainOf([must<PostGrid>(await readGeoTiff('hill.tif', tiffOf(heightM)))]);
  const hgt = modelOf(heightM);
  for (let m = 0; m < 8_000; m += 333) {
    const at = destination(A, m, 90);
    expect(Math.abs(Number(tiff.heightM(at)) - Number(hgt.heightM(at))), `${m} m`).toBeLessThan(3.5);
  }
  expect(tiff.heightM([118.5, 32])).toBeUndefined();
  expect(await readGeoTiff('other.tif', tiffOf(heightM, 4490))).toMatchObject({ ok: false });
  expect(await readGeoTiff('none.tif', new Uint8Array(100))).toMatchObject({ ok: false });
});

test('[TE3] everywhere at least 60 m above a gentle hill and at most 120 m above the ground right below', () => {
  const model = modelOf(hill(70, 2_500));
  const plan = planOf(over(model));
  expect(plan.issues.filter(({ severity }) => severity === 'blocker')).toEqual([]);
  expect(new Set(plan.legs.map(({ relAltM }) => relAltM)).size).toBeGreaterThan(1);
  const zeroM = from.groundAmslM + from.heightM;
  for (const leg of plan.legs)
    for (let share = 0; share <= 1; share += 0.02) {
      const at: LonLat = [
        leg.from[0] + (leg.to[0] - leg.from[0]) * share,
        leg.from[1] + (leg.to[1] - leg.from[1]) * share,
      ];
      const ground = Number(model.heightM(at));
      expect(leg.relAltM + zeroM - ground).toBeGreaterThanOrEqual(60);
      expect(leg.relAltM + zeroM - ground).toBeLessThanOrEqual(116);
      const aside = Number(model.heightM(destination(at, 50, 0)));
      expect(leg.minClearanceM).toBeLessThanOrEqual(leg.relAltM + zeroM - aside + 0.5);
    }
  expect(plan.ground?.stepM).toBe(100);
  expect(Math.max(...(plan.ground?.amslM ?? []).map(Number))).toBeGreaterThan(75);
  expect(plan.ground?.amslM.length).toBe(81);
});

test('[TE3] a cliff that leaves no height is refused with its leg; without the model nobody sees it', () => {
  const cliff = modelOf((p) => (distanceM(p, TOP) < 600 ? 92 : 12));
  expect(over(cliff).issues.map(({ id }) => id)).toContain('plan.no_height');
  expect(over(undefined).issues.map(({ id }) => id)).not.toContain('plan.no_height');
});

test('[TE3] a leg that the hill lifts into a closed zone is refused with the zone', () => {
  const lid = zoneOf('lid', 'no_fly', boxRing(TOP, 400, 6_000), {
    lowerM: 125,
    upperM: 400,
    altitudeRef: 'AMSL',
  });
  const free = over(modelOf(hill(40, 2_500)));
  expect(free.issues.map(({ id }) => id)).not.toContain('plan.no_height');
  const { issues } = over(modelOf(hill(70, 2_500)), 'warn', airspaceOf([lid]));
  expect(issues.find(({ id }) => id === 'plan.no_height')?.params?.['zoneIds']).toContain('lid');
});

test('[TE4] ground that the file does not know is told, and blocks where that is asked for', () => {
  const holes = modelOf((p) => (distanceM(p, TOP) < 300 ? VOID : 12));
  const told = (outcome: PlanOutcome) => outcome.issues.find(({ id }) => id === 'plan.terrain_unknown');
  expect(told(over(holes))).toMatchObject({ severity: 'warning', params: { legs: '2' } });
  expect(told(over(holes, 'block'))).toMatchObject({ severity: 'blocker' });
  expect(
    told(
      over(
        modelOf(() => 12),
        'block',
      ),
    ),
  ).toBeUndefined();
  expect(planOf(over(holes)).ground?.amslM).toContain(null);
  expect(over(undefined, 'block').issues[0]).toMatchObject({
    id: 'plan.terrain_missing',
    severity: 'blocker',
  });
  expect(over(undefined).issues.map(({ id }) => id)).toContain('plan.flat_terrain');
});
