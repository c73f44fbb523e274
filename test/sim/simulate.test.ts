import { availableParallelism } from 'node:os';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCampaign, seedsFrom, type Summary } from './campaign.ts';
import { missingOf } from './coverage.ts';
import type { SeedOptions } from './run.ts';
import type { Done } from './worker.ts';

/** A short morning, to be run twice. */
const SHORT: SeedOptions = { activeMs: 60_000, wholeMs: 60_000 };
const WORKERS = Math.max(1, availableParallelism());
/** Seeds of ten virtual minutes or more; about five seconds of one core each. */
const SEEDS = 200;
/** Ten times as long as it takes on a quiet machine of two cores. */
const TIMEOUT_MS = 5_400_000;
const TELL_EVERY = 25;

/** Seeds that once found a bug, with what it was. */
const KEPT: readonly (readonly [seed: number, what: string])[] = [
  [
    4,
    'a drone that arrived after its delivery had been replaced delivered the replacement that still stood packed',
  ],
  [5, 'a drone that arrived after its delivery had been replaced could not be unloaded'],
  [8, 'a drone with a quarantined box aboard could never be turned around'],
  [11, 'a drone was taken over while its launch was being judged, and armed for the first person'],
  [17, 'blood of a drone that was diverted to another hospital was nobody’s to take out'],
  [20, 'the reason of an aborted launch told a hospital the number of another one’s flight'],
  [21, 'a launch that was asked for while another of the same flight waited for its second person was a 500'],
  [24, 'a replacement by road left the load on a drone of which nobody knew whether it had taken off'],
  [28, 'boxes whose units were out of use were loaded again and again, so that their flights never began'],
  [
    58,
    'the same as seed 24 for an order that waited anew: its drone arrived, and nobody could take the box out',
  ],
];

const say = ({ seeds, virtualHours, speedup, deliveries, faultsInjected }: Summary): void =>
  console.log(
    `${seeds} seeds, ${virtualHours.toFixed(1)} virtual hours, ${speedup.toFixed(0)} times real time, ${deliveries} deliveries, ${faultsInjected} faults`,
  );

describe('the whole service on one virtual clock', () => {
  const bySeed = new Map<number, Done>();
  let summary: Summary;

  beforeAll(async () => {
    summary = await runCampaign({
      seeds: seedsFrom(1, SEEDS),
      workers: WORKERS,
      onDone: (done) => {
        bySeed.set(done.seed, done);
        if (bySeed.size % TELL_EVERY === 0) console.log(`${bySeed.size} of ${SEEDS} seeds`);
      },
    });
    say(summary);
  }, TIMEOUT_MS);

  it(`holds every invariant and finishes every order: seeds 1 to ${SEEDS} of ten minutes or more`, () => {
    expect(summary.broken).toEqual([]);
    expect(summary.unfinished).toEqual([]);
    expect(summary.seeds).toBe(SEEDS);
    expect(summary.deliveries).toBeGreaterThan(SEEDS);
    expect(summary.faultsInjected).toBeGreaterThan(SEEDS);
    expect(summary.crashes).toBeGreaterThan(0);
  });

  it.each(KEPT)('seed %i holds: %s', (seed) => {
    expect(bySeed.get(seed)).toMatchObject({ breaks: [], unfinished: [] });
  });

  it('sees everything that people do and that goes wrong at least once', () => {
    expect(missingOf(summary.coverage)).toEqual([]);
  });

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
});
