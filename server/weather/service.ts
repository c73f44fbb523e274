import type { Clock } from '../core/clock.ts';
import { readForecast } from './forecast.ts';
import { readMessage, type ReadResult, type Reading } from './reading.ts';
import type { SourceConfig } from './sources.ts';

/** One message a subscription brings; the text of its body. */
type OnMessage = (text: string) => void;

export type WeatherPorts = {
  /** GET; rejects where there is no answer in time or an answer that is an error. */
  readonly get: (url: string, timeoutMs: number) => Promise<string>;
  /** Subscribes and stays so through losses of the connection. */
  readonly subscribe: (
    at: { readonly url: string; readonly topic: string },
    onMessage: OnMessage,
    onTrouble: (sentence: string) => void,
  ) => { stop(): Promise<void> };
  readonly readFile: (path: string) => Promise<string>;
};

export type WeatherDeps = WeatherPorts & {
  readonly clock: Clock;
  /** A reading of a source: recorded, and then told. */
  readonly report: (source: SourceConfig, reading: Reading) => Promise<void>;
  /** What a source cannot tell, and why. */
  readonly trouble: (source: SourceConfig, sentence: string) => void;
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

/** Asks and hears the sources of the operator's file. */
export const createWeather = (deps: WeatherDeps, sources: readonly SourceConfig[]) => {
  const { clock } = deps;
  const stops: (() => Promise<void>)[] = [];

  const take = async (source: SourceConfig, result: ReadResult): Promise<void> => {
    if (!result.ok) return deps.trouble(source, result.fault);
    await deps.report(source, result.reading);
  };

  const told = (source: SourceConfig, error: unknown): void =>
    deps.trouble(source, error instanceof Error ? error.message : 'unknown trouble');

  /** The next question waits for the answer to the one before. */
  const every = (source: SourceConfig, everyS: number, ask: () => Promise<void>): void => {
    let asking = false;
    const once = (): void => {
      if (asking) return;
      asking = true;
      void ask()
        .catch((error: unknown) => told(source, error))
        .finally(() => {
          asking = false;
        });
    };
    once();
    const timer = clock.every(everyS * 1000, once);
    stops.push(async () => timer.cancel());
  };

  const start = (source: SourceConfig): void => {
    if (source.kind === 'http') {
      const { url, timeoutS, everyS, map } = source;
      every(source, everyS, async () => {
        const text = await deps.get(url, timeoutS * 1000);
        await take(source, readMessage(parseJson(text), map, clock.wall()));
      });
    } else if (source.kind === 'mqtt') {
      const heard = (text: string): void => {
        void take(source, readMessage(parseJson(text), source.map, clock.wall())).catch((error: unknown) =>
          told(source, error),
        );
      };
      const subscribed = deps.subscribe(source, heard, (sentence) => deps.trouble(source, sentence));
      stops.push(() => subscribed.stop());
    } else
      every(source, source.everyS, async () => {
        const read = readForecast(parseJson(await deps.readFile(source.path)), clock.wall());
        if (!read.ok) return deps.trouble(source, read.fault);
        if (read.reading === undefined) return deps.trouble(source, 'it foretells nothing for now');
        await deps.report(source, read.reading);
      });
  };

  return {
    start: (): void => sources.forEach(start),
    stop: async (): Promise<void> => {
      await Promise.all(stops.splice(0).map((stop) => stop()));
    },
  };
};
