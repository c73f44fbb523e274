import { fork, type ChildProcess } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import type { SeedOptions } from './run.ts';
import type { Done, Job } from './worker.ts';

export type CampaignOptions = {
  readonly seeds: readonly number[];
  readonly workers: number;
  /** One JSON object a line; seeds that are in it are not run again. */
  readonly stateFile?: string | undefined;
  readonly story?: boolean;
  /** How the n-th of `seeds` runs; default as usual. */
  readonly optionsOf?: (index: number) => SeedOptions;
  readonly onDone?: (done: Done) => void;
};

export type Summary = {
  readonly seeds: number;
  readonly virtualHours: number;
  /** Virtual time over wall time, of this call, all workers together; 0 = every seed was in the file. */
  readonly speedup: number;
  /** The same over the processor time of the workers: of one core. */
  readonly speedupPerCpu: number;
  readonly workers: number;
  readonly deliveries: number;
  readonly orders: number;
  readonly crashes: number;
  readonly faultsInjected: number;
  readonly faults: Readonly<Record<string, number>>;
  /** Datagrams that were lost, doubled, held back or spoilt. */
  readonly datagramFaults: number;
  readonly invariantBreaks: number;
  readonly unfinishedOrders: number;
  readonly broken: readonly { readonly seed: number; readonly id: string; readonly sentence: string }[];
  readonly unfinished: readonly { readonly seed: number; readonly what: string }[];
};

const WORKER = new URL('worker.ts', import.meta.url).pathname;

/** One process that runs seeds until there are none. */
const work = (next: () => Job | undefined, take: (done: Done) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    const child: ChildProcess = fork(WORKER, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const give = (): void => {
      const job = next();
      if (job === undefined) return child.disconnect();
      child.send(job);
    };
    child.on('message', (message: Done | { seed: number; error: string }) => {
      if ('error' in message) {
        child.kill();
        return reject(new Error(`seed ${message.seed}: ${message.error}`));
      }
      take(message);
      give();
    });
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`a simulation ended with exit code ${String(code)}`)),
    );
    give();
  });

const readState = (file: string | undefined): Done[] =>
  file === undefined || !existsSync(file)
    ? []
    : readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Done);

const sum = (done: readonly Done[], of: (each: Done) => number): number =>
  done.reduce((total, each) => total + of(each), 0);

const faultsOf = (done: readonly Done[]): Record<string, number> => {
  const faults: Record<string, number> = {};
  for (const each of done)
    for (const [kind, count] of Object.entries(each.faults)) faults[kind] = (faults[kind] ?? 0) + count;
  return faults;
};

type Measured = { readonly all: readonly Done[]; readonly fresh: readonly Done[]; readonly wallS: number };

const summaryOf = ({ all, fresh, wallS }: Measured, workers: number): Summary => {
  const faults = faultsOf(all);
  const broken = all.flatMap(({ seed, breaks }) =>
    breaks.map(({ id, sentence }) => ({ seed, id, sentence })),
  );
  const unfinished = all.flatMap(({ seed, unfinished: left }) => left.map((what) => ({ seed, what })));
  const freshS = sum(fresh, ({ virtualS }) => virtualS);
  const cpuS = sum(fresh, ({ cpuS: each }) => each);
  return {
    seeds: all.length,
    virtualHours: sum(all, ({ virtualS }) => virtualS) / 3600,
    speedup: freshS === 0 ? 0 : freshS / wallS,
    speedupPerCpu: freshS === 0 ? 0 : freshS / cpuS,
    workers,
    deliveries: sum(all, ({ deliveries }) => deliveries),
    orders: sum(all, ({ orders }) => orders),
    crashes: sum(all, ({ crashes }) => crashes),
    faultsInjected: Object.values(faults).reduce((total, count) => total + count, 0),
    faults,
    datagramFaults: sum(all, ({ datagramFaults }) => datagramFaults),
    invariantBreaks: broken.length,
    unfinishedOrders: unfinished.length,
    broken,
    unfinished,
  };
};

/** Runs all seeds, in processes of their own; goes on where an earlier call with the same file was ended. */
export const runCampaign = async (options: CampaignOptions): Promise<Summary> => {
  const { seeds, workers, stateFile, story = false, optionsOf = () => ({}), onDone } = options;
  const wanted = new Set(seeds);
  const known = readState(stateFile).filter(({ seed }) => wanted.has(seed));
  const left = seeds
    .map((seed, index): Job => ({ seed, story, options: optionsOf(index) }))
    .filter(({ seed }) => !known.some((done) => done.seed === seed));
  const fresh: Done[] = [];
  const began = performance.now();
  const take = (done: Done): void => {
    fresh.push(done);
    onDone?.(done);
    if (stateFile !== undefined) appendFileSync(stateFile, `${JSON.stringify(done)}\n`);
  };
  await Promise.all(Array.from({ length: workers }, () => work(() => left.shift(), take)));
  const wallS = (performance.now() - began) / 1000;
  return summaryOf({ all: [...known, ...fresh], fresh, wallS }, workers);
};

/** `count` seeds from `from` on. */
export const seedsFrom = (from: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => from + i);
