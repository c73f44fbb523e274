import { fork, type ChildProcess } from 'node:child_process';

const PROGRAM = new URL('../../sitl/main.ts', import.meta.url).pathname;
/** Until the simulated drones speak. */
const READY_MS = 10_000;

/** A pad in WGS-84 degrees and metres AMSL. */
export type Place = { readonly lon: number; readonly lat: number; readonly amslM: number };

export type Wanted = {
  readonly count: number;
  readonly firstSysid: number;
  /** Where the first drone stands; the others stand beside it, `spacingM` apart to the east. */
  readonly home: Place;
  readonly spacingM: number;
  /** Where else they may land. */
  readonly pads: readonly Place[];
  readonly to: string;
  readonly speed: number;
};

/** The simulated drones, and what people do to them on the ground. */
export type Embedded = {
  /** The box is on board, or off. */
  setPayload(sysid: number, payloadKg: number): void;
  stop(): Promise<void>;
};

/** The simulated drones could not be started. */
export class EmbeddedFailed extends Error {
  override name = 'EmbeddedFailed';
}

const text = ({ lon, lat, amslM }: Place): string => `${lon},${lat},${amslM}`;

const argsOf = (wanted: Wanted): string[] => [
  '--embedded',
  String(wanted.count),
  '--sysid-base',
  String(wanted.firstSysid),
  '--home',
  text(wanted.home),
  '--spacing-m',
  String(wanted.spacingM),
  ...wanted.pads.flatMap((pad) => ['--pad', text(pad)]),
  '--to',
  wanted.to,
  '--speed',
  String(wanted.speed),
];

/**
 * Starts the embedded drones as a process of their own: the service reaches them over UDP like any other drone. They
 * end when this process does. Rejects with `EmbeddedFailed`.
 */
export const startEmbedded = (wanted: Wanted): Promise<Embedded> => {
  const child: ChildProcess = fork(PROGRAM, argsOf(wanted), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const running: Embedded = {
    setPayload: (sysid, payloadKg) => {
      if (child.connected) child.send({ sysid, payloadKg });
    },
    stop: async () => {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(
        new EmbeddedFailed(
          `The embedded drones were not ready within ${READY_MS / 1000} s: start without them with --no-embedded.`,
        ),
      );
    }, READY_MS);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(
        new EmbeddedFailed(
          `The embedded drones ended at once (exit code ${code ?? 'none'}): start without them with --no-embedded.`,
        ),
      );
    });
    child.once('message', () => {
      clearTimeout(timer);
      resolve(running);
    });
  });
};
