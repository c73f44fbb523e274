import { z } from 'zod';
import { PRECIPITATION } from '../flight/weather.ts';
import type { Reading } from './reading.ts';

/** A forecast of the operator's weather service, hour by hour. SI units, times ISO 8601. */
const forecastFile = z.looseObject({
  hours: z
    .array(
      z.looseObject({
        from: z.iso.datetime({ offset: true }),
        to: z.iso.datetime({ offset: true }),
        windMs: z.number().min(0).max(80),
        gustMs: z.number().min(0).max(100),
        windFromDeg: z.number().min(0).max(360).optional(),
        temperatureC: z.number().min(-60).max(60),
        visibilityM: z.number().min(0).max(100_000),
        precipitation: z.enum(PRECIPITATION),
      }),
    )
    .min(1),
});

export type ForecastResult =
  | { readonly ok: true; readonly reading: Reading | undefined }
  | { readonly ok: false; readonly fault: string };

/** The worse of the hours that touch the moment, by its gusts; undefined: it foretells nothing for then. */
export const readForecast = (json: unknown, now: number): ForecastResult => {
  const parsed = forecastFile.safeParse(json);
  if (!parsed.success) {
    const [first] = parsed.error.issues;
    return { ok: false, fault: `${first?.path.join('.') ?? 'file'}: ${first?.message ?? 'not readable'}` };
  }
  const [worst] = parsed.data.hours
    .filter(({ from, to }) => Date.parse(from) <= now && now <= Date.parse(to))
    .toSorted((a, b) => b.gustMs - a.gustMs);
  if (worst === undefined) return { ok: true, reading: undefined };
  const { windMs, gustMs, windFromDeg, temperatureC, visibilityM, precipitation } = worst;
  const figures = { windMs, gustMs, windFromDeg, temperatureC, visibilityM, precipitation };
  return { ok: true, reading: { at: now, ...figures } };
};
