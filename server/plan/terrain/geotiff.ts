import { fromArrayBuffer, type GeoTIFFImage } from 'geotiff';
import { ok, refuse, type Result } from '../../core/result.ts';
import type { PostGrid } from './terrain.ts';

/** EPSG code of WGS-84 longitude and latitude. */
const WGS84 = 4326;
/** GTRasterTypeGeoKey: a value belongs to a point, not to the area between four. */
const PIXEL_IS_POINT = 2;

/** No reader of large files: an operator's area at 1 arc second has some millions of posts. */
const MAX_POSTS = 100_000_000;

/** Why a raster cannot be used; undefined: it can. */
const faultOf = (image: GeoTIFFImage): string | undefined => {
  if (image.getGeoKeys()?.['GeographicTypeGeoKey'] !== WGS84)
    return 'expected WGS-84 longitude and latitude (EPSG:4326); warp it there first, e.g. with gdalwarp.';
  const [columns, rows] = [image.getWidth(), image.getHeight()];
  if (columns < 2 || rows < 2 || columns * rows > MAX_POSTS)
    return `expected 2 × 2 to ${MAX_POSTS} posts, found ${columns} × ${rows}.`;
  const [stepLon = Number.NaN, stepSouth = Number.NaN] = image.getResolution();
  return stepLon > 0 && stepSouth < 0 ? undefined : 'expected rows from the north and columns from the west.';
};

const gridOf = async (image: GeoTIFFImage): Promise<PostGrid | undefined> => {
  const [west = Number.NaN, north = Number.NaN] = image.getOrigin();
  const [stepLon = Number.NaN, stepSouth = Number.NaN] = image.getResolution();
  const [band] = await image.readRasters({ samples: [0] });
  if (band === undefined || typeof band === 'number') return undefined;
  const none = image.getGDALNoData();
  const half = image.getGeoKeys()?.['GTRasterTypeGeoKey'] === PIXEL_IS_POINT ? 0 : 0.5;
  return {
    columns: image.getWidth(),
    rows: image.getHeight(),
    west: west + half * stepLon,
    north: north + half * stepSouth,
    stepLon,
    stepLat: -stepSouth,
    posts: Float32Array.from(band, (height) => (height === none ? Number.NaN : height)),
  };
};

/** The first band of a GeoTIFF in WGS-84, metres AMSL. */
export const readGeoTiff = async (fileName: string, bytes: Uint8Array): Promise<Result<PostGrid>> => {
  const bad = (why: string): Result<never> => refuse('plan.terrain_unreadable', `${fileName}: ${why}`);
  try {
    const copy = new Uint8Array(bytes);
    const image = await (await fromArrayBuffer(copy.buffer)).getImage();
    const fault = faultOf(image);
    if (fault !== undefined) return bad(fault);
    const grid = await gridOf(image);
    return grid === undefined ? bad('expected one band of heights.') : ok(grid);
  } catch (error) {
    return bad(error instanceof Error ? error.message : String(error));
  }
};
