import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { figuresOf, type Figures } from './figures.ts';
import type { FlightName, Sample, Track } from './flights.ts';

/** What a real PX4 flew: its figures, and its track twice a second as [s, north, east, up, speed, climb]. */
export type Recording = { readonly figures: Figures; readonly track: readonly (readonly number[])[] };

const fileOf = (name: FlightName): URL => new URL(`recorded/${name}.json`, import.meta.url);
const EVERY_S = 0.5;

const rounded = (value: number): number => Math.round(value * 100) / 100;

const thin = (track: Track): Sample[] => {
  const kept: Sample[] = [];
  for (const sample of track)
    if (kept.length === 0 || sample.t - (kept.at(-1)?.t ?? 0) >= EVERY_S) kept.push(sample);
  return kept;
};

export const recording = (name: FlightName): Recording | undefined =>
  existsSync(fileOf(name)) ? (JSON.parse(readFileSync(fileOf(name), 'utf8')) as Recording) : undefined;

export const keepRecording = (name: FlightName, track: Track): void => {
  const figures = Object.fromEntries(
    Object.entries(figuresOf(name, track)).map(([key, value]) => [key, rounded(value)]),
  );
  const rows = thin(track).map((s) => [s.t, s.n, s.e, s.up, s.speed, s.climb].map(rounded));
  writeFileSync(
    fileOf(name),
    `{\n"figures": ${JSON.stringify(figures)},\n"track": [\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]\n}\n`,
  );
};

/** Shares by which the embedded vehicle may differ, and what is too little to matter (s, m, m/s). */
const SHARE = 0.05;
const FLOOR = 0.1;

/** The figures that differ by more than 5 %, with both values. */
export const differences = (px4: Figures, embedded: Figures): string[] =>
  Object.entries(px4).flatMap(([key, theirs]) => {
    const ours = embedded[key] ?? Number.NaN;
    return Math.abs(ours - theirs) <= Math.abs(theirs) * SHARE + FLOOR
      ? []
      : [`${key}: PX4 ${theirs.toFixed(2)}, embedded ${ours.toFixed(2)}`];
  });

/** Metres between two tracks of one flight at the same time since the take-off. */
export const apartM = (px4: Recording, embedded: Track): number => {
  const lift = (samples: readonly { t: number; up: number }[]): number =>
    samples.find(({ up }) => up > 0.5)?.t ?? Number.NaN;
  const theirs = px4.track.map(([t = 0, n = 0, e = 0, up = 0]) => ({ t, n, e, up }));
  const [a, b] = [lift(theirs), lift(embedded)];
  let most = 0;
  let at = 0;
  for (const point of theirs) {
    while (at < embedded.length - 1 && (embedded[at]?.t ?? 0) - b < point.t - a) at++;
    const ours = embedded[at];
    if (ours !== undefined) most = Math.max(most, Math.hypot(ours.n - point.n, ours.e - point.e));
  }
  return most;
};
