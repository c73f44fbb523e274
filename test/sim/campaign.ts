import { fork, type ChildProcess } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import type { Coverage } from './coverage.ts';
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
  readonly coverage: Coverage;
  /** Datagrams that were lost, doubled, held back or spoilt. */
  readonly datagramFaults: number;
  readonly invariantBreaks: number;
  readonly unfinishedOrders: number;
  readonly broken: readonly { readonly seed: number; readonly id: string; readonly sentence: string }[];
  readonly unfinished: readonly { readonly seed: number; readonly what: string }[];
};

const WORKER = new URL('worker.ts', import.meta.url).pathname;

/** What is made for a moment seldom lives longer: a larger nursery (MiB) saves a third of the processor time. */
const WORKER_FLAGS = ['--max-semi-space-size=256', '--min-semi-space-size=256'];

/** One process that runs seeds until there are none. */
const work = (next: () => Job | undefined, take: (done: Done) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    const child: ChildProcess = fork(WORKER, {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      execArgv: WORKER_FLAGS,
    });
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

/** What earlier calls have found. A last line that was cut is taken off the file: the next one begins a line. */
const readState = (file: string | undefined): Done[] => {
  if (file === undefined || !existsSync(file)) return [];
  const text = readFileSync(file, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole !== text) writeFileSync(file, whole);
  return whole
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Done);
};

const sum = (done: readonly Done[], of: (each: Done) => number): number =>
  done.reduce((total, each) => total + of(each), 0);

const together = (counts: readonly Readonly<Record<string, number>>[]): Record<string, number> => {
  const all: Record<string, number> = {};
  for (const each of counts)
    for (const [kind, count] of Object.entries(each)) all[kind] = (all[kind] ?? 0) + count;
  return all;
};

type Measured = { readonly all: readonly Done[]; readonly fresh: readonly Done[]; readonly wallS: number };

const summaryOf = ({ all, fresh, wallS }: Measured, workers: number): Summary => {
  const faults = together(all.map((each) => each.faults));
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
    coverage: together(all.map(({ coverage }) => coverage)),
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
    // Written before it is told: who was told of a seed must find it in the file, even if we are killed now.
    if (stateFile !== undefined) appendFileSync(stateFile, `${JSON.stringify(done)}\n`);
    onDone?.(done);
  };
  await Promise.all(Array.from({ length: workers }, () => work(() => left.shift(), take)));
  const wallS = (performance.now() - began) / 1000;
  const all = [...known, ...fresh].sort((a, b) => a.seed - b.seed);
  return summaryOf({ all, fresh, wallS }, workers);
};

/** `count` seeds from `from` on. */
export const seedsFrom = (from: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => from + i);
