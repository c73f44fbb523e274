import { fork } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import type { z } from 'zod';
import { contract } from '../api/contract/contract.ts';
import type { heard, Site } from '../api/contract/fleet.ts';
import { systemNet } from '../ports/udp.ts';
import { Refused, type Client } from './client.ts';
import type { Step } from './delivery.ts';

const LAUNCHER = new URL('../../sitl/main.ts', import.meta.url).pathname;
/** PX4's API link of instance N sends to this port + N; from N = 10 on all share one. */
const API_PORT = 14_540;
/** What a running instance listens on: nobody need be bound to where it sends to. */
const PX4_LOCAL = [18_570, 14_580] as const;
const INSTANCES = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const;
const READY_MS = 90_000;
const POLL_MS = 300;
const LINK = 'px4';

type Pad = Site['pads'][number];
type Heard = z.infer<typeof heard>;

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
  for (const instance of INSTANCES) {
    const taken = await Promise.all(
      [API_PORT, ...PX4_LOCAL].map(async (base) => !(await isFree(base + instance))),
    );
    if (!taken.includes(true)) return instance;
  }
  throw new Error(`PX4's instances 1 to ${INSTANCES.length} are all in use`);
};

const until = async <T>(what: string, ask: () => Promise<T | undefined>): Promise<T> => {
  for (let waited = 0; waited < READY_MS; waited += POLL_MS) {
    const value = await ask();
    if (value !== undefined) return value;
    await pause(POLL_MS);
  }
  throw new Error(`${what}: not within ${READY_MS / 1000} s`);
};

/** The blood centre's first pad, with nothing on it: the demo's simulated drones are not there. */
export const clearHomePad = async (admin: Client): Promise<Pad> => {
  const { sites } = await admin.call(contract.fleet.sites);
  const pad = sites.find((site) => site.role === 'blood_centre')?.pads[0];
  if (pad === undefined) throw new Error('the blood centre has no pad');
  const { vehicles } = await admin.call(contract.fleet.vehicles);
  for (const { id } of vehicles) {
    await admin.call(contract.fleet.changeVehicle, {
      params: { id },
      body: { padId: null, state: 'OUT_OF_SERVICE', stateReason: 'no simulation running' },
    });
  }
  return pad;
};

/** Waits for the one PX4 on that link and registers it with the parameters of its profile, as an administrator would. Gives its id. */
export const registerPx4 = async (
  admin: Client,
  on: { readonly link: string; readonly pad: Pad; readonly mayCome?: () => boolean },
): Promise<{ readonly vehicleId: string; readonly heard: Heard }> => {
  const heard = await until('PX4 on its link', async () => {
    if (on.mayCome?.() === false) throw new Error('PX4 did not start');
    const found = (await admin.call(contract.fleet.heard)).heard.find((each) => each.link === on.link);
    return found?.uid === '' ? undefined : found;
  });
  const { profiles } = await admin.call(contract.fleet.profiles);
  const vehicle = await admin.call(contract.fleet.register, {
    body: {
      name: 'PX4-1',
      sysid: heard.sysid,
      compid: heard.compid,
      link: heard.link,
      uid: heard.uid,
      profileId: profiles[0]?.id ?? '',
      homePadId: on.pad.id,
      simulated: true,
    },
  });
  // On a busy machine PX4 lets a question go unanswered now and then: it is asked again, as a person would.
  await until('the parameters of its profile', () =>
    admin
      .call(contract.baseline.apply, {
        params: { id: vehicle.id },
        body: { reason: 'a simulated drone, as it comes' },
      })
      .catch((error: unknown) => {
        if (error instanceof Refused && error.message.includes('mavlink.no_answer')) return undefined;
        throw error;
      }),
  );
  return { vehicleId: vehicle.id, heard };
};

/** Starts one real PX4 on the blood centre's first pad and registers it. Gives its id. */
export const startPx4 = async ({ admin, speed, cleanup, step }: Wanted): Promise<string> => {
  const pad = await clearHomePad(admin);
  const instance = await freeInstance();
  await admin.call(contract.fleet.addLink, {
    body: { name: LINK, kind: 'udp', host: '127.0.0.1', port: API_PORT + instance },
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
  const { vehicleId, heard } = await registerPx4(admin, {
    link: LINK,
    pad,
    mayCome: () => child.exitCode === null,
  });
  step(
    `vehicle     ${heard.autopilot} ${heard.firmware}, system id ${heard.sysid}, uid ${heard.uid}, ${speed}x`,
  );
  return vehicleId;
};
