import type { LonLat } from '../../server/core/geo.ts';

/** One position a line, `longitude,latitude` in degrees; undefined where a line is none. */
export const readPoints = (text: string): readonly LonLat[] | undefined => {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const points = lines.map((line): LonLat | undefined => {
    const match = /^(-?\d+(?:\.\d+)?)\s*[,，;\s]\s*(-?\d+(?:\.\d+)?)$/.exec(line);
    return match === null ? undefined : [Number(match[1]), Number(match[2])];
  });
  return points.every((p): p is LonLat => p !== undefined) ? points : undefined;
};

/** Degrees with six decimals, about 11 cm. */
export const pointText = ([lon, lat]: LonLat): string => `${lon.toFixed(6)},${lat.toFixed(6)}`;
