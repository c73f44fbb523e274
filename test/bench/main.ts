import { parseArgs } from 'node:util';
import { benchConflict } from './conflict.ts';
import { benchCommand } from './command.ts';
import { benchAssign } from './assign.ts';
import { benchHeartbeat } from './heartbeat.ts';
import { benchMavlink } from './mavlink.ts';
import { benchPlan } from './plan.ts';
import { benchSimulate } from './simulate.ts';
import { benchStart } from './start.ts';
import { benchUpload } from './upload.ts';
import { benchVehicle } from './vehicle.ts';

/** What a benchmark finds: one JSON object. */
type Figures = Readonly<Record<string, unknown>>;

export type Say = (line: string) => void;

/** What `simulate` takes besides. */
export type BenchArgs = {
  readonly seeds: number | undefined;
  readonly from: number | undefined;
  readonly workers: number | undefined;
  readonly state: string | undefined;
  readonly story: boolean;
};

const BENCHES: Readonly<Record<string, (say: Say, args: BenchArgs) => Promise<Figures>>> = {
  simulate: benchSimulate,
  start: benchStart,
  command: benchCommand,
  conflict: benchConflict,
  heartbeat: benchHeartbeat,
  mavlink: benchMavlink,
  plan: benchPlan,
  upload: benchUpload,
  vehicle: benchVehicle,
  assign: benchAssign,
};

const EXIT_USAGE = 2;

const numberOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Number(text);

const run = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      seeds: { type: 'string' },
      from: { type: 'string' },
      workers: { type: 'string' },
      state: { type: 'string' },
      story: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const name = positionals[0] ?? '';
  const bench = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
  if (bench === undefined) {
    process.stderr.write(
      `npm run bench -- NAME [--json]: expected one of ${Object.keys(BENCHES).join(', ')}, got ${name === '' ? 'none' : name}.\n`,
    );
    process.exitCode = EXIT_USAGE;
    return;
  }
  const { seeds, from, workers, state, story } = values;
  const args = { seeds: numberOf(seeds), from: numberOf(from), workers: numberOf(workers), state, story };
  const figures = await bench((line) => void process.stdout.write(`${line}\n`), args);
  if (values.json) process.stdout.write(`${JSON.stringify(figures)}\n`);
};

await run();
