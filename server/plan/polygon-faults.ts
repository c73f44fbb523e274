import { doubleArea, segmentsMeet, type Vec } from './geometry.ts';
import { isInRegion, type Region } from './region.ts';

/** More points in one ring are no outline of a zone; simplify it first. */
const MAX_RING_POINTS = 2_000;

/** Zones may reach this far beyond the working area (degrees, about 50 km): only parts inside it matter. */
const REGION_SLACK_DEG = 0.5;

/** A ring smaller than this is a slip: square degrees, about 1 m². */
const MIN_DOUBLE_AREA_DEG2 = 2e-10;

type Point = readonly number[];

/** What is wrong with a GeoJSON polygon (degrees, `[lon, lat]`), as clauses for a sentence. */
export const polygonFaults = (rings: readonly (readonly Point[])[], region: Region): string[] =>
  rings.flatMap((ring, index) => {
    const fault = ringFault(ring, region);
    return fault === undefined ? [] : [index === 0 ? fault : `hole ${index}: ${fault}`];
  });

const ringFault = (ring: readonly Point[], region: Region): string | undefined =>
  positionFault(ring, region) ?? shapeFault(ring);

const positionFault = (ring: readonly Point[], region: Region): string | undefined => {
  if (ring.some((p) => Math.abs(p[0] ?? NaN) > 180 || Math.abs(p[1] ?? NaN) > 90 || !Number.isFinite(p[0])))
    return isSwapped(ring, region)
      ? 'latitude comes before longitude'
      : 'coordinates are no degrees (metres of a map projection?)';
  if (ring.every((p) => isWithin(p, region))) return undefined;
  if (isSwapped(ring, region)) return 'latitude comes before longitude';
  const [lon, lat] = ring.find((p) => !isWithin(p, region)) ?? [];
  return `${lon},${lat} lies outside the working area ${region.west}..${region.east} E, ${region.south}..${region.north} N`;
};

const isWithin = (p: Point, region: Region): boolean => isInRegion(p, region, REGION_SLACK_DEG);

const isSwapped = (ring: readonly Point[], region: Region): boolean =>
  ring.every((p) => isWithin([p[1] ?? NaN, p[0] ?? NaN], region));

const shapeFault = (ring: readonly Point[]): string | undefined => {
  if (ring.length < 4) return `a ring needs at least 4 positions, found ${ring.length}`;
  if (ring.length > MAX_RING_POINTS) return `a ring has ${ring.length} positions, at most ${MAX_RING_POINTS}`;
  const first = ring[0];
  const last = ring.at(-1);
  if (first?.[0] !== last?.[0] || first?.[1] !== last?.[1]) return 'the ring is not closed';
  const points = withoutRepeats(ring.slice(0, -1).map((p) => ({ x: p[0] ?? NaN, y: p[1] ?? NaN })));
  if (points.length < 3 || Math.abs(doubleArea(points)) < MIN_DOUBLE_AREA_DEG2) return 'the ring has no area';
  return crossesItself(points) ? 'the ring crosses or touches itself' : undefined;
};

/** The ring without points that repeat their predecessor. */
export const withoutRepeats = (ring: readonly Vec[]): Vec[] =>
  ring.filter((p, i) => {
    const before = ring.at(i - 1);
    return before === undefined || before.x !== p.x || before.y !== p.y;
  });

const crossesItself = (ring: readonly Vec[]): boolean => {
  const count = ring.length;
  const edge = (i: number): readonly [Vec, Vec] => [ring[i] as Vec, ring[(i + 1) % count] as Vec];
  for (let i = 0; i < count; i++)
    for (let j = i + 2; j < count; j++) {
      const neighbours = i === 0 && j === count - 1;
      if (!neighbours && segmentsMeet(edge(i), edge(j))) return true;
    }
  return false;
};
