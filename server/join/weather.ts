import { readFileSync } from 'node:fs';
import { ConfigError } from '../config.ts';
import { systemCause } from '../core/cause.ts';
import type { Clock } from '../core/clock.ts';
import type { Conditions } from '../flight/conditions-service.ts';
import { PRECIPITATION } from '../flight/weather.ts';
import type { MavLog } from '../mavlink/log.ts';
import type { Reading } from '../weather/reading.ts';
import { createWeather, type WeatherPorts } from '../weather/service.ts';
import { weatherSources, type SourceConfig } from '../weather/sources.ts';

/** A station that tells every second is recorded once a minute, and at once where it got worse. */
const RECORD_MS = 60_000;
/** By so much worse is recorded at once: m/s, and share of the visibility. Assumption. */
const WORSE_MS = 0.5;
const WORSE_SHARE = 0.9;

/** The operator's file; throws a sentence for the person who starts the service. */
export const readWeatherSources = (path: string | undefined): readonly SourceConfig[] => {
  if (path === undefined) return [];
  const parsed = weatherSources.safeParse(jsonOf(path));
  if (parsed.success) return parsed.data.sources;
  const [first] = parsed.error.issues;
  throw new ConfigError(`--weather: ${first?.path.join('.') ?? ''}: ${first?.message ?? 'not readable'}.`);
};

const jsonOf = (path: string): unknown => {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown;
  } catch (error) {
    throw new ConfigError(`--weather: ${error instanceof Error ? error.message : 'not readable'}.`);
  }
};

const isWorse = (before: Reading, now: Reading): boolean =>
  now.windMs > before.windMs + WORSE_MS ||
  now.gustMs > before.gustMs + WORSE_MS ||
  now.visibilityM < before.visibilityM * WORSE_SHARE ||
  PRECIPITATION.indexOf(now.precipitation) > PRECIPITATION.indexOf(before.precipitation);

type Deps = {
  readonly clock: Clock;
  readonly conditions: Pick<Conditions, 'reportWeather'>;
  readonly ports: WeatherPorts;
  readonly log: MavLog;
};

/** The sources tell the flight stage what people else enter by hand. */
export const joinWeather = ({ clock, conditions, ports, log }: Deps, sources: readonly SourceConfig[]) => {
  const recorded = new Map<string, Reading>();
  const trouble = (source: SourceConfig, sentence: string): void =>
    log('warn', `weather source ${source.name}: ${sentence}`);
  return createWeather(
    {
      ...ports,
      clock,
      trouble,
      report: async (source, reading) => {
        const before = recorded.get(source.name);
        if (before !== undefined && reading.at - before.at < RECORD_MS && !isWorse(before, reading)) return;
        const { windFromDeg = null, ...figures } = reading;
        const told = { ...figures, windFromDeg, source: source.name, measuredAtM: source.measuredAtM };
        const done = await conditions.reportWeather(systemCause(clock.wall()), told, { kind: source.kind });
        if (done.ok) recorded.set(source.name, reading);
        else trouble(source, done.error.message);
      },
    },
    sources,
  );
};
