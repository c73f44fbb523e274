import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { contract } from '../../server/api/contract/contract.ts';
import { isFlightAirborne } from '../../server/flight/states.ts';
import { busyDay } from '../support/busy-day.ts';
import {
  addHospitalPads,
  freePort,
  freeUdpPort,
  HOME,
  HOMES_APART_M,
  HOSPITAL,
  registerDrones,
} from './airfield.ts';
import type { Say } from './main.ts';
import { median } from './process-figures.ts';

const PROGRAM = new URL('../../server/main.ts', import.meta.url).pathname;
const SITL = new URL('../../sitl/main.ts', import.meta.url).pathname;
const DRONES = 20;
const FIRST_SYSID = 11;
const LINK = 'embedded';
const RUNS = 5;
/** The stock of the demo: no group has 20 units. */
const GROUPS = ['O', 'A', 'O', 'B'] as const;
/** Orders under way to a launch: more, and people ask more often than one session may. */
const AT_ONCE = 4;
const ROUND_MS = 2000;
const LAUNCH_LIMIT_MS = 900_000;
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

const launchAll = async (url: string, say: Say): Promise<void> => {
  await addHospitalPads(url, DRONES);
  await registerDrones(url, { link: LINK, count: DRONES, haveUid: true });
  const day = await busyDay(url);
  const until = performance.now() + LAUNCH_LIMIT_MS;
  for (let ordered = 0, before = -1; ;) {
    const { flights } = await day.dispatcher.call(contract.flights.list, { query: { view: 'open' } });
    const aloft = flights.filter(({ state }) => state === 'EN_ROUTE').length;
    if (aloft !== before) say(`${aloft} of ${DRONES} drones on their way`);
    before = aloft;
    if (aloft === DRONES) return;
    const grounded = flights.filter(({ state }) => !isFlightAirborne(state));
    if (performance.now() > until)
      throw new Error(
        `not in the air: ${grounded.map(({ number, state, stateReason }) => `${number} ${state} ${stateReason}`).join(', ')}`,
      );
    const { orders } = await day.issuer.call(contract.orders.list, { query: { view: 'open' } });
    const waiting = orders.filter(({ state }) => state !== 'IN_FLIGHT').length;
    for (let fresh = waiting; fresh < AT_ONCE && ordered < DRONES; fresh++, ordered++)
      await day.order(`A${ordered}`, GROUPS[ordered % GROUPS.length]);
    await day.round();
    await pause(ROUND_MS);
  }
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
  const fleet = fork(
    SITL,
    [
      '--embedded',
      DRONES,
      '--sysid-base',
      FIRST_SYSID,
      '--spacing-m',
      HOMES_APART_M,
      '--home',
      HOME,
      '--pad',
      HOSPITAL,
      '--to',
      to,
    ].map(String),
    { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
  );
  let life: Life | undefined;
  try {
    await once(fleet, 'message');
    life = await startFor(args, url, 0);
    await launchAll(url, say);
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
    fleet.disconnect();
    await once(fleet, 'exit');
    rmSync(folder, { recursive: true, force: true });
  }
};
