import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { runCampaign, seedsFrom } from './campaign.ts';
import type { SeedOptions } from './run.ts';

const isLong = process.env['LIFELINE_LONG'] === '1';
const WORKERS = Math.max(1, availableParallelism());
/** Some short mornings in a usual run; the long one does what the first release was held to. */
const SEEDS = seedsFrom(1, isLong ? 200 : 4);
const SHORT: SeedOptions = { activeMs: 60_000, wholeMs: 60_000 };
const OPTIONS = isLong ? {} : SHORT;
const WHAT = isLong ? 'ten minutes or more each' : 'a minute of orders and faults each';
const TIMEOUT_MS = isLong ? 7_200_000 : 600_000;

/** Seeds that once found a bug, with what it was. */
const KEPT: readonly (readonly [seed: number, what: string])[] = [
  [21, 'a launch that was asked for while another of the same flight waited for its second person was a 500'],
  [28, 'boxes whose units were out of use were loaded again and again, so that their flights never began'],
];

describe('the whole service on one virtual clock (LIFELINE_LONG=1: 200 seeds of ten minutes, and those kept)', () => {
  it('replays a seed with faults exactly', { timeout: TIMEOUT_MS }, async () => {
    const traces: string[] = [];
    // Two processes, so that nothing is left over from the first run.
    for (let i = 0; i < 2; i++)
      await runCampaign({
        seeds: [3],
        workers: 1,
        optionsOf: () => OPTIONS,
        onDone: ({ trace, faults }) => traces.push(`${trace} ${JSON.stringify(faults)}`),
      });
    expect(traces).toHaveLength(2);
    expect(traces[0]).toBe(traces[1]);
    expect(traces[0]).not.toMatch(/ \{\}$/);
  });

  it(
    `holds every invariant and finishes every order: ${SEEDS.length} seeds, ${WHAT}`,
    { timeout: TIMEOUT_MS },
    async () => {
      const summary = await runCampaign({ seeds: SEEDS, workers: WORKERS, optionsOf: () => OPTIONS });
      expect(summary.broken).toEqual([]);
      expect(summary.unfinished).toEqual([]);
      expect(summary.deliveries).toBeGreaterThan(isLong ? SEEDS.length * 3 : 0);
      expect(summary.faultsInjected).toBeGreaterThan(SEEDS.length);
      expect(summary.crashes).toBeGreaterThan(0);
    },
  );

  it.runIf(isLong)('holds with the seeds that once did not', { timeout: TIMEOUT_MS }, async () => {
    const summary = await runCampaign({ seeds: KEPT.map(([seed]) => seed), workers: WORKERS });
    expect(summary.broken).toEqual([]);
    expect(summary.unfinished).toEqual([]);
  });
});
