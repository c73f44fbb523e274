import type { WallMs } from '../core/clock.ts';
import type { DroneProfile } from '../plan/profile.ts';
import type { Finding } from './preflight-table.ts';

export const PRECIPITATION = ['none', 'light', 'moderate', 'heavy', 'freezing'] as const;
export type Precipitation = (typeof PRECIPITATION)[number];

/** What a person read off a station. m/s, °C, metres. */
export type Weather = {
  /** When it was observed. */
  readonly at: WallMs;
  readonly windMs: number;
  readonly gustMs: number;
  readonly temperatureC: number;
  readonly visibilityM: number;
  readonly precipitation: Precipitation;
};

/** Who tells of the weather. */
export const WEATHER_KINDS = ['manual', 'http', 'mqtt', 'forecast'] as const;
export type WeatherKind = (typeof WEATHER_KINDS)[number];

/**
 * How long a reading counts from its observation. Assumption: a station that is fallen silent for ten minutes is not trusted,
 * and a forecast that is not read again within its hour neither.
 */
export const GOOD_MS: Readonly<Record<WeatherKind, number>> = {
  manual: 30 * 60_000,
  http: 10 * 60_000,
  mqtt: 10 * 60_000,
  forecast: 60 * 60_000,
};

/** Exponent of the power law over a city's edge and a river; between open ground (0.14) and suburbs (0.22 to 0.3). Assumption. */
const SHEAR_EXPONENT = 0.2;

/** Wind at a height above ground from wind measured at another, m/s; below the mast it is not taken as less. */
export const windAtHeight = (ms: number, measuredAtM: number, heightM: number): number =>
  ms * Math.max(1, heightM / measuredAtM) ** SHEAR_EXPONENT;

type Figures = Omit<Weather, 'at'>;
type Told = Figures & { readonly at: number; readonly kind: WeatherKind; readonly source: string };

/**
 * What counts of several sources: the newest fresh reading of each (what people enter is one source: the last word corrects), and of these the worst of every figure, as old as the oldest.
 * Undefined without a fresh observation: a forecast alone is none. A wind's direction is that of the strongest.
 */
export const worstOf = <T extends Told>(readings: readonly T[], wall: number): T | undefined => {
  const fresh = readings
    .filter(({ at, kind }) => wall - at <= GOOD_MS[kind] && at <= wall)
    .toSorted((a, b) => b.at - a.at);
  const keys = fresh.map(({ kind, source }) => (kind === 'manual' ? kind : source));
  const one = fresh.filter((_, i) => keys.indexOf(keys[i] ?? '') === i);
  const strongest = one.toSorted((a, b) => b.windMs - a.windMs)[0];
  if (strongest === undefined || one.every(({ kind }) => kind === 'forecast')) return undefined;
  const worst = (figure: 'gustMs' | 'visibilityM', pick: (...values: number[]) => number): number =>
    pick(...one.map((each) => each[figure]));
  const rain = Math.max(...one.map(({ precipitation }) => PRECIPITATION.indexOf(precipitation)));
  return {
    ...strongest,
    // Cold and hot both limit: what the newest observation says.
    temperatureC: (one.find(({ kind }) => kind !== 'forecast') ?? strongest).temperatureC,
    gustMs: worst('gustMs', Math.max),
    visibilityM: worst('visibilityM', Math.min),
    precipitation: PRECIPITATION[rain] ?? 'freezing',
    at: Math.min(...one.filter(({ kind }) => kind !== 'forecast').map(({ at }) => at)),
    source: one.map(({ source }) => source).join(', '),
  };
};

/** Wind over a river changes within that time. Assumption. */
export const WEATHER_GOOD_MS = 30 * 60_000;
/** Beyond the profile's temperatures by that much nobody flies. Assumption. */
const TEMPERATURE_MARGIN_C = 5;
/** Below the first the pads' cameras and people see too little, below the second nobody flies. Assumption. */
const VISIBILITY_M = 1500;
const HARD_VISIBILITY_M = 500;
const PRECIPITATION_LIMIT: Precipitation = 'light';
const HARD_PRECIPITATION: Precipitation = 'moderate';

type Measure = {
  readonly what: string;
  readonly zh: string;
  readonly unit: string;
  readonly value: number;
  readonly limit: number;
  readonly hard: number;
  readonly isBeyond: (value: number, limit: number) => boolean;
};

const above = (value: number, limit: number): boolean => value > limit;
const below = (value: number, limit: number): boolean => value < limit;

const measuresOf = (weather: Figures, profile: DroneProfile): readonly Measure[] => [
  {
    what: 'wind',
    zh: '风速',
    unit: 'm/s',
    value: weather.windMs,
    limit: profile.windLimitMs,
    hard: profile.windHardMs,
    isBeyond: above,
  },
  {
    what: 'gusts',
    zh: '阵风',
    unit: 'm/s',
    value: weather.gustMs,
    limit: profile.gustLimitMs,
    hard: profile.gustHardMs,
    isBeyond: above,
  },
  {
    what: 'temperature',
    zh: '气温',
    unit: '°C',
    value: weather.temperatureC,
    limit: profile.minTemperatureC,
    hard: profile.minTemperatureC - TEMPERATURE_MARGIN_C,
    isBeyond: below,
  },
  {
    what: 'temperature',
    zh: '气温',
    unit: '°C',
    value: weather.temperatureC,
    limit: profile.maxTemperatureC,
    hard: profile.maxTemperatureC + TEMPERATURE_MARGIN_C,
    isBeyond: above,
  },
  {
    what: 'visibility',
    zh: '能见度',
    unit: 'm',
    value: weather.visibilityM,
    limit: VISIBILITY_M,
    hard: HARD_VISIBILITY_M,
    isBeyond: below,
  },
];

const PRECIPITATION_ZH: Readonly<Record<Precipitation, string>> = {
  none: '无降水',
  light: '小雨雪',
  moderate: '中雨雪',
  heavy: '大雨雪',
  freezing: '冻雨或结冰',
};

/** One figure of the weather that is beyond what the drone bears; hard: nobody flies in it. */
export type BeyondLimit = {
  readonly what: string;
  readonly isHard: boolean;
  /** Tells it from others of its kind. */
  readonly place: string;
  readonly sentence: string;
  readonly zh: string;
  readonly en: string;
};

const beyondWords = ({ what, zh, unit, value, limit }: Measure, isHard: boolean): BeyondLimit => ({
  what,
  isHard,
  place: `${what}-${limit}`,
  sentence: `${what[0]?.toUpperCase()}${what.slice(1)} is ${value} ${unit}, the ${isHard ? 'hard ' : ''}limit is ${limit} ${unit}.`,
  zh: `${zh} ${value} ${unit}，限值 ${limit} ${unit}`,
  en: `${what} ${value} ${unit}, limit ${limit} ${unit}`,
});

const rainBeyond = ({ precipitation }: Figures): BeyondLimit[] => {
  const rank = (kind: Precipitation): number => PRECIPITATION.indexOf(kind);
  if (rank(precipitation) <= rank(PRECIPITATION_LIMIT)) return [];
  return [
    {
      what: 'precipitation',
      isHard: rank(precipitation) > rank(HARD_PRECIPITATION),
      place: 'precipitation',
      sentence: `Precipitation is ${precipitation}, the limit is ${PRECIPITATION_LIMIT}.`,
      zh: PRECIPITATION_ZH[precipitation],
      en: `${precipitation} precipitation`,
    },
  ];
};

/** Every figure that is beyond what the drone bears, whatever its age. */
export const beyondLimits = (weather: Figures, profile: DroneProfile): BeyondLimit[] => [
  ...measuresOf(weather, profile).flatMap((measure): BeyondLimit[] => {
    if (measure.isBeyond(measure.value, measure.hard))
      return [beyondWords({ ...measure, limit: measure.hard }, true)];
    return measure.isBeyond(measure.value, measure.limit) ? [beyondWords(measure, false)] : [];
  }),
  ...rainBeyond(weather),
];

/** The weather against what the drone bears; each measure that is beyond is an issue of its own. */
export const weatherFindings = (
  weather: Weather | undefined,
  profile: DroneProfile | undefined,
  wall: WallMs,
): Finding[] => {
  // Each source has been judged by its own freshness.
  const isGood = weather !== undefined && wall - weather.at <= WEATHER_GOOD_MS && wall >= weather.at;
  if (!isGood || profile === undefined)
    return [
      {
        id: 'preflight.weather_unknown',
        sentence: `Expected a weather report of the last ${WEATHER_GOOD_MS / 60_000} minutes, there is none.`,
      },
    ];
  return beyondLimits(weather, profile).map(({ isHard, place, sentence, zh, en }) => ({
    id: isHard ? 'preflight.weather_hard' : 'preflight.weather_limit',
    place,
    sentence,
    params: { zh, en },
  }));
};
