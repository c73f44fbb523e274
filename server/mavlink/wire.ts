import type { LonLat } from '../core/geo.ts';

/**
 * All conversions between MAVLink's wire units and SI units. Inside: metres, m/s, degrees, seconds, [lon, lat].
 * "Unknown" markers of the wire become undefined here.
 */

const DEG_E7 = 1e7;
const MM_PER_M = 1000;
const CM_PER_M = 100;
const CDEG_PER_DEG = 100;
const MV_PER_V = 1000;
const UINT16_UNKNOWN = 0xffff;

export const degFromE7 = (value: number): number => value / DEG_E7;
export const degToE7 = (deg: number): number => Math.round(deg * DEG_E7);
export const mFromMm = (value: number): number => value / MM_PER_M;
export const mToMm = (m: number): number => Math.round(m * MM_PER_M);
export const msFromCms = (value: number): number => value / CM_PER_M;
export const msToCms = (ms: number): number => Math.round(ms * CM_PER_M);

const DEG_PER_RAD = 180 / Math.PI;
export const degFromRad = (rad: number): number => rad * DEG_PER_RAD;

/** Centidegrees [0, 35999] to degrees; 65535 is unknown. */
export const headingFromCdeg = (value: number): number | undefined =>
  value >= 0 && value < 360 * CDEG_PER_DEG ? value / CDEG_PER_DEG : undefined;

export const headingToCdeg = (deg: number): number =>
  Math.round((((deg % 360) + 360) % 360) * CDEG_PER_DEG) % (360 * CDEG_PER_DEG);

/** Millivolts; 65535 is unknown. */
export const voltsFromMv = (value: number): number | undefined =>
  value === UINT16_UNKNOWN ? undefined : value / MV_PER_V;

export const voltsToMv = (volts: number): number => Math.round(volts * MV_PER_V);

/** Percent [0, 100] to a fraction; −1 is unknown. */
export const fractionFromPercent = (value: number): number | undefined =>
  value >= 0 && value <= 100 ? value / 100 : undefined;

/**
 * A position from degE7 fields. Undefined if out of range (PX4 and forged frames send such) or exactly 0,0, which
 * vehicles send for "no fix" and where nobody flies.
 */
export const lonLatFromE7 = (lonE7: number, latE7: number): LonLat | undefined => {
  const lon = degFromE7(lonE7);
  const lat = degFromE7(latE7);
  if (!Number.isFinite(lon) || !Number.isFinite(lat)) return undefined;
  if (Math.abs(lon) > 180 || Math.abs(lat) > 90) return undefined;
  return lonE7 === 0 && latE7 === 0 ? undefined : [lon, lat];
};

/** Nearest 32 bit float: what a value becomes in a float field. */
export const asFloat32 = (value: number): number => Math.fround(value);

const bits = new DataView(new ArrayBuffer(4));

/** PX4 sends integer parameters as int bits in the float field. */
export const int32FromFloatBits = (value: number): number => {
  bits.setFloat32(0, value, true);
  return bits.getInt32(0, true);
};

/**
 * The float whose bits are this int32. Small ones are denormals and negative ones quiet NaNs: both survive the way.
 * Only −8,388,607…−4,194,305 and 2,139,095,041…2,143,289,343 (signalling NaNs) do not; PX4 has no such values.
 */
export const int32ToFloatBits = (value: number): number => {
  bits.setInt32(0, value, true);
  return bits.getFloat32(0, true);
};

/** uint64 as decimal text: BigInt never reaches JSON. */
export const uint64Text = (value: bigint): string => value.toString(10);

/** Bytes as lower-case hex text. */
export const hexText = (bytes: readonly number[]): string =>
  bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
