import { cross, minus, type Ring, type Vec } from '../geometry.ts';
import { ROUND_STEP_RAD } from '../limits.ts';

/**
 * A turning point on the polygon around a buffered zone. `before` and `after` are the directions of the two sides that
 * meet here; a shortest path only touches the zone here, it never comes from or goes into the angle between them.
 * Without them a path may turn here as it likes.
 */
export type Turn = { readonly at: Vec; readonly before?: Vec; readonly after?: Vec };

/** Corners flatter than this turn no path. */
const FLAT_RAD = 1e-6;

/** Turning points at distance `radiusM` or a little more around the convex corners of a ring (zone on its left). */
export const ringTurns = (ring: Ring, radiusM: number): Turn[] =>
  ring.flatMap((corner, i) => {
    const into = direction(ring.at(i - 1) as Vec, corner);
    const out = direction(corner, ring[(i + 1) % ring.length] as Vec);
    const angle = Math.atan2(cross(into, out), into.x * out.x + into.y * out.y);
    return angle < FLAT_RAD ? [] : roundCorner(corner, into, angle, radiusM);
  });

const roundCorner = (corner: Vec, into: Vec, angle: number, radiusM: number): Turn[] => {
  const steps = Math.ceil(angle / ROUND_STEP_RAD);
  const step = angle / steps;
  const reach = radiusM / Math.cos(step / 2);
  const heading = Math.atan2(into.y, into.x);
  return Array.from({ length: steps }, (_, i) => {
    // The outside is on the right of the edges: 90° clockwise of the heading.
    const outward = heading + (i + 0.5) * step - Math.PI / 2;
    return {
      at: { x: corner.x + reach * Math.cos(outward), y: corner.y + reach * Math.sin(outward) },
      before: unit(heading + i * step),
      after: unit(heading + (i + 1) * step),
    };
  });
};

const unit = (angle: number): Vec => ({ x: Math.cos(angle), y: Math.sin(angle) });

const direction = (a: Vec, b: Vec): Vec => {
  const d = minus(b, a);
  const length = Math.hypot(d.x, d.y);
  return { x: d.x / length, y: d.y / length };
};
