import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { contract } from '../../server/api/contract/contract.ts';
import { signIn } from '../../server/demo/client.ts';
import { arePagesCurrent, buildPages } from '../../server/join/build-pages.ts';
import { systemNet } from '../../server/ports/udp.ts';
import { DEMO_PASSWORD } from '../../server/seed/people.ts';
import type { Say } from './main.ts';
import { cpuSeconds, hasProc } from './process-figures.ts';

const PROGRAM = new URL('../../server/main.ts', import.meta.url).pathname;
const FLEET = new URL('./heartbeat-fleet.ts', import.meta.url).pathname;
const CLIENTS = new URL('./heartbeat-clients.ts', import.meta.url).pathname;

const VEHICLES = 50;
const CLIENT_COUNT = 200;
const MESSAGES_PER_S = 50;
/** Further ones that say little and hear: a busy process would measure its own lateness. */
const EARS = 5;
const SYSIDS = { talkers: 100, ears: 200 } as const;
const WARM_UP_MS = 8000;
const MEASURE_MS = 60_000;
/** 1 Hz ± 10 %, milliseconds. */
const WITHIN: readonly [number, number] = [900, 1100];
/** Processes that do nothing but compute, on a machine whose cores the service shares with them. */
const STRESSORS = 2;
/** Requests besides the live frames: a page of orders, ten times a second. */
const ASK_EVERY_MS = 100;

const children = new Set<ChildProcess>();

const keep = (child: ChildProcess): ChildProcess => {
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
};

const end = async (child: ChildProcess): Promise<void> => {
  if (!children.has(child)) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
};

const startServer = async (folder: string, udp: number): Promise<{ child: ChildProcess; url: string }> => {
  const args = ['--data', folder, '--port', '0', '--no-embedded', '--link', `bench=127.0.0.1:${udp}`];
  const child = keep(fork(PROGRAM, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }));
  const [ready] = (await once(child, 'message')) as [{ url: string }];
  return { child, url: ready.url };
};

const freeUdp = async (): Promise<number> => {
  const socket = await systemNet.bindUdp({ host: '127.0.0.1', port: 0 });
  await socket.close();
  return socket.local.port;
};

/** Times at which heartbeats came in, by vehicle: `ours` from the service, `naive` from the peer. */
type Arrivals = { readonly ours: readonly number[][]; readonly naive: readonly number[][] };

export type Spread = {
  readonly minMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Of all intervals of all vehicles, within 1 Hz ± 10 %. */
  readonly shareWithin: number;
  readonly meanHz: number;
};

const round = (value: number, digits: number): number => Number(value.toFixed(digits));

const spreadOf = (arrivals: readonly number[][]): Spread => {
  const gaps = arrivals
    .flatMap((times) => times.slice(1).map((at, i) => at - (times[i] ?? at)))
    .toSorted((a, b) => a - b);
  const at = (share: number): number =>
    gaps[Math.min(gaps.length - 1, Math.floor(share * gaps.length))] ?? NaN;
  const inside = gaps.filter((gap) => gap >= WITHIN[0] && gap <= WITHIN[1]).length;
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  return {
    minMs: round(gaps[0] ?? NaN, 1),
    p50Ms: round(at(0.5), 1),
    p99Ms: round(at(0.99), 1),
    maxMs: round(gaps.at(-1) ?? NaN, 1),
    shareWithin: round(inside / gaps.length, 4),
    meanHz: round(1000 / mean, 4),
  };
};

const say3 = ({ p50Ms, p99Ms, maxMs, minMs, shareWithin, meanHz }: Spread): string =>
  `${minMs} / ${p50Ms} / ${p99Ms} / ${maxMs} ms (min, p50, p99, max), ${(shareWithin * 100).toFixed(2)} % within ± 10 %, ${meanHz} Hz`;

const stressor = (): ChildProcess =>
  keep(spawn(process.execPath, ['-e', 'for (let x = 0; ; x++) Math.sqrt(x);'], { stdio: 'ignore' }));

/** What the vehicles heard during one measurement. */
const measure = async (ears: ChildProcess): Promise<Arrivals> => {
  ears.send('start');
  await pause(MEASURE_MS);
  ears.send('report');
  const [arrivals] = (await once(ears, 'message')) as [Arrivals];
  return arrivals;
};

const underLoad = async (say: Say, folder: string) => {
  const udp = await freeUdp();
  const server = await startServer(folder, udp);
  const vehicles = async (count: number, rate: number, sysid: number): Promise<ChildProcess> => {
    const child = keep(fork(FLEET, [udp, count, rate, sysid].map(String)));
    await once(child, 'message');
    return child;
  };
  const fleet = await vehicles(VEHICLES, MESSAGES_PER_S, SYSIDS.talkers);
  const ears = await vehicles(EARS, 1, SYSIDS.ears);
  const client = await signIn(server.url, 'dispatcher1', DEMO_PASSWORD);
  const clients = keep(fork(CLIENTS, [server.url, client.cookie, String(CLIENT_COUNT)]));
  await once(clients, 'message');
  const asking = setInterval(() => {
    client.call(contract.orders.list, { query: { view: 'open' } }).catch(() => undefined);
  }, ASK_EVERY_MS);
  await pause(WARM_UP_MS);
  say(
    `${VEHICLES} vehicles × ${MESSAGES_PER_S} messages/s, ${CLIENT_COUNT} consoles: ${MEASURE_MS / 1000} s`,
  );
  const cpuBefore = hasProc() ? cpuSeconds(server.child.pid ?? 0) : Number.NaN;
  const loaded = await measure(ears);
  const cpuPct = hasProc()
    ? round((100_000 * (cpuSeconds(server.child.pid ?? 0) - cpuBefore)) / MEASURE_MS, 1)
    : null;
  const stress = Array.from({ length: STRESSORS }, stressor);
  say(`the same with ${STRESSORS} processes that take the processor: ${MEASURE_MS / 1000} s`);
  const stressed = await measure(ears);
  const machineLoad = round(loadavg()[0] ?? NaN, 1);
  clearInterval(asking);
  for (const child of [...stress, clients, ears, fleet, server.child]) await end(child);
  return { loaded, stressed, machineLoad, cpuPct };
};

/**
 * Intervals between our heartbeats as 50 vehicles hear them, under their telemetry, 200 consoles and other work. The
 * naive peer beats by `setInterval` at the same time, from the process that measures, which has no other work.
 */
export const benchHeartbeat = async (say: Say): Promise<Readonly<Record<string, unknown>>> => {
  if (!arePagesCurrent()) await buildPages();
  const folder = mkdtempSync(join(tmpdir(), 'lifeline-bench-'));
  try {
    const { loaded, stressed, machineLoad, cpuPct } = await underLoad(say, folder);
    const ours = spreadOf(loaded.ours);
    const oursStressed = spreadOf(stressed.ours);
    const naive = spreadOf(loaded.naive);
    const naiveStressed = spreadOf(stressed.naive);
    const silent = loaded.ours.filter((times) => times.length < 2).length;
    say(`ours:                 ${say3(ours)}`);
    say(`ours, stressed:       ${say3(oursStressed)}`);
    say(`setInterval:          ${say3(naive)}`);
    say(`setInterval, stressed: ${say3(naiveStressed)}`);
    return {
      vehicles: VEHICLES,
      clients: CLIENT_COUNT,
      msgsPerS: VEHICLES * MESSAGES_PER_S,
      silentVehicles: silent,
      ...ours,
      stressed: oursStressed,
      peer: naive,
      peerStressed: naiveStressed,
      cpuPct,
      machineLoad,
    };
  } finally {
    for (const child of children) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
};
