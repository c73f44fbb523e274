import { z } from 'zod';
import { PRECIPITATION, type Precipitation } from '../flight/weather.ts';

/** What a source tells. m/s, °C, metres. */
export type Reading = {
  /** When it was observed, or for when it was foretold. */
  readonly at: number;
  readonly windMs: number;
  readonly gustMs: number;
  readonly temperatureC: number;
  readonly visibilityM: number;
  readonly precipitation: Precipitation;
  /** Where the wind comes from, degrees true; undefined = not told. */
  readonly windFromDeg: number | undefined;
};

const path = z.string().min(1).max(120);
/** One figure: where it is in the message, and the factor that makes SI of it. */
const figure = z.union([
  path.transform((at) => ({ at, factor: 1 })),
  z
    .strictObject({ path, factor: z.number() })
    .transform((given) => ({ at: given.path, factor: given.factor })),
]);

/** Where the figures are in a message; `wind.mean` is `{ "wind": { "mean": … } }`, `list.0` the first of a list. */
export const mapping = z.strictObject({
  /** ISO 8601, or seconds or milliseconds since 1970; left out: the moment at which the message came. */
  at: path.optional(),
  windMs: figure,
  gustMs: figure,
  temperatureC: figure,
  visibilityM: figure,
  windFromDeg: figure.optional(),
  /** `none`, `light`, `moderate`, `heavy`, `freezing`, or millimetres an hour. */
  precipitation: path,
});
export type Mapping = z.output<typeof mapping>;

const valueAt = (message: unknown, at: string): unknown =>
  at
    .split('.')
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, key)
          ? (value as Record<string, unknown>)[key]
          : undefined,
      message,
    );

const numberOf = (value: unknown): number | undefined => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
};

/** Rates of rain, mm/h, up to which it is that kind: WMO guide No. 8 (light < 2.5, moderate < 10). */
const RAIN: readonly (readonly [mmH: number, kind: Precipitation])[] = [
  [0, 'none'],
  [2.5, 'light'],
  [10, 'moderate'],
  [Infinity, 'heavy'],
];

const precipitationOf = (value: unknown): Precipitation | undefined => {
  const named = PRECIPITATION.find((kind) => kind === value);
  const rate = numberOf(value);
  return named ?? (rate === undefined || rate < 0 ? undefined : RAIN.find(([mmH]) => rate <= mmH)?.[1]);
};

/** Seconds since 1970 stay below this until the year 5138; milliseconds passed it in 1973. */
const MOST_SECONDS = 1e11;

const timeOf = (value: unknown): number | undefined => {
  const number = numberOf(value);
  if (number !== undefined) return number < MOST_SECONDS ? number * 1000 : number;
  const parsed = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(parsed) ? undefined : parsed;
};

/** What no station measures is a fault of its message. */
const ranges = z.object({
  at: z.number().positive(),
  windMs: z.number().min(0).max(80),
  gustMs: z.number().min(0).max(100),
  temperatureC: z.number().min(-60).max(60),
  visibilityM: z.number().min(0).max(100_000),
  windFromDeg: z.number().min(0).max(360).optional(),
  precipitation: z.enum(PRECIPITATION),
});

export type ReadResult =
  | { readonly ok: true; readonly reading: Reading }
  | { readonly ok: false; readonly fault: string };

/** `cameAt`: when the message came, for one that does not tell its own time. */
export const readMessage = (message: unknown, map: Mapping, cameAt: number): ReadResult => {
  const figureAt = (of: { readonly at: string; readonly factor: number }): number | undefined => {
    const value = numberOf(valueAt(message, of.at));
    return value === undefined ? undefined : value * of.factor;
  };
  const told = map.windFromDeg && figureAt(map.windFromDeg);
  const parsed = ranges.safeParse({
    at: map.at === undefined ? cameAt : timeOf(valueAt(message, map.at)),
    windMs: figureAt(map.windMs),
    gustMs: figureAt(map.gustMs),
    temperatureC: figureAt(map.temperatureC),
    visibilityM: Math.min(figureAt(map.visibilityM) ?? NaN, 100_000),
    precipitation: precipitationOf(valueAt(message, map.precipitation)),
    ...(told === undefined ? {} : { windFromDeg: told }),
  });
  if (!parsed.success) {
    const [first] = parsed.error.issues;
    return { ok: false, fault: `${first?.path.join('.') ?? 'message'}: ${first?.message ?? 'not readable'}` };
  }
  const { windFromDeg, ...figures } = parsed.data;
  return {
    ok: true,
    // A gust is at least the mean, whatever a station rounds.
    reading: { ...figures, gustMs: Math.max(figures.gustMs, figures.windMs), windFromDeg },
  };
};
