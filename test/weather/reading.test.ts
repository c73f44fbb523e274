import { expect, test } from 'vitest';
import { windAtHeight, worstOf } from '../../server/flight/weather.ts';
import { readForecast } from '../../server/weather/forecast.ts';
import { mapping, readMessage } from '../../server/weather/reading.ts';

const NOW = Date.UTC(2026, 4, 1, 8);
const MAP = mapping.parse({
  at: 'time',
  windMs: { path: 'wind.kmh', factor: 1 / 3.6 },
  gustMs: { path: 'wind.gustKmh', factor: 1 / 3.6 },
  windFromDeg: 'wind.dir',
  temperatureC: 'air.0.t',
  visibilityM: { path: 'visKm', factor: 1000 },
  precipitation: 'rain',
});
const MESSAGE = {
  time: '2026-05-01T07:59:00Z',
  wind: { kmh: 18, gustKmh: '28.8', dir: 270 },
  air: [{ t: 21 }],
  visKm: 12,
  rain: 0,
};

test('[WX1] reads a message by its mapping, with other units and nested places', () => {
  expect(readMessage(MESSAGE, MAP, NOW)).toEqual({
    ok: true,
    reading: {
      at: NOW - 60_000,
      windMs: 5,
      gustMs: 8,
      windFromDeg: 270,
      temperatureC: 21,
      visibilityM: 12_000,
      precipitation: 'none',
    },
  });
});

test.each([
  ['windMs', { wind: { gustKmh: 10 } }],
  ['gustMs', { wind: { kmh: 10, gustKmh: 'much' } }],
  ['temperatureC', { air: [{ t: 99 }] }],
  ['visibilityM', { visKm: null }],
  ['precipitation', { rain: 'cats' }],
  ['at', { time: 'soon' }],
])('[WX1] names the figure %s that is missing or no number', (figure, more) => {
  const read = readMessage({ ...MESSAGE, ...more }, MAP, NOW);
  expect(read).toMatchObject({ ok: false, fault: expect.stringContaining(figure) as string });
});

test('[WX1] takes times of both kinds, rates of rain, and nothing at all for a fault', () => {
  const at = (time: unknown): number | undefined => {
    const read = readMessage({ ...MESSAGE, time }, MAP, NOW);
    return read.ok ? read.reading.at : undefined;
  };
  expect([at(NOW), at(NOW / 1000)]).toEqual([NOW, NOW]);
  const rain = (value: unknown): string | undefined => {
    const read = readMessage({ ...MESSAGE, rain: value }, MAP, NOW);
    return read.ok ? read.reading.precipitation : undefined;
  };
  expect([0, 1, 5, 20, 'freezing'].map(rain)).toEqual(['none', 'light', 'moderate', 'heavy', 'freezing']);
  for (const message of [undefined, null, 3, 'text', []])
    expect(readMessage(message, MAP, NOW).ok).toBe(false);
});

const hour = (from: string, to: string, gustMs: number) => ({
  from,
  to,
  windMs: 4,
  gustMs,
  temperatureC: 20,
  visibilityM: 9000,
  precipitation: 'none',
});

test('[WX4] a forecast counts for the hour that it names; of two that touch the moment the worse', () => {
  const file = {
    hours: [
      hour('2026-05-01T07:00:00Z', '2026-05-01T08:00:00Z', 7),
      hour('2026-05-01T08:00:00Z', '2026-05-01T09:00:00Z', 11),
    ],
  };
  const gust = (at: number): number | undefined => {
    const read = readForecast(file, at);
    return read.ok ? read.reading?.gustMs : undefined;
  };
  expect([NOW - 1000, NOW, NOW + 1000, NOW + 2 * 3_600_000].map(gust)).toEqual([7, 11, 11, undefined]);
  expect(readForecast({ hours: [] }, NOW).ok).toBe(false);
  expect(readForecast('x', NOW).ok).toBe(false);
});

const told = (
  kind: 'manual' | 'http' | 'mqtt' | 'forecast',
  source: string,
  ageMin: number,
  more: object = {},
) => ({
  kind,
  source,
  at: NOW - ageMin * 60_000,
  windMs: 3,
  gustMs: 5,
  temperatureC: 20,
  visibilityM: 9000,
  precipitation: 'none' as const,
  ...more,
});

test('[WX5] each source has its own freshness; the worst figure of the fresh ones counts', () => {
  const roof = told('http', 'roof', 2, { windMs: 6, gustMs: 8, precipitation: 'light' });
  const person = told('manual', 'person', 20, { visibilityM: 800, gustMs: 9 });
  expect(worstOf([roof, person], NOW)).toMatchObject({
    windMs: 6,
    gustMs: 9,
    visibilityM: 800,
    precipitation: 'light',
    source: 'roof, person',
    at: person.at,
  });
  expect(worstOf([{ ...roof, at: NOW - 11 * 60_000 }], NOW)).toBeUndefined();
  expect(worstOf([{ ...person, at: NOW - 31 * 60_000 }], NOW)).toBeUndefined();
  // Of one source the newest alone.
  expect(worstOf([told('http', 'roof', 8, { windMs: 15 }), roof], NOW)?.windMs).toBe(6);
});

test('[WX4] a forecast makes it worse, and is no observation', () => {
  const foretold = told('forecast', 'service', 1, { windMs: 12, gustMs: 15 });
  expect(worstOf([foretold], NOW)).toBeUndefined();
  const roof = told('http', 'roof', 3);
  expect(worstOf([foretold, roof], NOW)).toMatchObject({ windMs: 12, gustMs: 15, at: roof.at });
});

test('[WX6] wind grows with height by the power law, and is never taken as less', () => {
  expect(windAtHeight(5, 10, 100)).toBeCloseTo(5 * 10 ** 0.2, 6);
  expect(windAtHeight(5, 30, 10)).toBe(5);
});
