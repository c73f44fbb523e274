import { ok, refuse, type Result } from '../../core/result.ts';
import type { PostGrid } from './terrain.ts';

/** Posts a side of a tile of one degree: 1 and 3 arc seconds. */
const SIDES = [3601, 1201];
/** SRTM: no data. */
const VOID = -32_768;
/** South-west corner in the name: `N32E118.hgt`. */
const NAME = /^([NS])(\d{2})([EW])(\d{3})\.hgt$/i;

/** A tile of SRTM: 16 bits big-endian a post, rows from the north; both edges are posts. */
export const readHgt = (fileName: string, bytes: Uint8Array): Result<PostGrid> => {
  const name = NAME.exec(fileName);
  if (name === null)
    return refuse(
      'plan.terrain_unreadable',
      `${fileName}: expected a name like N32E118.hgt, its south-west corner.`,
    );
  const side = SIDES.find((one) => one * one * 2 === bytes.byteLength);
  if (side === undefined)
    return refuse(
      'plan.terrain_unreadable',
      `${fileName}: expected 3601 × 3601 or 1201 × 1201 posts of 2 bytes, found ${bytes.byteLength} bytes.`,
    );
  const south = Number(name[2]) * (name[1]?.toUpperCase() === 'S' ? -1 : 1);
  const west = Number(name[4]) * (name[3]?.toUpperCase() === 'W' ? -1 : 1);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const posts = Float32Array.from({ length: side * side }, (_, i) => {
    const height = view.getInt16(2 * i);
    return height === VOID ? Number.NaN : height;
  });
  const step = 1 / (side - 1);
  return ok({ columns: side, rows: side, west, north: south + 1, stepLon: step, stepLat: step, posts });
};
