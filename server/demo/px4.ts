import { fork } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { contract } from '../api/contract/contract.ts';
import { systemNet } from '../ports/udp.ts';
import type { Client } from './client.ts';
import type { Step } from './delivery.ts';

const LAUNCHER = new URL('../../sitl/main.ts', import.meta.url).pathname;
/** PX4's API link of instance N sends to this port + N; from N = 10 on all share one. */
const API_PORT = 14_540;
const INSTANCES = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const;
const READY_MS = 90_000;
const POLL_MS = 300;

type Wanted = {
  readonly admin: Client;
  readonly speed: number;
  readonly cleanup: AsyncDisposableStack;
  readonly step: Step;
};

const isFree = async (port: number): Promise<boolean> => {
  try {
    await (await systemNet.bindUdp({ host: '127.0.0.1', port })).close();
    return true;
  } catch {
    return false;
  }
};

const freeInstance = async (): Promise<number> => {
  for (const instance of INSTANCES) if (await isFree(API_PORT + instance)) return instance;
  throw new Error(`all of PX4's ports ${API_PORT + 1} to ${API_PORT + INSTANCES.length} are taken`);
};

const until = async <T>(what: string, ask: () => Promise<T | undefined>): Promise<T> => {
  for (let waited = 0; waited < READY_MS; waited += POLL_MS) {
    const value = await ask();
    if (value !== undefined) return value;
    await pause(POLL_MS);
  }
  throw new Error(`${what}: not within ${READY_MS / 1000} s`);
};

/** Starts one real PX4 on the blood centre's first pad and registers it as an administrator would. Gives its id. */
export const startPx4 = async ({ admin, speed, cleanup, step }: Wanted): Promise<string> => {
  const { sites } = await admin.call(contract.fleet.sites);
  const pad = sites.find((site) => site.role === 'blood_centre')?.pads[0];
  if (pad === undefined) throw new Error('the blood centre has no pad');
  // The demo's simulated drones are not there: nothing stands on their pads.
  const { vehicles } = await admin.call(contract.fleet.vehicles);
  for (const { id } of vehicles) {
    await admin.call(contract.fleet.changeVehicle, {
      params: { id },
      body: { padId: null, state: 'OUT_OF_SERVICE', stateReason: 'no simulation running' },
    });
  }
  const instance = await freeInstance();
  await admin.call(contract.fleet.addLink, {
    body: { name: 'px4', kind: 'udp', host: '127.0.0.1', port: API_PORT + instance },
  });
  const [lon, lat] = pad.position;
  const child = fork(
    LAUNCHER,
    [
      '--px4',
      '1',
      '--instance-base',
      String(instance),
      '--home',
      `${lon},${lat},${pad.elevationAmslM}`,
      '--speed',
      String(speed),
    ],
    { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  cleanup.defer(async () => {
    if (child.connected) child.disconnect();
    await ended;
  });
  const heard = await until('PX4 on its link', async () => {
    if (child.exitCode !== null) throw new Error('PX4 did not start');
    const found = (await admin.call(contract.fleet.heard)).heard.find((each) => each.link === 'px4');
    return found?.uid === '' ? undefined : found;
  });
  step(
    `vehicle     ${heard.autopilot} ${heard.firmware}, system id ${heard.sysid}, uid ${heard.uid}, ${speed}x`,
  );
  const { profiles } = await admin.call(contract.fleet.profiles);
  const vehicle = await admin.call(contract.fleet.register, {
    body: {
      name: 'PX4-1',
      sysid: heard.sysid,
      compid: heard.compid,
      link: heard.link,
      uid: heard.uid,
      profileId: profiles[0]?.id ?? '',
      homePadId: pad.id,
      simulated: true,
    },
  });
  await admin.call(contract.baseline.apply, {
    params: { id: vehicle.id },
    body: { reason: 'a simulated drone, as it comes' },
  });
  return vehicle.id;
};
