import { fork, type ChildProcess } from 'node:child_process';
import type { EMBEDDED } from './seed.ts';

const PROGRAM = new URL('../../sitl/main.ts', import.meta.url).pathname;
/** Until the simulated drones speak. */
const READY_MS = 10_000;

export type Home = { readonly lon: number; readonly lat: number; readonly amslM: number };

type Wanted = {
  readonly drones: typeof EMBEDDED;
  readonly homes: readonly Home[];
  readonly to: string;
  readonly speed: number;
};

/**
 * Starts the embedded drones as a process of their own: the service reaches them over UDP like any other drone. They
 * end when this process does.
 */
export const startEmbedded = ({ drones, homes, to, speed }: Wanted): Promise<{ stop(): Promise<void> }> => {
  const child: ChildProcess = fork(
    PROGRAM,
    [
      ...[
        '--embedded',
        String(drones.length),
        '--sysid-base',
        String(drones[0].sysid),
        '--to',
        to,
        '--speed',
        String(speed),
      ],
      ...homes.flatMap(({ lon, lat, amslM }) => ['--home', `${lon},${lat},${amslM}`]),
    ],
    { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    if (child.connected) child.disconnect();
    await ended;
  };
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`the embedded drones were not ready within ${READY_MS / 1000} s`));
    }, READY_MS);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`the embedded drones ended with exit code ${code ?? 'none'}`));
    });
    child.once('message', () => {
      clearTimeout(timer);
      resolve({ stop });
    });
  });
};
