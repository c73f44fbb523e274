/** A box in degrees of WGS-84. */
export type Region = {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
};

/** The working area of this service around Nanjing: beyond it there are no data, so no flight. */
export const NANJING_REGION: Region = { west: 118.35, south: 31.6, east: 119.25, north: 32.62 };

/** True if `[lon, lat]` lies in the region widened by `slackDeg`; false for NaN. */
export const isInRegion = (p: readonly number[], region: Region, slackDeg = 0): boolean =>
  (p[0] ?? NaN) >= region.west - slackDeg &&
  (p[0] ?? NaN) <= region.east + slackDeg &&
  (p[1] ?? NaN) >= region.south - slackDeg &&
  (p[1] ?? NaN) <= region.north + slackDeg;
