import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { runCampaign, seedsFrom, type Summary } from './campaign.ts';
import { missingOf } from './coverage.ts';
import type { SeedOptions } from './run.ts';

/** A short morning, to be run twice. */
const SHORT: SeedOptions = { activeMs: 60_000, wholeMs: 60_000 };
const isLong = process.env['LIFELINE_LONG'] === '1';
const WORKERS = Math.max(1, availableParallelism());
/** Seeds of ten virtual minutes in a usual run: to be raised with the speed of the simulator, to 200. */
const USUAL_SEEDS = 2;
const LONG_SEEDS = 200;
const SEEDS = seedsFrom(1, isLong ? LONG_SEEDS : USUAL_SEEDS);
/** Seeds in which everything that people do and that goes wrong has to happen at least once. */
const COVERING_SEEDS = 30;
const TIMEOUT_MS = isLong ? 7_200_000 : 600_000;

/** Seeds that once found a bug, with what it was. */
const KEPT: readonly (readonly [seed: number, what: string])[] = [
  [
    4,
    'a drone that arrived after its delivery had been replaced delivered the replacement that still stood packed',
  ],
  [8, 'a drone with a quarantined box aboard could never be turned around'],
  [21, 'a launch that was asked for while another of the same flight waited for its second person was a 500'],
  [28, 'boxes whose units were out of use were loaded again and again, so that their flights never began'],
];

const say = ({ seeds, virtualHours, speedup, deliveries, faultsInjected }: Summary): void =>
  console.log(
    `${seeds} seeds, ${virtualHours.toFixed(1)} virtual hours, ${speedup.toFixed(0)} times real time, ${deliveries} deliveries, ${faultsInjected} faults`,
  );

describe('the whole service on one virtual clock (LIFELINE_LONG=1: 200 seeds, those kept, and what 30 cover)', () => {
  it('replays a seed with faults exactly', { timeout: TIMEOUT_MS }, async () => {
    const traces: string[] = [];
    // Two processes, so that nothing is left over from the first run.
    for (let i = 0; i < 2; i++)
      await runCampaign({
        seeds: [3],
        workers: 1,
        optionsOf: () => SHORT,
        onDone: ({ trace, faults }) => traces.push(`${trace} ${JSON.stringify(faults)}`),
      });
    expect(traces).toHaveLength(2);
    expect(traces[0]).toBe(traces[1]);
    expect(traces[0]).not.toMatch(/ \{\}$/);
  });

  it(
    `holds every invariant and finishes every order: ${SEEDS.length} seeds of ten minutes or more`,
    { timeout: TIMEOUT_MS },
    async () => {
      const summary = await runCampaign({ seeds: SEEDS, workers: WORKERS });
      say(summary);
      expect(summary.broken).toEqual([]);
      expect(summary.unfinished).toEqual([]);
      expect(summary.deliveries).toBeGreaterThan(SEEDS.length);
      expect(summary.faultsInjected).toBeGreaterThan(SEEDS.length);
      expect(summary.crashes).toBeGreaterThan(0);
    },
  );

  it.runIf(isLong)('holds with the seeds that once did not', { timeout: TIMEOUT_MS }, async () => {
    const summary = await runCampaign({ seeds: KEPT.map(([seed]) => seed), workers: WORKERS });
    expect(summary.broken).toEqual([]);
    expect(summary.unfinished).toEqual([]);
  });

  it.runIf(isLong)(
    `sees everything that can happen in ${COVERING_SEEDS} seeds`,
    { timeout: TIMEOUT_MS },
    async () => {
      const summary = await runCampaign({ seeds: seedsFrom(1, COVERING_SEEDS), workers: WORKERS });
      expect(missingOf(summary.coverage)).toEqual([]);
    },
  );
});
