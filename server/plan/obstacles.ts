import Flatbush from 'flatbush';
import type { Zone } from './airspace.ts';
import {
  along,
  doubleArea,
  gap,
  isInside,
  minus,
  pointSegmentM,
  segmentsApartM,
  type Plane,
  type Ring,
  type Vec,
} from './geometry.ts';
import { withoutRepeats } from './polygon-faults.ts';

/**
 * Edges of WGS-84 polygons are straight in longitude and latitude; in the plane they bend by 0.2 m over this length,
 * so longer ones are cut.
 */
const MAX_EDGE_M = 4_000;

type Edge = readonly [Vec, Vec];

/** A zone in the local plane, metres; outlines run counter-clockwise, holes clockwise: the zone is on the left. */
export type Obstacle = {
  readonly zone: Zone;
  /** Rings of each polygon. */
  readonly polygons: readonly (readonly Ring[])[];
  readonly edges: readonly Edge[];
  readonly index: Flatbush;
};

export const obstacleOf = (zone: Zone, plane: Plane): Obstacle => {
  const polygons = zone.polygons.map((rings) =>
    rings.map((ring, number) => oriented(planeRing(ring, plane), number === 0)),
  );
  const edges = polygons.flat().flatMap(ringEdges);
  const index = new Flatbush(edges.length);
  for (const [a, b] of edges)
    index.add(Math.min(a.x, b.x), Math.min(a.y, b.y), Math.max(a.x, b.x), Math.max(a.y, b.y));
  index.finish();
  return { zone, polygons, edges, index };
};

/** The circle around the obstacle's box. */
const isFar = ({ index }: Obstacle, a: Vec, b: Vec, marginM: number): boolean => {
  const centre = { x: (index.minX + index.maxX) / 2, y: (index.minY + index.maxY) / 2 };
  return pointSegmentM(centre, a, b) > gap(centre, { x: index.maxX, y: index.maxY }) + marginM;
};

/** True if the segment comes within `marginM` of the obstacle, or lies in it. */
export const isHit = (obstacle: Obstacle, a: Vec, b: Vec, marginM: number): boolean => {
  if (isFar(obstacle, a, b, marginM)) return false;
  const near = obstacle.index.search(
    Math.min(a.x, b.x) - marginM,
    Math.min(a.y, b.y) - marginM,
    Math.max(a.x, b.x) + marginM,
    Math.max(a.y, b.y) + marginM,
  );
  return (
    near.some((i) => segmentsApartM([a, b], obstacle.edges[i] as Edge) <= marginM) || contains(obstacle, a)
  );
};

/** True if `p` lies in one of the obstacle's polygons (holes are outside). */
export const contains = (obstacle: Obstacle, p: Vec): boolean =>
  p.x >= obstacle.index.minX &&
  p.x <= obstacle.index.maxX &&
  p.y >= obstacle.index.minY &&
  p.y <= obstacle.index.maxY &&
  obstacle.polygons.some((rings) => isInside(p, rings));

const ringEdges = (ring: Ring): Edge[] => ring.map((p, i) => [p, ring[(i + 1) % ring.length] as Vec]);

const oriented = (ring: Ring, outline: boolean): Ring =>
  doubleArea(ring) > 0 === outline ? ring : ring.toReversed();

const planeRing = (ring: readonly (readonly [number, number])[], plane: Plane): Vec[] => {
  const points = withoutRepeats(ring.slice(0, -1).map(([x, y]) => ({ x, y })));
  return points.flatMap((from, i) => {
    const to = points[(i + 1) % points.length] as Vec;
    const project = (t: number): Vec => {
      const p = along(from, minus(to, from), t);
      return plane.toPlane([p.x, p.y]);
    };
    const cuts = Math.max(1, Math.ceil(gap(project(0), project(1)) / MAX_EDGE_M));
    return Array.from({ length: cuts }, (_, k) => project(k / cuts));
  });
};
