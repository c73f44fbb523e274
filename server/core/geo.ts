/** A position in WGS-84 degrees, `[lon, lat]` as in GeoJSON. */
export type LonLat = readonly [lon: number, lat: number];

/**
 * Mean earth radius of the haversine formula, metres (IUGG R1). Turf uses 6371008.8 too, so that our figures and
 * Turf's agree.
 */
export const EARTH_RADIUS_M = 6_371_008.8;

const RAD = Math.PI / 180;

/** Great-circle distance in metres. */
export const distanceM = (a: LonLat, b: LonLat): number => {
  const dLat = (b[1] - a[1]) * RAD;
  const dLon = (b[0] - a[0]) * RAD;
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a[1] * RAD) * Math.cos(b[1] * RAD) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h)));
};

/** Initial bearing from `a` to `b`, degrees clockwise from north, [0, 360). */
export const bearingDeg = (a: LonLat, b: LonLat): number => {
  const dLon = (b[0] - a[0]) * RAD;
  const y = Math.sin(dLon) * Math.cos(b[1] * RAD);
  const x =
    Math.cos(a[1] * RAD) * Math.sin(b[1] * RAD) -
    Math.sin(a[1] * RAD) * Math.cos(b[1] * RAD) * Math.cos(dLon);
  return (Math.atan2(y, x) / RAD + 360) % 360;
};

/** The point `distance` metres from `from` on that initial bearing (degrees). */
export const destination = (from: LonLat, distance: number, bearing: number): LonLat => {
  const d = distance / EARTH_RADIUS_M;
  const lat1 = from[1] * RAD;
  const lat2 = Math.asin(
    Math.sin(lat1) * Math.cos(d) + Math.cos(lat1) * Math.sin(d) * Math.cos(bearing * RAD),
  );
  const dLon = Math.atan2(
    Math.sin(bearing * RAD) * Math.sin(d) * Math.cos(lat1),
    Math.cos(d) - Math.sin(lat1) * Math.sin(lat2),
  );
  return [from[0] + dLon / RAD, lat2 / RAD];
};

/** Local east/north offset of `p` from `origin`, metres, equirectangular: good to 0.1 % within 50 km. */
export const toEastNorthM = (origin: LonLat, p: LonLat): { east: number; north: number } => ({
  east: (p[0] - origin[0]) * RAD * EARTH_RADIUS_M * Math.cos(((origin[1] + p[1]) / 2) * RAD),
  north: (p[1] - origin[1]) * RAD * EARTH_RADIUS_M,
});

/** True if both are finite and within the range of WGS-84 coordinates. */
export const isLonLat = (p: readonly number[]): boolean =>
  p.length === 2 &&
  Number.isFinite(p[0]) &&
  Number.isFinite(p[1]) &&
  Math.abs(p[0] as number) <= 180 &&
  Math.abs(p[1] as number) <= 90;
