import { fork } from 'node:child_process';
import { once } from 'node:events';
import { contract } from '../../../server/api/contract/contract.ts';
import { startServer } from '../../../server/demo/server-process.ts';
import { systemNet } from '../../../server/ports/udp.ts';
import { staff } from './camera.ts';

const SITL = new URL('../../../sitl/main.ts', import.meta.url).pathname;
/** As the demo data has them. */
const DRONES = { count: 3, firstSysid: 11, spacingM: 15 } as const;

export type Stage = {
  readonly url: string;
  /** A fault of one simulated drone: no telemetry while it is true. */
  mute(sysid: number, muted: boolean): void;
  drain(sysid: number, pct: number): void;
};

const freePort = async (): Promise<number> => {
  const socket = await systemNet.bindUdp({ host: '127.0.0.1', port: 0 });
  await socket.close();
  return socket.local.port;
};

/** A service with demo data and the demo's drones in a process that does as it is told. */
export const startStage = async (
  cleanup: AsyncDisposableStack,
  speed: number,
  options: readonly string[] = [],
): Promise<Stage> => {
  const port = await freePort();
  const link = `embedded=127.0.0.1:${port}`;
  const server = await startServer(['--no-embedded', '--link', link, ...options]);
  cleanup.defer(() => server.stop());
  const admin = await staff(server.url)('admin');
  const { sites } = await admin.call(contract.fleet.sites, {});
  const pads = sites.flatMap((site) => site.pads);
  const home = sites.find(({ role }) => role === 'blood_centre')?.pads[0];
  if (home === undefined) throw new Error('the demo has no blood centre');
  const place = (pad: typeof home): string => `${pad.position.join(',')},${pad.elevationAmslM}`;
  const drones = fork(
    SITL,
    [
      '--embedded',
      String(DRONES.count),
      '--sysid-base',
      String(DRONES.firstSysid),
      '--home',
      place(home),
      '--spacing-m',
      String(DRONES.spacingM),
      ...pads.flatMap((pad) => ['--pad', place(pad)]),
      '--to',
      `127.0.0.1:${port}`,
      '--speed',
      String(speed),
    ],
    { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
  );
  cleanup.defer(async () => {
    const ended = once(drones, 'exit');
    drones.disconnect();
    await ended;
  });
  await once(drones, 'message');
  return {
    url: server.url,
    mute: (sysid, mute) => void drones.send({ sysid, mute }),
    drain: (sysid, drain) => void drones.send({ sysid, drain }),
  };
};
