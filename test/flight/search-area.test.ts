import booleanPointInPolygon from '@turf/boolean-point-in-polygon';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { destination, distanceM, type LonLat } from '../../server/core/geo.ts';
import { fallRadius, searchArea, type SearchInput } from '../../server/flight/search-area.ts';

const CENTRE: LonLat = [118.7813, 32.0877];
const east = (metres: number): LonLat => destination(CENTRE, metres, 90);

const input = (over: Partial<SearchInput> = {}): SearchInput => ({
  at: east(3000),
  heightM: 100,
  northMs: 0,
  eastMs: 16,
  silentS: 0,
  ahead: [east(6000), destination(east(6000), 2000, 0)],
  home: CENTRE,
  cruiseMs: 16,
  enduranceS: 600,
  returnsHome: true,
  ...over,
});

const isIn = (at: LonLat, ring: readonly LonLat[]): boolean =>
  booleanPointInPolygon([...at], { type: 'Polygon', coordinates: [ring.map((p) => [...p])] });

describe('search area', () => {
  it('[LD1] holds every place that a fall from the last fix can reach', () => {
    const { likely, fallRadiusM } = searchArea(input());
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 0.93, noNaN: true }),
        fc.double({ min: 0, max: 360, noNaN: true }),
        (share, bearing) => {
          expect(isIn(destination(east(3000), fallRadiusM * share, bearing), likely)).toBe(true);
        },
      ),
    );
  });

  it('[LD1] holds the route ahead and the way home as far as it can have flown since', () => {
    const { likely } = searchArea(input({ silentS: 100 }));
    for (const metres of [500, 1000, 1500]) {
      expect(isIn(east(3000 + metres), likely)).toBe(true);
      expect(isIn(east(3000 - metres), likely)).toBe(true);
    }
    expect(isIn(east(3000 + 1600 + 400), likely)).toBe(false);
    expect(isIn(east(3000 - 1600 - 400), likely)).toBe(false);
  });

  it('[LD1] leaves the way home out where the drone would not return by itself', () => {
    const { likely } = searchArea(input({ silentS: 100, returnsHome: false }));
    expect(isIn(east(1700), likely)).toBe(false);
  });

  it('[LD1] does not grow any more when the charge is used up', () => {
    const atEnd = searchArea(input({ silentS: 60, enduranceS: 60 }));
    expect(searchArea(input({ silentS: 7200, enduranceS: 60 })).likely).toEqual(atEnd.likely);
    expect(atEnd.reachM).toBeCloseTo(atEnd.fallRadiusM + 960, 0);
  });

  it('[LD1] falls farther from higher and faster, and never glides', () => {
    expect(fallRadius(120, 16)).toBeGreaterThan(fallRadius(60, 16));
    expect(fallRadius(60, 16)).toBeGreaterThan(fallRadius(60, 0));
    // 120 m at 16 m/s: a glider would go on for a kilometre.
    expect(fallRadius(120, 16)).toBeLessThan(200);
  });

  it('[LD1] is a closed ring around its fix wherever that is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 300 }), (silentS, heightM) => {
        const { likely, lastFix, reachM } = searchArea(input({ silentS, heightM }));
        expect(likely[0]).toEqual(likely.at(-1));
        expect(isIn(lastFix, likely)).toBe(true);
        expect(Math.max(...likely.map((at) => distanceM(at, lastFix)))).toBeLessThanOrEqual(reachM + 1);
      }),
    );
  });
});
