import gcoordModule from 'gcoord';
import { distanceM, isLonLat, type LonLat } from '../../server/core/geo.ts';

/** Its types describe a module with a default; Node and the bundler both hand over the default itself. */
const gcoord = gcoordModule as unknown as typeof gcoordModule.default;

/**
 * Chinese maps shift positions by law: GCJ-02 (Amap, Tencent) and BD-09 (Baidu). Forms take them in, everything behind
 * the form is WGS-84.
 */
export const DATUMS = ['WGS84', 'GCJ02', 'BD09'] as const;
export type Datum = (typeof DATUMS)[number];

const CRS = { WGS84: gcoord.WGS84, GCJ02: gcoord.GCJ02, BD09: gcoord.BD09 } as const;

/** Seven decimals are about 1 cm. */
const rounded = (value: number): number => Math.round(value * 1e7) / 1e7;

/** A position that was entered in `datum`, in WGS-84 degrees `[lon, lat]`; undefined where it is none. */
export const toWgs84 = (lon: number, lat: number, datum: Datum): LonLat | undefined => {
  if (!isLonLat([lon, lat])) return undefined;
  if (datum === 'WGS84') return [lon, lat];
  const [x, y] = gcoord.transform([lon, lat], CRS[datum], CRS.WGS84);
  return isLonLat([x, y]) ? [rounded(x), rounded(y)] : undefined;
};

/** The same position in another datum, for the reader to compare with a map. */
export const fromWgs84 = (position: LonLat, datum: Datum): LonLat => {
  if (datum === 'WGS84') return position;
  const [x, y] = gcoord.transform([position[0], position[1]], CRS.WGS84, CRS[datum]);
  return [rounded(x), rounded(y)];
};

/** How far the figures would lie apart if one forgot to convert, metres. */
export const shiftM = (entered: LonLat, wgs84: LonLat): number => Math.round(distanceM(entered, wgs84));
