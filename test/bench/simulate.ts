import { availableParallelism } from 'node:os';
import { runCampaign, seedsFrom, type Summary } from '../sim/campaign.ts';
import { missingOf } from '../sim/coverage.ts';
import type { BenchArgs, Say } from './main.ts';

const DEFAULT_SEEDS = 20;

/**
 * The whole service on a virtual clock, with faults. `--seeds 10000 --state FILE` is the long run: it goes on where it
 * was ended. `--from N --seeds 1 --story` tells what happened in one seed.
 */
export const benchSimulate = async (say: Say, args: BenchArgs): Promise<Summary> => {
  const seeds = seedsFrom(args.from ?? 1, args.seeds ?? DEFAULT_SEEDS);
  const workers = args.workers ?? Math.max(1, availableParallelism());
  say(`${seeds.length} seeds from ${seeds[0]}, ${workers} processes`);
  const summary = await runCampaign({
    seeds,
    workers,
    stateFile: args.state,
    story: args.story,
    onDone: ({ seed, virtualS, cpuS, deliveries, breaks, unfinished, trace, story }) => {
      for (const line of story ?? []) say(line);
      say(
        `seed ${seed}: ${Math.round(virtualS)} s, ${(virtualS / cpuS).toFixed(0)} times real time, ` +
          `${deliveries} deliveries, trace ${trace.slice(0, 12)}`,
      );
      for (const { id, atS, sentence } of breaks) say(`  BROKEN ${id} at ${atS.toFixed(1)} s: ${sentence}`);
      for (const what of unfinished) say(`  unfinished: ${what}`);
    },
  });
  for (const [what, count] of Object.entries(summary.coverage).toSorted(([a], [b]) => a.localeCompare(b)))
    say(`${String(count).padStart(6)}  ${what}`);
  for (const what of missingOf(summary.coverage)) say(`  never: ${what}`);
  const { invariantBreaks, unfinishedOrders, deliveries, speedup, faultsInjected } = summary;
  say(
    `${deliveries} deliveries, ${faultsInjected} faults, ${invariantBreaks} breaks, ${unfinishedOrders} unfinished, ` +
      `${speedup.toFixed(0)} times real time`,
  );
  return summary;
};
