import { runCampaign, seedsFrom, type Summary } from './campaign.ts';

/** What the process of a campaign tells its parent. */
export type Told =
  | { readonly kind: 'done'; readonly seed: number }
  | { readonly kind: 'over'; readonly summary: Summary };

const say = (told: Told): void => void process.send?.(told);
const [stateFile, count] = process.argv.slice(2);

// A campaign in a process of its own, to be killed: the smallest seeds there are.
const summary = await runCampaign({
  seeds: seedsFrom(1, Number(count)),
  workers: 1,
  stateFile,
  optionsOf: () => ({ activeMs: 1000, wholeMs: 20_000 }),
  onDone: ({ seed }) => say({ kind: 'done', seed }),
});
say({ kind: 'over', summary });
process.disconnect?.();
