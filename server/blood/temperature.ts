import type { TemperatureClass } from './component.ts';

/** A closed range in degrees Celsius; undefined = open on that side. */
export type RangeC = { readonly minC: number | undefined; readonly maxC: number | undefined };

export type TransportLimits = {
  /** Outside: the unit is quarantined (INV-D6). */
  readonly breach: RangeC;
  /** Outside: look at it. */
  readonly warn: RangeC;
  readonly source: string;
};

/** Defaults; a hospital or the centre may confirm others. [U]: not verified in the Chinese standard's own text. */
const LIMITS: Readonly<Record<TemperatureClass, TransportLimits>> = {
  COLD: {
    breach: { minC: 2, maxC: 10 },
    warn: { minC: 2.5, maxC: 8 },
    source: 'UK guidelines and ISBT, 2-10 °C for at most 24 h; WS 400-2023 [U]',
  },
  AMBIENT: {
    breach: { minC: 20, maxC: 24 },
    warn: { minC: 20.5, maxC: 23.5 },
    source: 'AABB, 20-24 °C; at most 24 h without agitation; WS 400-2023 [U]',
  },
  FROZEN: {
    breach: { minC: undefined, maxC: -18 },
    warn: { minC: undefined, maxC: -20 },
    source: 'AABB, at or below -18 °C; WS 400-2023 [U]',
  },
};

export const transportLimits = (temperatureClass: TemperatureClass): TransportLimits =>
  LIMITS[temperatureClass];

/** False for NaN as well: an unreadable thermometer is not "in range". */
export const isWithin = (range: RangeC, valueC: number): boolean =>
  Number.isFinite(valueC) &&
  (range.minC === undefined || valueC >= range.minC) &&
  (range.maxC === undefined || valueC <= range.maxC);

/** `2 to 10 °C`, `at most -18 °C`. */
export const rangeText = (range: RangeC): string => {
  if (range.minC === undefined) return `at most ${range.maxC} °C`;
  if (range.maxC === undefined) return `at least ${range.minC} °C`;
  return `${range.minC} to ${range.maxC} °C`;
};
