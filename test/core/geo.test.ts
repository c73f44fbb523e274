import turfBearing from '@turf/bearing';
import turfDestination from '@turf/destination';
import turfDistance from '@turf/distance';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bearingDeg,
  destination,
  distanceM,
  isLonLat,
  toEastNorthM,
  type LonLat,
} from '../../server/core/geo.ts';

const nearNanjing = fc.tuple(
  fc.double({ min: 118, max: 119.5, noNaN: true }),
  fc.double({ min: 31.5, max: 32.8, noNaN: true }),
);
const METRES = { units: 'meters' } as const;

describe('geo', () => {
  it('agrees with Turf on distance and bearing', () => {
    fc.assert(
      fc.property(nearNanjing, nearNanjing, (a, b) => {
        expect(Math.abs(distanceM(a, b) - turfDistance(a, b, METRES))).toBeLessThan(0.01);
        if (distanceM(a, b) > 1) {
          const difference = Math.abs(bearingDeg(a, b) - ((turfBearing(a, b) + 360) % 360));
          expect(Math.min(difference, 360 - difference)).toBeLessThan(1e-6);
        }
      }),
    );
  });

  it('agrees with Turf on destinations', () => {
    fc.assert(
      fc.property(
        nearNanjing,
        fc.double({ min: 0, max: 30_000, noNaN: true }),
        fc.double({ min: 0, max: 360, noNaN: true }),
        (from, metres, bearing) => {
          const ours = destination(from, metres, bearing);
          const theirs = turfDestination(from, metres, bearing, METRES).geometry
            .coordinates as unknown as LonLat;
          expect(distanceM(ours, theirs)).toBeLessThan(0.01);
        },
      ),
    );
  });

  it('keeps the local plane within 0.1 % of the sphere over 30 km', () => {
    fc.assert(
      fc.property(
        nearNanjing,
        fc.double({ min: 100, max: 30_000, noNaN: true }),
        fc.double({ min: 0, max: 360, noNaN: true }),
        (from, metres, bearing) => {
          const { east, north } = toEastNorthM(from, destination(from, metres, bearing));
          expect(Math.abs(Math.hypot(east, north) / metres - 1)).toBeLessThan(0.001);
        },
      ),
    );
  });

  it('refuses what is no position on earth', () => {
    expect(
      [
        [118, 32],
        [NaN, 32],
        [181, 0],
        [0, 91],
        [Infinity, 0],
      ].map(isLonLat),
    ).toEqual([true, false, false, false, false]);
  });
});
