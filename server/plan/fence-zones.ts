import type { Zone } from './airspace.ts';
import { coarser, hullOf, isSimple, legsOf, type Outline } from './fence-outline.ts';
import {
  along,
  cross,
  doubleArea,
  gap,
  isInside,
  minus,
  segmentsApartM,
  type Ring,
  type Vec,
} from './geometry.ts';
import { FLIGHT_GEOGRAPHY_HALF_M, MAX_ZONE_VERTICES } from './limits.ts';
import type { Obstacle } from './obstacles.ts';

/** Less of a zone inside of the outline is none: twice square metres. */
const MIN_DOUBLE_AREA_M2 = 40;
/** Vertices nearer to each other are one, metres. */
const SAME_VERTEX_M = 0.5;

/** A part of a zone inside of the outline, as few vertices as possible; it covers all of the zone there. */
export type ZonePart = { readonly zone: Zone; readonly ring: Ring };

export type ZoneParts = {
  readonly parts: readonly ZonePart[];
  /** Zones of which a part could not be drawn without coming too near to the route. */
  readonly leftOut: readonly Zone[];
};

/** The part of a ring inside of a convex, counter-clockwise window (Sutherland and Hodgman). */
export const clipped = (ring: Ring, window: Ring): Vec[] => {
  let part = [...ring];
  window.forEach((a, i) => {
    const edge = minus(window[(i + 1) % window.length] as Vec, a);
    const side = (p: Vec): number => cross(edge, minus(p, a));
    const before = part;
    part = before.flatMap((p, k) => {
      const q = before[(k + 1) % before.length] as Vec;
      const [sp, sq] = [side(p), side(q)];
      const at = sp === sq ? p : along(p, minus(q, p), sp / (sp - sq));
      if (sp >= 0) return sq >= 0 ? [p] : [p, at];
      return sq >= 0 ? [at] : [];
    });
  });
  return part.filter((p, i) => gap(p, part[(i + part.length - 1) % part.length] as Vec) > SAME_VERTEX_M);
};

/** Convex windows that hold the outline: a box around each leg of its chain, or its hull. */
const windowsOf = ({ ring, chain, halfM }: Outline): Ring[] => {
  const isHull = coarseHull(ring);
  if (isHull) return [ring];
  return legsOf(chain).map(([from, to]) => {
    const d = minus(to, from);
    const length = Math.hypot(d.x, d.y);
    const ahead = { x: d.x / length, y: d.y / length };
    const left = { x: -ahead.y, y: ahead.x };
    // As far ahead as to the side: the corners of the outline are inside.
    const [start, end] = [along(from, ahead, -halfM), along(to, ahead, halfM)];
    return [
      along(start, left, -halfM),
      along(end, left, -halfM),
      along(end, left, halfM),
      along(start, left, halfM),
    ];
  });
};

const coarseHull = (ring: Ring): boolean => hullOf(ring).length === ring.length;

const ringEdges = (ring: Ring): (readonly [Vec, Vec])[] =>
  ring.map((p, i) => [p, ring[(i + 1) % ring.length] as Vec]);

/** True if the ring is nowhere nearer to the route than what a flight that goes well strays. */
const staysClear = (ring: Ring, route: readonly Vec[]): boolean =>
  legsOf(route).every(
    (leg) =>
      !isInside(leg[0], [ring]) &&
      ringEdges(ring).every((edge) => segmentsApartM(leg, edge) > FLIGHT_GEOGRAPHY_HALF_M),
  );

const drawn = (part: Ring, route: readonly Vec[]): Ring | undefined => {
  const hull = hullOf(part);
  const shapes = [coarser(hull, MAX_ZONE_VERTICES), hull, isSimple(part) ? part : undefined];
  return shapes.find((ring) => ring !== undefined && staysClear(ring, route));
};

type Box = { readonly minX: number; readonly minY: number; readonly maxX: number; readonly maxY: number };

const boxOf = (points: readonly Vec[]): Box => ({
  minX: Math.min(...points.map(({ x }) => x)),
  minY: Math.min(...points.map(({ y }) => y)),
  maxX: Math.max(...points.map(({ x }) => x)),
  maxY: Math.max(...points.map(({ y }) => y)),
});

const meetsBox = (a: Box, b: Box): boolean =>
  a.minX <= b.maxX && b.minX <= a.maxX && a.minY <= b.maxY && b.minY <= a.maxY;

/**
 * What of those zones lies inside of the outline, each part with few vertices and covering the zone there, nearest to
 * the route first.
 */
export const zonePartsIn = (
  outline: Outline,
  obstacles: readonly Obstacle[],
  route: readonly Vec[],
): ZoneParts => {
  const windows = windowsOf(outline);
  const leftOut = new Set<Zone>();
  const boxes = windows.map(boxOf);
  const box = boxOf(windows.flat());
  const near = obstacles.filter(({ index }) => meetsBox(box, index));
  const parts = near.flatMap(({ zone, polygons }) =>
    polygons.flatMap(([ring = []]) => {
      const ringBox = boxOf(ring);
      return windows.flatMap((window, i): ZonePart[] => {
        if (!meetsBox(boxes[i] as Box, ringBox)) return [];
        const part = clipped(ring, window);
        if (part.length < 3 || Math.abs(doubleArea(part)) < MIN_DOUBLE_AREA_M2) return [];
        const shape = drawn(part, route);
        if (shape !== undefined) return [{ zone, ring: shape }];
        leftOut.add(zone);
        return [];
      });
    }),
  );
  const offM = ({ ring }: ZonePart): number =>
    Math.min(...legsOf(route).flatMap((leg) => ringEdges(ring).map((edge) => segmentsApartM(leg, edge))));
  const byDistance = parts.map((part) => ({ part, off: offM(part) })).toSorted((a, b) => a.off - b.off);
  return { parts: byDistance.map(({ part }) => part), leftOut: [...leftOut] };
};
