import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { contract } from '../../server/api/contract/contract.ts';
import { signIn, type Client } from '../../server/demo/client.ts';
import { arePagesCurrent, buildPages } from '../../server/join/build-pages.ts';
import { DEMO_PASSWORD } from '../../server/seed/people.ts';
import { fleetArgs, freeUdpPort, layAirfield, registerDrones } from './airfield.ts';
import type { WireCommand } from './command-fleet.ts';
import { childReady } from './child-ready.ts';
import { launchFleet } from './launch-fleet.ts';
import type { Say } from './main.ts';
import { cpuSeconds, hasProc } from './process-figures.ts';

const script = (name: string): string => new URL(name, import.meta.url).pathname;
const PROGRAM = script('../../server/main.ts');

/** Drones of the demo, in the air and commanded. */
const FLYERS = { count: 3, firstSysid: 11, link: 'embedded' } as const;
/** Registered drones that only tell where they are. */
const TALKERS = { count: 50, firstSysid: 100, ratePerS: 10, link: 'talkers' } as const;
const CONSOLES = 200;
/** Of each drone: pairs of commands. */
const PAIRS = 20;
const LOCKED_PAIRS = 10;
/** A click that has not come to the drone by then counts as so late, milliseconds. */
const UNSENT_MS = 5000;
const BETWEEN_MS = 100;
const WARM_UP_MS = 5000;
const LAUNCH_LIMIT_MS = 100_000;
/** Speeds within the limits of the demo's profile, m/s. */
const SPEEDS = [12, 14] as const;
/** A click counts for so long; on a page it is 10 s. */
const CLICK_MS = 10_000;
/** SET_MESSAGE_INTERVAL and REQUEST_MESSAGE go to a drone without anybody's click. */
const UNASKED: readonly number[] = [511, 512];

const nowMs = (): number => performance.timeOrigin + performance.now();
const round = (value: number): number => Number(value.toFixed(1));

const spreadOf = (samples: readonly number[]) => {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN);
  return { clicks: sorted.length, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) };
};

type Flyer = { readonly flightId: string; readonly sysid: number };
type Act = 'hold' | 'resume' | 'return' | 'speed';
type Sample = { readonly act: Act; readonly ms: number };

/** Commands as they come to the drones' sockets. */
const listen = (fleet: ChildProcess) => {
  const waiting = new Map<number, (command: WireCommand) => void>();
  fleet.on('message', (told) => {
    const command = told as WireCommand;
    if (!UNASKED.includes(command.command)) waiting.get(command.sysid)?.(command);
  });
  return {
    /** The next command to that drone. */
    next: (sysid: number): Promise<WireCommand> =>
      new Promise((resolve) => {
        waiting.set(sysid, (command) => {
          waiting.delete(sysid);
          resolve(command);
        });
      }),
  };
};

const click = async (client: Client, { flightId }: Flyer, act: Act, turn: number): Promise<unknown> => {
  const params = { id: flightId };
  if (act !== 'speed') return client.call(contract.flights[act], { params, body: { reason: 'bench' } });
  return client.call(contract.air.speed, {
    params,
    body: {
      groundSpeedMs: SPEEDS[turn % SPEEDS.length] ?? SPEEDS[0],
      reason: 'bench',
      nonce: crypto.randomUUID(),
      validUntil: Date.now() + CLICK_MS,
    },
  });
};

type Desk = { readonly client: Client; readonly wire: ReturnType<typeof listen> };

/** One person's clicks on one drone, one after the other; each is over when the service has answered. */
const clickThrough = async (
  { client, wire }: Desk,
  flyer: Flyer,
  { acts, pairs }: { readonly acts: readonly Act[]; readonly pairs: number },
): Promise<Sample[]> => {
  const samples: Sample[] = [];
  for (let turn = 0; turn < pairs * acts.length; turn++) {
    const act = acts[turn % acts.length] as Act;
    const arrival = wire.next(flyer.sysid);
    const clickedMs = nowMs();
    // What the drone makes of it is not measured here: on a busy machine it may confirm too late.
    const answered = click(client, flyer, act, turn).catch(() => undefined);
    const first = await Promise.race([arrival, pause(UNSENT_MS, undefined, { ref: false })]);
    samples.push({ act, ms: first === undefined ? UNSENT_MS : first.atMs - clickedMs });
    await answered;
    await pause(BETWEEN_MS);
  }
  return samples;
};

/** Of each flight in the air: by which system id its drone is told something. */
const launchAll = async (url: string, say: Say): Promise<readonly Flyer[]> => {
  const wanted = { drones: FLYERS.count, withinMs: LAUNCH_LIMIT_MS };
  const { dispatcher, flights } = await launchFleet(url, wanted, say);
  const { vehicles } = await dispatcher.call(contract.fleet.vehicles);
  return flights.map(({ id, vehicleId }) => ({
    flightId: id,
    sysid: vehicles.find((vehicle) => vehicle.id === vehicleId)?.sysid ?? 0,
  }));
};

const LOCKER = `
  const { DatabaseSync } = require('node:sqlite');
  const database = new DatabaseSync(process.argv[1]);
  database.exec('PRAGMA busy_timeout=5000; BEGIN EXCLUSIVE');
  process.send('locked');
  process.on('disconnect', () => process.exit(0));
  setInterval(() => {}, 1000);
`;

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
};

const measure = async (say: Say, folder: string, children: Set<ChildProcess>) => {
  const keep = async (child: ChildProcess, name: string): Promise<ChildProcess> => {
    children.add(child);
    await childReady(child, name);
    return child;
  };
  const [udp, talk] = [await freeUdpPort(), await freeUdpPort()];
  const links = [`${FLYERS.link}=127.0.0.1:${udp}`, `${TALKERS.link}=127.0.0.1:${talk}`];
  const serving = fork(
    PROGRAM,
    ['--data', folder, '--port', '0', '--no-embedded', ...links.flatMap((link) => ['--link', link])],
    { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
  );
  children.add(serving);
  const { url } = (await childReady(serving, 'the service')) as { url: string };
  await layAirfield(url, FLYERS.count);
  const fleet = await keep(
    fork(script('./command-fleet.ts'), fleetArgs({ ...FLYERS, to: `127.0.0.1:${udp}` })),
    'the fleet',
  );
  const flyers = await launchAll(url, say);
  await keep(
    fork(
      script('./heartbeat-fleet.ts'),
      [talk, TALKERS.count, TALKERS.ratePerS, TALKERS.firstSysid].map(String),
    ),
    'the fleet that talks',
  );
  await pause(WARM_UP_MS);
  await registerDrones(url, { link: TALKERS.link, count: TALKERS.count, haveUid: false });
  const client = await signIn(url, 'dispatcher1', DEMO_PASSWORD);
  await keep(fork(script('./heartbeat-clients.ts'), [url, client.cookie, String(CONSOLES)]), 'the consoles');
  await pause(WARM_UP_MS);
  say(
    `${TALKERS.count} drones × ${TALKERS.ratePerS}/s and ${flyers.length} in flight, ${CONSOLES} consoles: clicks`,
  );

  const desk: Desk = { client, wire: listen(fleet) };
  const all = async (acts: readonly Act[], pairs: number): Promise<readonly Sample[]> =>
    (await Promise.all(flyers.map((flyer) => clickThrough(desk, flyer, { acts, pairs })))).flat();
  const pid = serving.pid ?? 0;
  const [startMs, startCpuS] = [performance.now(), hasProc() ? cpuSeconds(pid) : Number.NaN];
  const samples = [
    ...(await all(['hold', 'resume'], PAIRS)),
    ...(await all(['speed'], PAIRS)),
    ...(await all(['return', 'hold'], PAIRS)),
  ];
  const cpuPct = (100_000 * (cpuSeconds(pid) - startCpuS)) / (performance.now() - startMs);
  say('the same for hold and return, with the record held by another program');
  const locker = await keep(
    spawn(process.execPath, ['-e', LOCKER, join(folder, 'lifeline.db')], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    }),
    'the program that holds the record',
  );
  const locked = await all(['return', 'hold'], LOCKED_PAIRS);
  await end(locker);
  return { samples, locked, cpuPct: hasProc() ? round(cpuPct) : null };
};

/**
 * From the HTTP request of an operator to the command at the UDP socket of the drone, with 50 drones that report 10
 * times a second and 200 live consoles; then for commands in a safe direction while the record cannot be written.
 * Drones, consoles and the person are processes of their own.
 */
export const benchCommand = async (say: Say): Promise<Readonly<Record<string, unknown>>> => {
  if (!arePagesCurrent()) await buildPages();
  const folder = mkdtempSync(join(tmpdir(), 'lifeline-bench-'));
  const children = new Set<ChildProcess>();
  try {
    const { samples, locked, cpuPct } = await measure(say, folder, children);
    const of = (...acts: readonly Act[]) =>
      spreadOf(samples.filter(({ act }) => acts.includes(act)).map(({ ms }) => ms));
    const figures = {
      vehicles: TALKERS.count + FLYERS.count,
      positionHz: TALKERS.ratePerS,
      consoles: CONSOLES,
      ...spreadOf(samples.map(({ ms }) => ms)),
      safeDirection: of('hold', 'return'),
      hold: of('hold'),
      return: of('return'),
      resume: of('resume'),
      speed: of('speed'),
      locked: spreadOf(locked.map(({ ms }) => ms)),
      cpuPct,
      machineLoad: round(loadavg()[0] ?? Number.NaN),
    };
    say(
      `click to wire: p50 ${figures.p50Ms} ms, p99 ${figures.p99Ms} ms; record held: p99 ${figures.locked.p99Ms} ms`,
    );
    return figures;
  } finally {
    await Promise.all([...children].map(end));
    rmSync(folder, { recursive: true, force: true });
  }
};
