import { fork, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { contract } from '../../server/api/contract/contract.ts';
import { signIn, type Client } from '../../server/demo/client.ts';
import { arePagesCurrent, buildPages } from '../../server/join/build-pages.ts';
import { DEMO_PASSWORD } from '../../server/seed/people.ts';
import { fleetArgs, freePort, freeUdpPort, layAirfield } from './airfield.ts';
import { childReady } from './child-ready.ts';
import { launchFleet } from './launch-fleet.ts';
import type { Say } from './main.ts';
import { cpuSeconds, hasProc, median, rssMb } from './process-figures.ts';
import { benchReadopt } from './readopt.ts';

const PROGRAM = new URL('../../server/main.ts', import.meta.url).pathname;
const SITL = new URL('../../sitl/main.ts', import.meta.url).pathname;
const RUNS = 7;
const ASK_EVERY_MS = 5;
const START_LIMIT_MS = 60_000;
/** Three drones at work, watched by three consoles. */
const CONSOLES = ['dispatcher1', 'dispatcher2', 'safety'] as const;
const FLEET = { count: 3, firstSysid: 11, link: 'embedded' } as const;
const WARM_UP_MS = 10_000;
const MEASURE_MS = 45_000;
const SAMPLE_MS = 1000;
const LAUNCH_LIMIT_MS = 180_000;

type Running = { readonly child: ChildProcess; readonly url: string; readonly readyMs: number };

/** True if there was an answer, whatever it says. */
const isAnswered = (url: string): Promise<boolean> =>
  new Promise((resolve) => {
    const asked = request(url, { agent: false }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode === 200));
    });
    asked.once('error', () => resolve(false));
    asked.end();
  });

const stop = async ({ child }: Running): Promise<void> => {
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGTERM');
  await ended;
};

/** From the start of the process to the first answered request, asked for by one who does not know when. */
const startTimed = async (folder: string, more: readonly string[] = []): Promise<Running> => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const startedMs = performance.now();
  const child = spawn(process.execPath, [PROGRAM, '--port', String(port), '--data', folder, ...more], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  while (!(await isAnswered(`${url}${contract.system.health.path}`))) {
    if (child.exitCode !== null) throw new Error(`the server ended with exit code ${child.exitCode}`);
    if (performance.now() - startedMs > START_LIMIT_MS) {
      child.kill('SIGKILL');
      throw new Error(`no answer within ${START_LIMIT_MS / 1000} s`);
    }
    await pause(ASK_EVERY_MS);
  }
  return { child, url, readyMs: performance.now() - startedMs };
};

const withFolder = async <T>(use: (folder: string) => Promise<T>): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), 'lifeline-bench-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** First start in a fresh folder and second start in the same one, milliseconds. */
const startTwice = (): Promise<{ freshMs: number; againMs: number }> =>
  withFolder(async (folder) => {
    const fresh = await startTimed(folder);
    await stop(fresh);
    const again = await startTimed(folder);
    await stop(again);
    return { freshMs: fresh.readyMs, againMs: again.readyMs };
  });

/** A console as the browser's: takes and acknowledges every frame. */
const openConsole = async (url: string, login: string) => {
  const client = await signIn(url, login, DEMO_PASSWORD);
  let frames = 0;
  const socket = client.watch({
    events: () => undefined,
    frame: () => {
      frames += 1;
    },
  });
  return { frames: () => frames, close: () => socket.close() };
};

const AIRBORNE: readonly string[] = ['CLIMBING', 'EN_ROUTE', 'ARRIVING'];

const airborne = async (dispatcher: Client): Promise<number> => {
  const { flights } = await dispatcher.call(contract.flights.list, { query: { view: 'open' } });
  return flights.filter(({ state, kind }) => kind === 'delivery' && AIRBORNE.includes(state)).length;
};

type Load = {
  rssMb: number;
  rssMaxMb: number;
  cpuPct: number;
  drones: number;
  consoles: number;
  framesPerS: number;
  measuredS: number;
};

const measure = async (pid: number, frames: () => number): Promise<Omit<Load, 'drones' | 'consoles'>> => {
  await pause(WARM_UP_MS);
  const startMs = performance.now();
  const startCpuS = cpuSeconds(pid);
  const startFrames = frames();
  const samples: number[] = [];
  while (performance.now() - startMs < MEASURE_MS) {
    samples.push(rssMb(pid));
    await pause(SAMPLE_MS);
  }
  const measuredS = (performance.now() - startMs) / 1000;
  return {
    rssMb: median(samples),
    rssMaxMb: Math.max(...samples),
    cpuPct: (100 * (cpuSeconds(pid) - startCpuS)) / measuredS,
    framesPerS: (frames() - startFrames) / measuredS,
    measuredS,
  };
};

/** Memory and processor share of the server process alone; the drones are a process of their own. */
const underLoad = (say: Say): Promise<Load> =>
  withFolder(async (folder) => {
    const to = `127.0.0.1:${await freeUdpPort()}`;
    const server = await startTimed(folder, ['--no-embedded', '--link', `${FLEET.link}=${to}`]);
    let fleet: ChildProcess | undefined;
    try {
      await layAirfield(server.url, FLEET.count);
      fleet = fork(SITL, fleetArgs({ ...FLEET, to }), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
      await childReady(fleet, 'the fleet');
      const wanted = { drones: FLEET.count, withinMs: LAUNCH_LIMIT_MS };
      const { dispatcher } = await launchFleet(server.url, wanted, say);
      const consoles = await Promise.all(CONSOLES.map((login) => openConsole(server.url, login)));
      say(
        `${FLEET.count} drones in the air at 1x, ${consoles.length} consoles: measuring for ${MEASURE_MS / 1000} s`,
      );
      const figures = await measure(server.child.pid ?? 0, () =>
        consoles.reduce((sum, console) => sum + console.frames(), 0),
      );
      const drones = await airborne(dispatcher);
      for (const console of consoles) console.close();
      return { ...figures, drones, consoles: consoles.length };
    } finally {
      fleet?.kill('SIGKILL');
      await stop(server);
    }
  });

const round = (value: number): number => Math.round(value * 10) / 10;

/** Start to first answered request, memory and processor share with three drones flying and three consoles. */
export const benchStart = async (say: Say): Promise<Readonly<Record<string, unknown>>> => {
  if (!arePagesCurrent()) await buildPages();
  // What else the machine was busy with: on a loaded one the start takes several times as long.
  const machineLoad = round(loadavg()[0] ?? Number.NaN);
  const fresh: number[] = [];
  const again: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const { freshMs, againMs } = await startTwice();
    say(`start ${run + 1}: ${freshMs.toFixed(0)} ms in a fresh folder, ${againMs.toFixed(0)} ms again`);
    fresh.push(freshMs);
    again.push(againMs);
  }
  const readopted = await benchReadopt(say);
  const times = {
    readyMs: Math.round(median(fresh)),
    readyAgainMs: Math.round(median(again)),
    runs: RUNS,
    machineLoad,
    ...readopted,
  };
  if (!hasProc()) {
    say('memory and processor share: not measured, this system has no /proc');
    return { ...times, rssMb: null, cpuPct: null };
  }
  const load = await underLoad(say);
  say(
    `ready in ${times.readyMs} ms (again: ${times.readyAgainMs} ms); ${load.rssMb.toFixed(0)} MB, ${load.cpuPct.toFixed(1)} % of a core`,
  );
  return {
    ...times,
    ...Object.fromEntries(Object.entries(load).map(([name, value]) => [name, round(value)])),
  };
};
