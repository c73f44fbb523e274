import type { Vec } from '../geometry.ts';
import type { Obstacle } from '../obstacles.ts';

type Segment = readonly [Vec, Vec];

/** Side of a cell, metres: a leg of some kilometres crosses a few dozen, a cell holds few edges. Measured best of 100–1,000. */
const CELL_M = 300;

/** Cells are numbered `(row + HALF) * ROWS + column + HALF`: planes of 600 km. */
const HALF = 1 << 10;
const ROWS = 1 << 11;

/**
 * The edges of all obstacles, each grown by the margin, in square cells, for what a route search asks most: which
 * obstacle does this segment come too near to? Obstacles are named by their number. `masks[obstacle]` tells by bits in
 * which layers it blocks.
 */
export type EdgeGrid = {
  /** Number of one obstacle nearer than the margin that blocks one of the layers, or -1. */
  blocker(segment: Segment, masks: Int32Array, layers: number): number;
  /** The same for all of them. */
  blockers(segment: Segment, masks: Int32Array, layers: number): Set<number>;
  /** The layers in which an edge is nearer than the margin to a point. */
  layersNear(p: Vec, masks: Int32Array): number;
};

const cellOf = (metres: number): number => Math.floor(metres / CELL_M);
const keyOf = (column: number, row: number): number => (row + HALF) * ROWS + column + HALF;

/** Square of the distance between a point and a segment. */
const pointSegment2 = (px: number, py: number, a: Vec, b: Vec): number => {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const square = dx * dx + dy * dy;
  const t = square === 0 ? 0 : Math.min(1, Math.max(0, ((px - a.x) * dx + (py - a.y) * dy) / square));
  const x = a.x + t * dx - px;
  const y = a.y + t * dy - py;
  return x * x + y * y;
};

const side = (a: Vec, b: Vec, p: Vec): number => (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x);

/** True if the segments come within the square root of `margin2`. */
const isNear = ([a, b]: Segment, [c, d]: Segment, margin2: number): boolean =>
  (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0) ||
  pointSegment2(a.x, a.y, c, d) <= margin2 ||
  pointSegment2(b.x, b.y, c, d) <= margin2 ||
  pointSegment2(c.x, c.y, a, b) <= margin2 ||
  pointSegment2(d.x, d.y, a, b) <= margin2;

/** Calls `visit` with each cell that the segment passes, until it answers true; that answer. */
const walk = ([a, b]: Segment, visit: (key: number) => boolean): boolean => {
  let column = cellOf(a.x);
  let row = cellOf(a.y);
  const endColumn = cellOf(b.x);
  const endRow = cellOf(b.y);
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const stepX = Math.sign(dx);
  const stepY = Math.sign(dy);
  let nextX = stepX === 0 ? Infinity : ((column + (stepX > 0 ? 1 : 0)) * CELL_M - a.x) / dx;
  let nextY = stepY === 0 ? Infinity : ((row + (stepY > 0 ? 1 : 0)) * CELL_M - a.y) / dy;
  const deltaX = stepX === 0 ? Infinity : CELL_M / Math.abs(dx);
  const deltaY = stepY === 0 ? Infinity : CELL_M / Math.abs(dy);
  let left = Math.abs(endColumn - column) + Math.abs(endRow - row);
  for (;;) {
    if (visit(keyOf(column, row))) return true;
    if (left-- <= 0) return false;
    if (nextX < nextY) {
      column += stepX;
      nextX += deltaX;
    } else {
      row += stepY;
      nextY += deltaY;
    }
  }
};

/** Each edge in every cell that its capsule of `marginM` reaches; a little more than those is harmless. */
const cellsOf = (edges: readonly Segment[], marginM: number): Map<number, number[]> => {
  const cells = new Map<number, number[]>();
  const reach2 = (marginM + CELL_M * Math.SQRT1_2) ** 2;
  for (const [edge, [a, b]] of edges.entries()) {
    const lastColumn = cellOf(Math.max(a.x, b.x) + marginM);
    const lastRow = cellOf(Math.max(a.y, b.y) + marginM);
    for (let row = cellOf(Math.min(a.y, b.y) - marginM); row <= lastRow; row++)
      for (let column = cellOf(Math.min(a.x, b.x) - marginM); column <= lastColumn; column++) {
        if (pointSegment2((column + 0.5) * CELL_M, (row + 0.5) * CELL_M, a, b) > reach2) continue;
        const key = keyOf(column, row);
        const cell = cells.get(key);
        if (cell === undefined) cells.set(key, [edge]);
        else cell.push(edge);
      }
  }
  return cells;
};

export const edgeGrid = (obstacles: readonly Obstacle[], marginM: number): EdgeGrid => {
  const edges = obstacles.flatMap((obstacle) => obstacle.edges);
  const owner = obstacles.flatMap((obstacle, number) => obstacle.edges.map(() => number));
  const cells = cellsOf(edges, marginM);
  const margin2 = marginM ** 2;
  // An edge lies in several cells: it is looked at once for each question.
  const asked = new Int32Array(edges.length);
  let question = 0;
  const nearest = (
    segment: Segment,
    cell: readonly number[],
    wants: (obstacle: number) => boolean,
  ): number => {
    for (const edge of cell) {
      if (asked[edge] === question) continue;
      asked[edge] = question;
      const obstacle = owner[edge] as number;
      if (wants(obstacle) && isNear(segment, edges[edge] as Segment, margin2)) return obstacle;
    }
    return -1;
  };
  return {
    blocker: (segment, masks, layers) => {
      question++;
      let found = -1;
      const wants = (obstacle: number): boolean => ((masks[obstacle] as number) & layers) !== 0;
      walk(segment, (key) => {
        const cell = cells.get(key);
        if (cell !== undefined) found = nearest(segment, cell, wants);
        return found >= 0;
      });
      return found;
    },
    blockers: (segment, masks, layers) => {
      question++;
      const found = new Set<number>();
      const wants = (obstacle: number): boolean =>
        ((masks[obstacle] as number) & layers) !== 0 && !found.has(obstacle);
      walk(segment, (key) => {
        const cell = cells.get(key) ?? [];
        for (let one = nearest(segment, cell, wants); one >= 0; one = nearest(segment, cell, wants))
          found.add(one);
        return false;
      });
      return found;
    },
    layersNear: (p, masks) => {
      let layers = 0;
      for (const edge of cells.get(keyOf(cellOf(p.x), cellOf(p.y))) ?? []) {
        const mask = masks[owner[edge] as number] as number;
        if ((mask & ~layers) === 0) continue;
        if (pointSegment2(p.x, p.y, ...(edges[edge] as Segment)) <= margin2) layers |= mask;
      }
      return layers;
    },
  };
};
