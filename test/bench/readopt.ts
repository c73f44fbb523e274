import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { contract } from '../../server/api/contract/contract.ts';
import { fleetArgs, freePort, freeUdpPort, layAirfield, registerDrones } from './airfield.ts';
import { childReady } from './child-ready.ts';
import { launchFleet } from './launch-fleet.ts';
import type { Say } from './main.ts';
import { median } from './process-figures.ts';

const PROGRAM = new URL('../../server/main.ts', import.meta.url).pathname;
const SITL = new URL('../../sitl/main.ts', import.meta.url).pathname;
const DRONES = 20;
const FIRST_SYSID = 11;
const LINK = 'embedded';
const RUNS = 5;
const LAUNCH_LIMIT_MS = 420_000;
const START_LIMIT_MS = 120_000;

type Life = { readonly child: ChildProcess; readonly apiMs: number; readonly readoptedMs: number };

/** Starts the service; ends with the first answered request and the stored verdict on so many flights. */
const startFor = async (args: readonly string[], url: string, flights: number): Promise<Life> => {
  const startedMs = performance.now();
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const since = (): number => performance.now() - startedMs;
  let verdicts = 0;
  const adopted = new Promise<number>((resolve) => {
    if (flights === 0) resolve(0);
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!/^Flight F-.*the vehicle is armed and flies/.test(line)) return;
      verdicts += 1;
      if (verdicts === flights) resolve(since());
    });
  });
  const answered = async (): Promise<number> => {
    while (since() < START_LIMIT_MS) {
      const ok = await fetch(`${url}${contract.system.health.path}`).then(
        (answer) => answer.ok,
        () => false,
      );
      if (ok) return since();
      await pause(5);
    }
    throw new Error(`no answer within ${START_LIMIT_MS / 1000} s`);
  };
  const tooLate = pause(START_LIMIT_MS, undefined, { ref: false }).then(() => {
    throw new Error(`${verdicts} of ${flights} flights were re-adopted in time`);
  });
  const [apiMs, readoptedMs] = await Promise.all([answered(), Promise.race([adopted, tooLate])]);
  return { child, apiMs, readoptedMs };
};

const killed = async (child: ChildProcess): Promise<void> => {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
};

/** kill -9 with 20 drones in the air: until the API answers again, and until the verdict on each flight is stored. */
export const benchReadopt = async (say: Say) => {
  const folder = mkdtempSync(join(tmpdir(), 'lifeline-bench-'));
  const udp = await freeUdpPort();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const to = `127.0.0.1:${udp}`;
  const args = ['--data', folder, '--port', String(port), '--no-embedded', '--link', `${LINK}=${to}`];
  let fleet: ChildProcess | undefined;
  let life: Life | undefined;
  try {
    life = await startFor(args, url, 0);
    await layAirfield(url, DRONES);
    fleet = fork(SITL, fleetArgs({ count: DRONES, firstSysid: FIRST_SYSID, to }), {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    await childReady(fleet, 'the fleet');
    await registerDrones(url, { link: LINK, count: DRONES, haveUid: true });
    await launchFleet(url, { drones: DRONES, withinMs: LAUNCH_LIMIT_MS }, say);
    const lives: Life[] = [];
    for (let run = 0; run < RUNS; run++) {
      await killed(life.child);
      life = await startFor(args, url, DRONES);
      lives.push(life);
      say(
        `kill ${run + 1}: API after ${life.apiMs.toFixed(0)} ms, ${DRONES} drones after ${life.readoptedMs.toFixed(0)} ms`,
      );
    }
    const api = lives.map(({ apiMs }) => apiMs);
    const readopted = lives.map(({ readoptedMs }) => readoptedMs);
    return {
      readoptedDrones: DRONES,
      readoptedMs: Math.round(median(readopted)),
      readoptedMaxMs: Math.round(Math.max(...readopted)),
      apiAfterKillMs: Math.round(median(api)),
      apiAfterKillMaxMs: Math.round(Math.max(...api)),
      readoptLoad: Number((loadavg()[0] ?? Number.NaN).toFixed(1)),
    };
  } finally {
    if (life !== undefined && life.child.exitCode === null) await killed(life.child);
    if (fleet !== undefined) await killed(fleet);
    rmSync(folder, { recursive: true, force: true });
  }
};
