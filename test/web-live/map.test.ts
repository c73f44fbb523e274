import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { baseMapData } from '../../web/shared/map/base-data.ts';
import { formatDegrees, graticuleLines, graticuleStepDeg } from '../../web/shared/map/graticule.ts';
import { addsToTrail, thin } from '../../web/shared/map/thin.ts';

describe('map', () => {
  test('thinning keeps the first and the last and at most as many as asked', () => {
    const thinned = thin(
      Array.from({ length: 1001 }, (_, i) => i),
      10,
    );
    expect([thinned.length, thinned[0], thinned.at(-1)]).toEqual([10, 0, 1000]);
  });

  test('a drone that stands still does not lengthen its trail', () => {
    expect(addsToTrail([118.7, 32.07], [118.70001, 32.07])).toBe(false);
    expect(addsToTrail([118.7, 32.07], [118.7001, 32.07])).toBe(true);
    expect(addsToTrail(undefined, [118.7, 32.07])).toBe(true);
  });

  test('the graticule has four to a dozen lines at every zoom', () => {
    for (const span of [0.03, 0.1, 0.33, 1, 3]) {
      const count = graticuleLines(118, 118 + span, graticuleStepDeg(span)).length;
      expect(count).toBeGreaterThanOrEqual(3);
      expect(count).toBeLessThanOrEqual(14);
    }
  });

  test('degrees are written in degrees and minutes, with seconds only where there are any', () => {
    expect([formatDegrees(118.7, 'lon'), formatDegrees(32 + 1 / 120, 'lat')]).toEqual([
      '118°42′E',
      '32°00′30″N',
    ]);
  });

  test('the shipped base map is what the drawing code reads', async () => {
    const file = await readFile(new URL('../../web/public/basemap.geojson', import.meta.url), 'utf8');
    expect(baseMapData.parse(JSON.parse(file)).features.length).toBeGreaterThan(5);
  });
});
