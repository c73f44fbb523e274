import { enableCompileCache } from 'node:module';
import type { SeedOptions, SeedOutcome } from './run.ts';

// Before anything else is loaded: a start takes 0.8 s of the processor instead of 1.9.
enableCompileCache();
const { runSeed } = await import('./run.ts');

/** What a worker is asked for. */
export type Job = { readonly seed: number; readonly story: boolean; readonly options: SeedOptions };
export type Done = SeedOutcome & { readonly story?: readonly string[] };

/** A life that has ended leaves work behind that fails on its closed database: nobody waits for it. */
const isOfTheDead = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'Ended' || /database is not open|finalized/.test(error.message));

let bugs: string[] = [];
process.on('unhandledRejection', (error) => {
  if (!isOfTheDead(error)) bugs.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
});

/** Runs one seed after another, as the parent process asks. */
process.on('message', ({ seed, story: wantsStory, options }: Job) => {
  void runSeed(seed, options)
    .then(
      ({ story, ...outcome }): Done => {
        const own = bugs.map((sentence) => ({ id: 'BUG', atS: outcome.virtualS, sentence }));
        bugs = [];
        const done = { ...outcome, breaks: [...outcome.breaks, ...own] };
        return wantsStory ? { ...done, story } : done;
      },
      (error: unknown) => ({
        seed,
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      }),
    )
    .then((done) => process.send?.(done));
});
process.once('disconnect', () => process.exit());
