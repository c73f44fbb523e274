import { parseArgs } from 'node:util';
import { benchHeartbeat } from './heartbeat.ts';
import { benchMavlink } from './mavlink.ts';
import { benchStart } from './start.ts';
import { benchUpload } from './upload.ts';
import { benchVehicle } from './vehicle.ts';

/** What a benchmark finds: one JSON object. */
type Figures = Readonly<Record<string, unknown>>;

export type Say = (line: string) => void;

const BENCHES: Readonly<Record<string, (say: Say) => Promise<Figures>>> = {
  start: benchStart,
  heartbeat: benchHeartbeat,
  mavlink: benchMavlink,
  upload: benchUpload,
  vehicle: benchVehicle,
};

const EXIT_USAGE = 2;

const run = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    options: { json: { type: 'boolean', default: false } },
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
  const figures = await bench((line) => void process.stdout.write(`${line}\n`));
  if (values.json) process.stdout.write(`${JSON.stringify(figures)}\n`);
};

await run();
