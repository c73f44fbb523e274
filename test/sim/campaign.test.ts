import { fork } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../support/temp-folder.ts';
import type { Told } from './campaign-process.ts';
import type { Summary } from './campaign.ts';

const PROCESS = new URL('campaign-process.ts', import.meta.url).pathname;
const SEEDS = 3;
const TIMEOUT_MS = 300_000;

type Run = { readonly done: readonly number[]; readonly summary: Summary | undefined };

/** A campaign in a process of its own; killed once `killAfter` seeds are done. */
const campaign = async (stateFile: string, killAfter = Infinity): Promise<Run> => {
  const child = fork(PROCESS, [stateFile, String(SEEDS)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const done: number[] = [];
  let summary: Summary | undefined;
  child.on('message', (told: Told) => {
    if (told.kind === 'over') summary = told.summary;
    else done.push(told.seed);
    if (done.length >= killAfter) child.kill('SIGKILL');
  });
  await once(child, 'exit');
  return { done, summary };
};

/** What does not depend on how fast it went. */
const found = ({ summary }: Run) => {
  const { speedup: _1, speedupPerCpu: _2, ...rest } = summary ?? { speedup: 0, speedupPerCpu: 0 };
  return rest;
};

describe('a campaign with a state file', () => {
  it(
    'goes on where it was killed, and finds what an unbroken one finds',
    { timeout: TIMEOUT_MS },
    async () => {
      const [broken, whole] = [join(tempFolder(), 'broken.jsonl'), join(tempFolder(), 'whole.jsonl')];
      const killed = await campaign(broken, 1);
      expect([killed.done, killed.summary]).toEqual([[1], undefined]);
      // What a full disk or a power cut may leave of a line.
      appendFileSync(broken, '{"seed":2,"virt');
      const resumed = await campaign(broken);
      expect(resumed.done).toEqual([2, 3]);
      const unbroken = await campaign(whole);
      expect(unbroken.done).toEqual([1, 2, 3]);
      expect(found(resumed)).toEqual(found(unbroken));
      expect(resumed.summary).toMatchObject({ seeds: SEEDS, invariantBreaks: 0, unfinishedOrders: 0 });
      expect(readFileSync(broken, 'utf8').trimEnd().split('\n')).toHaveLength(SEEDS);
      const again = await campaign(broken);
      expect([again.done, found(again)]).toEqual([[], found(unbroken)]);
    },
  );
});
