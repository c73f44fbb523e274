import { expect, test } from 'vitest';
import { readPoints } from '../../web/console/zone-points.ts';
import { changedFeatures, editableZones } from '../../web/admin/airspace-edits.ts';

const zone = (id: string) => ({
  type: 'Feature',
  properties: { id, kind: 'no_fly', name: 'n', name_zh: '名', lower_m: 0, upper_m: 100, altitude_ref: 'AGL' },
  geometry: { type: 'Polygon', coordinates: [] },
});
const onTop = zone('temporary-01HZZZZZZZZZZZZZZZZZZZZZZZ');

test('changes heights and kind, leaves a zone out, and never takes temporary zones along', () => {
  const features = [zone('a'), zone('b'), zone('c'), onTop];
  expect(editableZones(features).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  const changed = changedFeatures(features, { a: { upper_m: 50, kind: 'caution' }, b: { removed: true } });
  expect(changed).toMatchObject([
    { properties: { id: 'a', upper_m: 50, kind: 'caution', altitude_ref: 'AGL' } },
    { properties: { id: 'c', upper_m: 100 } },
  ]);
  expect(changed).toHaveLength(2);
});

test('reads positions a line each, and takes nothing for a position that is none', () => {
  expect(readPoints('118.7,32.1\n 118.8 , 32.2 \n\n118.9，32.3')).toEqual([
    [118.7, 32.1],
    [118.8, 32.2],
    [118.9, 32.3],
  ]);
  expect(readPoints('118.7,32.1\nhere')).toBeUndefined();
});
