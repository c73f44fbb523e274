import type { LonLat } from '../../core/geo.ts';

/** Heights of the ground from an elevation file, metres AMSL. */
export type Terrain = {
  /** Between the posts around a place, linearly each way; undefined where the data has none. */
  heightM(p: LonLat): number | undefined;
  /** Smallest distance between two posts, metres. */
  readonly postM: number;
};

/** One raster of posts in WGS-84, row by row from the north-west corner. */
export type PostGrid = {
  readonly columns: number;
  readonly rows: number;
  /** The first post, and from post to post, degrees; steps are positive eastward and southward. */
  readonly west: number;
  readonly north: number;
  readonly stepLon: number;
  readonly stepLat: number;
  /** Metres AMSL; NaN: no data. */
  readonly posts: Float32Array;
};

const METRES_A_DEGREE = 111_195;

/** Places on the last post belong to the raster in spite of rounding: a millionth of a step. */
const EDGE = 1e-6;

const cellOf = (
  offset: number,
  posts: number,
): { readonly post: number; readonly share: number } | undefined => {
  if (offset < -EDGE || offset > posts - 1 + EDGE) return undefined;
  const post = Math.min(Math.max(Math.floor(offset), 0), Math.max(posts - 2, 0));
  return { post, share: Math.min(1, Math.max(0, offset - post)) };
};

const heightIn = (grid: PostGrid, [lon, lat]: LonLat): number | undefined => {
  const x = cellOf((lon - grid.west) / grid.stepLon, grid.columns);
  const y = cellOf((grid.north - lat) / grid.stepLat, grid.rows);
  if (x === undefined || y === undefined) return undefined;
  const at = (column: number, row: number): number =>
    grid.posts[Math.min(row, grid.rows - 1) * grid.columns + Math.min(column, grid.columns - 1)] as number;
  const north = at(x.post, y.post) * (1 - x.share) + at(x.post + 1, y.post) * x.share;
  const south = at(x.post, y.post + 1) * (1 - x.share) + at(x.post + 1, y.post + 1) * x.share;
  const height = north * (1 - y.share) + south * y.share;
  return Number.isNaN(height) ? undefined : height;
};

/** Rasters side by side: the first that knows a place answers. At least one. */
export const terrainOf = (grids: readonly PostGrid[]): Terrain => ({
  heightM: (p) => {
    for (const grid of grids) {
      const height = heightIn(grid, p);
      if (height !== undefined) return height;
    }
    return undefined;
  },
  postM: Math.min(
    ...grids.flatMap(({ stepLat, stepLon, north }) => [
      stepLat * METRES_A_DEGREE,
      stepLon * METRES_A_DEGREE * Math.cos((north * Math.PI) / 180),
    ]),
  ),
});
