import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LonLat } from '../../server/core/geo.ts';
import type { UdpAddress } from '../../server/core/ports.ts';
import type { Result } from '../../server/core/result.ts';
import { systemClock } from '../../server/ports/system-clock.ts';
import { systemNet } from '../../server/ports/udp.ts';
import { seededRng } from '../../sitl/physics/random.ts';
import { findPx4, startPx4, type Px4Install, type Px4Instance } from '../../sitl/px4.ts';
import { runVehicleOnUdp } from '../../sitl/udp-vehicle.ts';

/** A vehicle that is running: where its autopilot is, and how to end it. */
export type Machine = {
  readonly sysid: number;
  /** Where it takes datagrams, whoever sends them. */
  readonly local: UdpAddress;
  /** Off and on again; what it keeps on its card stays. */
  reboot(): Promise<void>;
  stop(): Promise<void>;
};

export type MachineOptions = {
  readonly speed: number;
  /** Where it sends everything to. */
  readonly to: UdpAddress;
  readonly parameters: Readonly<Record<string, number>>;
};

export const LOOPBACK = '127.0.0.1';

/** The blood centre's roof. */
export const HOME = { at: [118.7813, 32.0877] as LonLat, altAmslM: 39 };

const EMBEDDED_SYSID = 42;
const SEED = 20_240_415;

export const startEmbedded = async (
  { speed, to, parameters }: MachineOptions,
  sysid: number = EMBEDDED_SYSID,
): Promise<Machine> => {
  const running = await runVehicleOnUdp({
    net: systemNet,
    clock: systemClock,
    to,
    sysid,
    home: HOME,
    rng: seededRng(SEED + sysid),
    speed,
    parameters,
    crewSwapS: 0,
  });
  const reboot = async (): Promise<void> => running.vehicle.reboot(systemClock.wall());
  return { sysid, local: running.local, reboot, stop: () => running.close() };
};

/** The real PX4, or the sentence that says why there is none. */
export const px4Install: Result<Px4Install> = findPx4({
  PX4_SITL_DIR: process.env['PX4_SITL_DIR'],
  PATH: process.env['PATH'],
});

/** Above those of people, of the demo and of the launcher's test; system ids from 21 on. */
const FIRST_INSTANCE = 20;
const INSTANCES = 40;
/** Local ports of an instance's ground-station, API and payload link. */
const LINK_PORTS = [18_570, 14_580, 14_280] as const;

/** Whether nobody uses the ports of that PX4 instance. */
export const isFreeInstance = async (instance: number): Promise<boolean> => {
  try {
    for (const base of LINK_PORTS)
      await (await systemNet.bindUdp({ host: LOOPBACK, port: base + instance })).close();
    return true;
  } catch {
    return false;
  }
};

export const freeInstance = async (): Promise<number> => {
  // Suites that run at the same time begin at different places.
  for (let offset = 0; offset < INSTANCES; offset++) {
    const instance = FIRST_INSTANCE + ((process.pid + offset) % INSTANCES);
    if (await isFreeInstance(instance)) return instance;
  }
  throw new Error(`PX4 instances ${FIRST_INSTANCE} to ${FIRST_INSTANCE + INSTANCES - 1} are all in use`);
};

export const startRealPx4 = async ({ speed, to, parameters }: MachineOptions): Promise<Machine> => {
  if (!px4Install.ok) throw new Error(px4Install.error.message);
  const workDir = mkdtempSync(join(tmpdir(), 'lifeline-px4-card-'));
  const start = (instance: number): Promise<Px4Instance> =>
    startPx4({
      install: px4Install.value,
      net: systemNet,
      clock: systemClock,
      instance,
      home: HOME,
      speed,
      toPort: to.port,
      parameters,
      workDir,
    });
  let px4 = await start(await freeInstance());
  return {
    sysid: px4.sysid,
    local: px4.local,
    reboot: async () => {
      await px4.stop();
      px4 = await start(px4.instance);
    },
    stop: async () => {
      await px4.stop();
      rmSync(workDir, { recursive: true, force: true });
    },
  };
};
