import { along, cross, gap, minus, type Vec } from '../geometry.ts';
import { isHit, type Obstacle } from '../obstacles.ts';
import { SAMPLE_M } from './limits.ts';

/** A part of the route, metres from its start, from which the vehicle's own return would meet these obstacles. */
export type UnsafePart = {
  readonly fromM: number;
  readonly toM: number;
  readonly obstacles: readonly Obstacle[];
};

export type ReturnTask = {
  /**
   * The mission's own landing. PX4 1.16 and later take it too where it is nearer (RTL_TYPE 3: a landing item counts as the
   * start of a landing), with RTL_TYPE 5 they do not: both ways must be clear.
   */
  readonly destination: Vec;
  /** Pieces of the route, one after the other, with what is closed at the heights of a return from there. */
  readonly pieces: readonly { readonly from: Vec; readonly to: Vec; readonly closed: readonly Obstacle[] }[];
  /** Half width of the corridor that must be clear. */
  readonly corridorM: number;
};

const isIn = (p: Vec, [a, b, c]: readonly [Vec, Vec, Vec]): boolean => {
  const sides = [
    cross(minus(b, a), minus(p, a)),
    cross(minus(c, b), minus(p, b)),
    cross(minus(a, c), minus(p, c)),
  ];
  return sides.every((side) => side > 0) || sides.every((side) => side < 0);
};

type Triangle = readonly [Vec, Vec, Vec];

/** Those whose box comes within the margin of the triangle's. */
const boxedNear = ([a, b, c]: Triangle, closed: readonly Obstacle[], marginM: number): Obstacle[] => {
  const [minX, maxX] = [Math.min(a.x, b.x, c.x) - marginM, Math.max(a.x, b.x, c.x) + marginM];
  const [minY, maxY] = [Math.min(a.y, b.y, c.y) - marginM, Math.max(a.y, b.y, c.y) + marginM];
  return closed.filter(
    ({ index }) => minX <= index.maxX && maxX >= index.minX && minY <= index.maxY && maxY >= index.minY,
  );
};

/** All straight ways from a part of a leg to one place make up a triangle: what is in it meets one of them. */
const metBy = (triangle: Triangle, closed: readonly Obstacle[], marginM: number): Obstacle[] => {
  const [a, b, c] = triangle;
  return boxedNear(triangle, closed, marginM).filter(
    (obstacle) =>
      isHit(obstacle, a, c, marginM) ||
      isHit(obstacle, b, c, marginM) ||
      isHit(obstacle, a, b, marginM) ||
      obstacle.polygons.some((rings) => isIn((rings[0] as readonly Vec[])[0] as Vec, triangle)),
  );
};

/** Where a return may go from there: the nearest of the places, and the destination where that is nearer still. */
const targetsAt = (p: Vec, places: readonly Vec[], destination: Vec): readonly Vec[] => {
  const nearest = places.reduce((best, one) => (gap(p, one) < gap(p, best) ? one : best));
  return gap(p, destination) < gap(p, nearest) ? [nearest, destination] : [nearest];
};

const isSame = (a: readonly Vec[], b: readonly Vec[]): boolean =>
  a.length === b.length && a.every((one, i) => one === b[i]);

/**
 * Where the straight way to the nearest of the places meets something. Halved until it is known from where to where, to
 * a sample; where both ends of a part are unsafe all of it counts.
 */
const unsafeParts = (task: ReturnTask, places: readonly Vec[]): UnsafePart[] => {
  const { corridorM, destination } = task;
  const parts: UnsafePart[] = [];
  const look = (from: Vec, to: Vec, closed: readonly Obstacle[], startM: number): void => {
    const lengthM = gap(from, to);
    const targets = [targetsAt(from, places, destination), targetsAt(to, places, destination)] as const;
    const isSmall = lengthM <= SAMPLE_M;
    if (isSmall || isSame(...targets)) {
      const all = new Set(targets.flat());
      const met = new Set([...all].flatMap((end) => metBy([from, to, end], closed, corridorM)));
      if (met.size === 0) return;
      const isUnsafe = (p: Vec, ends: readonly Vec[]): boolean =>
        ends.some((end) => [...met].some((obstacle) => isHit(obstacle, p, end, corridorM)));
      const both = isUnsafe(from, targets[0]) && isUnsafe(to, targets[1]);
      if (isSmall || both) {
        parts.push({ fromM: startM, toM: startM + lengthM, obstacles: [...met] });
        return;
      }
      split(from, to, [...met], startM);
      return;
    }
    split(from, to, closed, startM);
  };
  const split = (from: Vec, to: Vec, closed: readonly Obstacle[], startM: number): void => {
    const middle = along(from, minus(to, from), 0.5);
    look(from, middle, closed, startM);
    look(middle, to, closed, startM + gap(from, middle));
  };
  let startM = 0;
  for (const { from, to, closed } of task.pieces) {
    look(from, to, closed, startM);
    startM += gap(from, to);
  }
  return joined(parts);
};

const joined = (parts: readonly UnsafePart[]): UnsafePart[] =>
  parts.reduce<UnsafePart[]>((whole, part) => {
    const last = whole.at(-1);
    if (last === undefined || part.fromM - last.toM > 1) return [...whole, part];
    const obstacles = [...new Set([...last.obstacles, ...part.obstacles])];
    return [...whole.slice(0, -1), { fromM: last.fromM, toM: part.toM, obstacles }];
  }, []);

const lengthOf = (parts: readonly UnsafePart[]): number =>
  parts.reduce((sum, { fromM, toM }) => sum + toM - fromM, 0);

/**
 * Which of the landing places (home first, it always counts) to give to the vehicle, so that its own way back, straight to the
 * nearest of them, is clear from as much of the route as can be: those that only lead it astray are left out one by one.
 */
export const chooseReturns = (
  task: ReturnTask,
  places: readonly Vec[],
): { readonly kept: readonly number[]; readonly unsafe: readonly UnsafePart[] } => {
  let kept = places.map((_, i) => i);
  const look = (chosen: readonly number[]): UnsafePart[] =>
    unsafeParts(
      task,
      chosen.map((i) => places[i] as Vec),
    );
  let unsafe = look(kept);
  while (unsafe.length > 0) {
    const fewer = kept
      .filter((i) => i !== 0)
      .map((without) => kept.filter((i) => i !== without))
      .map((chosen) => ({ chosen, unsafe: look(chosen) }))
      .toSorted((a, b) => lengthOf(a.unsafe) - lengthOf(b.unsafe))[0];
    if (fewer === undefined || lengthOf(fewer.unsafe) >= lengthOf(unsafe)) break;
    kept = fewer.chosen;
    unsafe = fewer.unsafe;
  }
  return { kept, unsafe };
};
