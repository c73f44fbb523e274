import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { accessSync, constants, existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { delay, type Clock } from '../server/core/clock.ts';
import type { Net, UdpAddress } from '../server/core/ports.ts';
import { ok, refuse, type Result } from '../server/core/result.ts';
import { decodeDatagram, newDropCounters } from '../server/mavlink/codec.ts';
import type { SitlOptions } from './options.ts';
import { PX4_PROFILE } from './px4-profile.ts';

/** A PX4 build: the program and its start-up scripts. */
export type Px4Install = { readonly binary: string; readonly etc: string };

export type Px4Environment = {
  readonly PX4_SITL_DIR?: string | undefined;
  readonly PATH?: string | undefined;
};

const runnable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const installAt = (folder: string): Px4Install | undefined => {
  const install = { binary: join(folder, 'bin', 'px4'), etc: join(folder, 'etc') };
  return runnable(install.binary) && existsSync(install.etc) ? install : undefined;
};

/** PX4 in the folder PX4_SITL_DIR, else `px4` on the PATH (PX4's Debian package), else the reason why there is none. */
export const findPx4 = (environment: Px4Environment): Result<Px4Install> => {
  const folder = environment.PX4_SITL_DIR ?? '';
  if (folder !== '') {
    const install = installAt(folder);
    if (install !== undefined) return ok(install);
    return refuse(
      'sitl.no_px4',
      `PX4_SITL_DIR: expected a PX4 build with bin/px4 and etc/, found none in ${folder}.`,
    );
  }
  for (const place of (environment.PATH ?? '').split(delimiter)) {
    if (place === '' || !runnable(join(place, 'px4'))) continue;
    const install = installAt(dirname(dirname(realpathSync(join(place, 'px4')))));
    if (install !== undefined) return ok(install);
  }
  return refuse(
    'sitl.no_px4',
    'PX4 was not found: set PX4_SITL_DIR to a PX4 SITL build (a folder with bin/px4 and etc/) or put px4 on the PATH.',
  );
};

export type Px4Options = {
  readonly install: Px4Install;
  readonly net: Net;
  readonly clock: Clock;
  /** PX4's instance number N: system id N + 1, ground-station link bound to 18570 + N. */
  readonly instance: number;
  readonly home: SitlOptions['home'];
  readonly speed?: number;
  /** Ground station on loopback; PX4 itself always sends to 14550, another port gets a link of its own. */
  readonly toPort?: number;
  readonly model?: string;
  /** Kept at the end: parameters, plans and the signing key are there again at the next start. Default: a new one. */
  readonly workDir?: string;
  /** On top of the service's profile. */
  readonly parameters?: Readonly<Record<string, number>>;
};

export type Px4Instance = {
  readonly instance: number;
  readonly sysid: number;
  /** Where the ground station reaches it. */
  readonly local: UdpAddress;
  readonly pid: number;
  /** What PX4 has printed so far. */
  output(): string;
  exited(): boolean;
  /** SIGTERM, after 5 s SIGKILL; removes the working directory. */
  stop(): Promise<void>;
};

const LOOPBACK = '127.0.0.1';
const GCS_PORT = 14_550;
const GCS_LOCAL = 18_570;
const API_REMOTE = 14_540;
/** Instances from the tenth on share one API port. */
const API_SHARED = 14_549;
const START_LIMIT_MS = 60_000;
const POLL_MS = 100;
const STOP_LIMIT_MS = 5000;
const KEPT_OUTPUT = 64_000;

const environmentOf = (options: Px4Options): Record<string, string> => {
  const { home, speed, model, parameters } = options;
  const params = Object.entries({ ...PX4_PROFILE, ...parameters }).map(([name, value]) => [
    `PX4_PARAM_${name}`,
    String(value),
  ]);
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: tmpdir(),
    PX4_SIM_MODEL: model ?? 'sihsim_quadx',
    PX4_SIMULATOR: 'sihsim',
    PX4_HOME_LAT: String(home.at[1]),
    PX4_HOME_LON: String(home.at[0]),
    PX4_HOME_ALT: String(home.altAmslM),
    ...(speed === undefined || speed === 1 ? {} : { PX4_SIM_SPEED_FACTOR: String(speed) }),
    ...Object.fromEntries(params),
  };
};

/** True once a heartbeat with that system id came to the API link; the log's last word where the port is taken. */
const watchHeartbeat = async (
  { net, instance }: Px4Options,
  output: () => string,
): Promise<{ seen(): boolean; close(): Promise<void> }> => {
  const port = instance > 9 ? API_SHARED : API_REMOTE + instance;
  let seen = false;
  try {
    const socket = await net.bindUdp({ host: LOOPBACK, port });
    const drops = newDropCounters();
    socket.onDatagram((bytes) => {
      seen ||= decodeDatagram(bytes, drops).some(
        (frame) => frame.msgid === 0 && frame.sysid === instance + 1,
      );
    });
    return { seen: () => seen, close: () => socket.close() };
  } catch {
    return {
      seen: () => output().includes('Startup script returned successfully'),
      close: () => Promise.resolve(),
    };
  }
};

const waitFor = async (clock: Clock, done: () => boolean, limitMs: number): Promise<boolean> => {
  const until = clock.mono() + limitMs;
  while (!done() && clock.mono() < until) await delay(clock, POLL_MS);
  return done();
};

/** Replaces the ground-station link by one to another port, through PX4's own client program. */
const redirect = async ({ install, instance, toPort }: Px4Options): Promise<void> => {
  if (toPort === undefined || toPort === GCS_PORT) return;
  const client = join(dirname(install.binary), 'px4-mavlink');
  const mavlink = (...args: string[]): Promise<unknown> =>
    promisify(execFile)(client, ['--instance', String(instance), ...args], { timeout: START_LIMIT_MS });
  const local = String(GCS_LOCAL + instance);
  await mavlink('stop', '-u', local);
  await mavlink('start', '-x', '-u', local, '-r', '4000000', '-f', '-o', String(toPort));
  for (const stream of ['GLOBAL_POSITION_INT', 'LOCAL_POSITION_NED', 'ATTITUDE'])
    await mavlink('stream', '-r', '50', '-s', stream, '-u', local);
};

const stopper =
  (child: ChildProcess, clock: Clock, exited: () => boolean, tidy: () => void) => async (): Promise<void> => {
    if (!exited()) child.kill('SIGTERM');
    if (!(await waitFor(clock, exited, STOP_LIMIT_MS))) child.kill('SIGKILL');
    await waitFor(clock, exited, STOP_LIMIT_MS);
    tidy();
  };

/** Starts one PX4, factory-fresh unless it gets a `workDir`, and waits for its first heartbeat. Rejects with PX4's last words if none comes. */
export const startPx4 = async (options: Px4Options): Promise<Px4Instance> => {
  const { install, clock, instance } = options;
  const workDir = options.workDir ?? mkdtempSync(join(tmpdir(), `lifeline-px4-${instance}-`));
  const tidy = (): void => {
    if (options.workDir === undefined) rmSync(workDir, { recursive: true, force: true });
  };
  let printed = '';
  let ended: string | undefined;
  const heartbeat = await watchHeartbeat(options, () => printed);
  const child = spawn(install.binary, ['-d', '-i', String(instance), '-w', workDir, install.etc], {
    cwd: workDir,
    env: environmentOf(options),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const keep = (chunk: Buffer): void => {
    printed = (printed + chunk.toString('latin1')).slice(-KEPT_OUTPUT);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  child.on('error', (error) => (ended = error.message));
  child.on('exit', (code, signal) => (ended ??= `exit ${code ?? signal ?? ''}`));
  const exited = (): boolean => ended !== undefined;
  const stop = stopper(child, clock, exited, tidy);
  const up = await waitFor(clock, () => heartbeat.seen() || exited(), START_LIMIT_MS);
  await heartbeat.close();
  if (!up || exited()) {
    await stop();
    throw new Error(
      `PX4 instance ${instance} gave no heartbeat (${ended ?? 'still running'}): ${printed.trim().slice(-500)}`,
    );
  }
  try {
    await redirect(options);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    instance,
    sysid: instance + 1,
    local: { host: LOOPBACK, port: GCS_LOCAL + instance },
    pid: child.pid ?? 0,
    output: () => printed,
    exited,
    stop,
  };
};
