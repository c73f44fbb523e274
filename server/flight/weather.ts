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

const measuresOf = (weather: Weather, profile: DroneProfile): readonly Measure[] => [
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

const beyondWords = ({ what, zh, unit, value, limit }: Measure, isHard: boolean): Finding => ({
  id: isHard ? 'preflight.weather_hard' : 'preflight.weather_limit',
  place: `${what}-${limit}`,
  sentence: `${what[0]?.toUpperCase()}${what.slice(1)} is ${value} ${unit}, the ${isHard ? 'hard ' : ''}limit is ${limit} ${unit}.`,
  params: {
    zh: `${zh} ${value} ${unit}，限值 ${limit} ${unit}`,
    en: `${what} ${value} ${unit}, limit ${limit} ${unit}`,
  },
});

const rainFindings = ({ precipitation }: Weather): Finding[] => {
  const rank = (kind: Precipitation): number => PRECIPITATION.indexOf(kind);
  if (rank(precipitation) <= rank(PRECIPITATION_LIMIT)) return [];
  return [
    {
      id:
        rank(precipitation) > rank(HARD_PRECIPITATION) ? 'preflight.weather_hard' : 'preflight.weather_limit',
      place: 'precipitation',
      sentence: `Precipitation is ${precipitation}, the limit is ${PRECIPITATION_LIMIT}.`,
      params: { zh: PRECIPITATION_ZH[precipitation], en: `${precipitation} precipitation` },
    },
  ];
};

/** The weather against what the drone bears; each measure that is beyond is an issue of its own. */
export const weatherFindings = (
  weather: Weather | undefined,
  profile: DroneProfile | undefined,
  wall: WallMs,
): Finding[] => {
  const isGood = weather !== undefined && wall - weather.at <= WEATHER_GOOD_MS && wall >= weather.at;
  if (!isGood || profile === undefined)
    return [
      {
        id: 'preflight.weather_unknown',
        sentence: `Expected a weather report of the last ${WEATHER_GOOD_MS / 60_000} minutes, there is none.`,
      },
    ];
  const beyond = measuresOf(weather, profile).flatMap((measure): Finding[] => {
    if (measure.isBeyond(measure.value, measure.hard))
      return [beyondWords({ ...measure, limit: measure.hard }, true)];
    return measure.isBeyond(measure.value, measure.limit) ? [beyondWords(measure, false)] : [];
  });
  return [...beyond, ...rainFindings(weather)];
};
