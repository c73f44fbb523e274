import type { LonLat } from '../../server/core/geo.ts';

/** WGS-84 semi-major axis (m) and first eccentricity squared (NIMA TR8350.2). */
const SEMI_MAJOR_M = 6_378_137;
const ECCENTRICITY_SQ = 6.694_379_990_14e-3;
const RAD = Math.PI / 180;

export type NorthEast = { readonly northM: number; readonly eastM: number };

/** Metres per degree of latitude and longitude on the ellipsoid at `latDeg`. */
export const metresPerDegree = (latDeg: number): { north: number; east: number } => {
  const sin = Math.sin(latDeg * RAD);
  const w2 = 1 - ECCENTRICITY_SQ * sin * sin;
  const w = Math.sqrt(w2);
  return {
    north: ((SEMI_MAJOR_M * (1 - ECCENTRICITY_SQ)) / (w2 * w)) * RAD,
    east: (SEMI_MAJOR_M / w) * Math.cos(latDeg * RAD) * RAD,
  };
};

/** The point `northM`, `eastM` metres from `from`; exact for steps of metres, good to centimetres over 1 km. */
export const moveBy = (from: LonLat, northM: number, eastM: number): LonLat => {
  const scale = metresPerDegree(from[1]);
  return [from[0] + eastM / scale.east, from[1] + northM / scale.north];
};

/** North and east metres from `from` to `to`, with the scale of the latitude half way. */
export const offsetM = (from: LonLat, to: LonLat): NorthEast => {
  const scale = metresPerDegree((from[1] + to[1]) / 2);
  return { northM: (to[1] - from[1]) * scale.north, eastM: (to[0] - from[0]) * scale.east };
};

/** Horizontal distance in metres on the ellipsoid, for the tens of kilometres of one flight. */
export const flatDistanceM = (from: LonLat, to: LonLat): number => {
  const { northM, eastM } = offsetM(from, to);
  return Math.hypot(northM, eastM);
};
