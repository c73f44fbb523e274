import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { runCampaign } from './campaign.ts';
import type { CrashTrigger } from './mishaps.ts';
import { runSeed, type SeedOptions } from './run.ts';

const isLong = process.env['LIFELINE_LONG'] === '1';
const WORKERS = Math.max(1, availableParallelism());
const SEED = 9;
/** A short morning: some orders, their flights there and back. */
const SHORT: SeedOptions = { activeMs: 60_000, wholeMs: 60_000 };
const SAMPLES = 4;
const DOWN_MS = 1500;
const TIMEOUT_MS = isLong ? 7_200_000 : 600_000;

const KINDS = [
  { on: 'commit', point: 'before' },
  { on: 'commit', point: 'within' },
  { on: 'commit', point: 'after' },
  { on: 'send', point: 'before' },
  { on: 'send', point: 'after' },
] as const;

/** Every point of a run in which nothing else goes wrong, or some that are spread over it. */
const triggers = (points: Readonly<Record<CrashTrigger['on'], number>>): CrashTrigger[] => {
  const all = KINDS.flatMap((kind) =>
    Array.from({ length: points[kind.on] }, (_, i): CrashTrigger => ({
      ...kind,
      left: i + 1,
      downMs: DOWN_MS,
    })),
  );
  if (isLong) return all;
  return Array.from(
    { length: SAMPLES },
    (_, i) => all[Math.floor(((i + 0.5) * all.length) / SAMPLES)],
  ).filter((each) => each !== undefined);
};

describe(`a crash at commits and sends, ${isLong ? 'all' : SAMPLES} of them (LIFELINE_LONG=1: all)`, () => {
  it(
    'INV-S2, INV-S11, INV-D1, INV-D3, INV-L1: no point of a run is a bad one to end at',
    { timeout: TIMEOUT_MS },
    async () => {
      const { points } = await runSeed(SEED, { ...SHORT, crash: 'none' });
      expect(points.commit).toBeGreaterThan(100);
      expect(points.send).toBeGreaterThan(100);
      const crashes = triggers(points);
      const summary = await runCampaign({
        seeds: crashes.map(() => SEED),
        workers: WORKERS,
        optionsOf: (index) => {
          const crash = crashes[index];
          return crash === undefined ? SHORT : { ...SHORT, crash };
        },
      });
      expect(summary.broken).toEqual([]);
      expect(summary.unfinished).toEqual([]);
      expect(summary.crashes).toBe(crashes.length);
    },
  );
});
