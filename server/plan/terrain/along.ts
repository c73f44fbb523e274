import type { Plane, Vec } from '../geometry.ts';
import { along, gap, minus } from '../geometry.ts';
import type { Ground } from '../zones.ts';
import type { Terrain } from './terrain.ts';

/** Nothing finer is asked: SRTM has a post every 30 m or more. Metres. */
const LEAST_STEP_M = 25;

/** The ground under a leg, metres AMSL. */
export type LegGround = {
  /** The lowest right below the line, the highest in the whole corridor; undefined: nothing is known. */
  readonly ground: Ground | undefined;
  /** Share of the samples of which nothing is known, 0 to 1. */
  readonly unknown: number;
};

type Line = { readonly from: Vec; readonly to: Vec };

/** The terrain in a leg's corridor, at places nowhere farther apart than its posts. */
export const legGround = (terrain: Terrain, plane: Plane, leg: Line, corridorM: number): LegGround => {
  const stepM = Math.max(LEAST_STEP_M, terrain.postM);
  const lengthM = gap(leg.from, leg.to);
  const count = Math.max(1, Math.ceil(lengthM / stepM));
  const aside = Math.max(1, Math.ceil(corridorM / stepM));
  const way = minus(leg.to, leg.from);
  const left = { x: -way.y / (lengthM || 1), y: way.x / (lengthM || 1) };
  let [lowM, highM, unknown] = [Infinity, -Infinity, 0];
  for (let i = 0; i <= count; i++) {
    const at = along(leg.from, way, i / count);
    for (let k = -aside; k <= aside; k++) {
      const height = terrain.heightM(plane.toLonLat(along(at, left, (k / aside) * corridorM)));
      if (height === undefined) {
        unknown++;
        continue;
      }
      if (k === 0) lowM = Math.min(lowM, height);
      highM = Math.max(highM, height);
    }
  }
  const samples = (count + 1) * (2 * aside + 1);
  return {
    ground: lowM <= highM && lowM !== Infinity ? { lowM, highM } : undefined,
    unknown: unknown / samples,
  };
};
