import type { Logger } from 'pino';
import type { Disk, Rng } from '../../server/core/ports.ts';
import type { Asked } from './desk.ts';
import type { CommitPoint, StoreFaults } from './faulty-store.ts';
import { createLife, type Life } from './life.ts';
import type { Mishaps } from './mishaps.ts';
import type { Modes } from './modes.ts';
import type { Network, Wire } from './network.ts';
import { startServer, type SimAnswer, type SimServer } from './server.ts';
import type { Timeline } from './timeline.ts';
import { msgidOf } from './wire.ts';

/** What happened, for those who watch. */
export type Watcher = {
  /** A life begins; nothing of it has run. */
  started?(life: Life): void;
  /** It has stored what it makes of the flights of before. */
  adopted?(): void;
  /** A transaction is in the record. */
  committed?(): void;
  sent?(bytes: Uint8Array, port: number): void;
  asked?(request: Asked): void;
  answered?(request: Asked, answer: SimAnswer | 'lost'): void;
};

export type LivesDeps = {
  readonly timeline: Timeline;
  readonly network: Network;
  readonly mishaps: Mishaps;
  readonly disk: Disk;
  readonly folder: string;
  readonly modes: Modes;
  readonly watchers: readonly Watcher[];
  rng(stream: number): Rng;
  committed(): void;
  note(line: string): void;
  trace(bytes: Uint8Array): void;
};

/** Message ids that are no commands: HEARTBEAT, TIMESYNC. */
const BACKGROUND: ReadonlySet<number> = new Set([0, 111]);
/** After a start that failed, ms. */
const START_AGAIN_MS = 2000;
const LEAST_DOWN_MS = 50;
/** Streams of random numbers of the lives begin here. */
const FIRST_STREAM = 100;

const loggerOf = (note: (line: string) => void): Logger => {
  const say =
    (level: string) =>
    (data: unknown, text?: string): void => {
      const error = (data as { err?: unknown } | undefined)?.err;
      const cause = error instanceof Error ? ` (${error.stack ?? error.message})` : '';
      note(`${level}: ${text ?? String(data)}${cause}`);
    };
  const ignore = (): void => {};
  return { error: say('error'), warn: say('warn'), info: ignore, debug: ignore } as unknown as Logger;
};

const wireOf = (deps: LivesDeps, reach: (point: CommitPoint) => void): Wire => ({
  before: (bytes) => {
    if (!BACKGROUND.has(msgidOf(bytes))) reach('before');
  },
  after: (bytes, port) => {
    deps.trace(bytes);
    for (const watcher of deps.watchers) watcher.sent?.(bytes, port);
    if (!BACKGROUND.has(msgidOf(bytes))) reach('after');
  },
});

/** Undefined where it was killed while it started: what it still asked for fails. */
const unlessKilled = (own: Life, starting: Promise<SimServer>): Promise<SimServer | undefined> =>
  starting.catch((error: unknown) => {
    if (own.isAlive()) throw error;
    return undefined;
  });

/** The lives of the server, one after another, on one record. */
export const createLives = (deps: LivesDeps) => {
  const { timeline, network, mishaps, watchers } = deps;
  let server: SimServer | undefined;
  let life: Life | undefined;
  let lives = 0;
  let crashes = 0;

  const crash = (downMs: number, why: string): void => {
    if (life?.isAlive() !== true) return;
    const buried = server;
    life.end();
    server = undefined;
    crashes++;
    deps.note(`CRASH ${why}, down for ${downMs} ms`);
    let closed = buried === undefined;
    timeline.at(timeline.now(), () => {
      void buried?.bury().then(() => {
        closed = true;
      });
    });
    timeline.at(timeline.now() + Math.max(LEAST_DOWN_MS, downMs), () => {
      if (!closed) throw new Error('the ended life has left a transaction open');
      begin();
    });
  };

  const reachOn =
    (on: 'commit' | 'send') =>
    (point: CommitPoint): void => {
      const downMs = mishaps.endsAt(on, point);
      if (downMs !== undefined) crash(downMs, `${point} a ${on}`);
    };

  const faultsOf = (own: Life): StoreFaults => ({
    isAlive: () => own.isAlive(),
    reach: reachOn('commit'),
    trouble: () => mishaps.trouble(),
    committed: () => {
      deps.committed();
      for (const watcher of watchers) watcher.committed?.();
    },
  });

  const adopt = async (born: SimServer, mine: number): Promise<void> => {
    try {
      await born.adopt();
      if (!born.life.isAlive()) return;
      deps.note(`life ${mine} has adopted its flights`);
      for (const watcher of watchers) watcher.adopted?.();
    } catch (error) {
      if (!born.life.isAlive()) return;
      deps.note(`life ${mine} could not adopt: ${String(error)}`);
      crash(START_AGAIN_MS, 'the start failed');
    }
  };

  const start = async (): Promise<void> => {
    lives++;
    const mine = lives;
    const own = createLife(timeline, mishaps.wallStepMs);
    life = own;
    for (const watcher of watchers) watcher.started?.(own);
    const starting = startServer({
      ...deps,
      life: own,
      rng: deps.rng(FIRST_STREAM + mine),
      net: network.netOf(own, wireOf(deps, reachOn('send'))),
      log: loggerOf((line) => deps.note(`life ${mine} ${line}`)),
      faults: faultsOf(own),
    });
    const born = await unlessKilled(own, starting);
    if (born === undefined || !own.isAlive()) return born?.bury();
    server = born;
    deps.note(`life ${mine} is up`);
    return adopt(born, mine);
  };

  /** A server that cannot start ends the simulation. */
  const begin = (): void => {
    start().catch((error: unknown) => {
      timeline.at(timeline.now(), () => {
        throw error;
      });
    });
  };

  return {
    server: (): SimServer | undefined => server,
    life: (): Life | undefined => life,
    crashes: (): number => crashes,
    begin,
    crash,
    /** Ends the last life. */
    end: async (): Promise<void> => {
      life?.end();
      await server?.bury();
    },
  };
};

export type Lives = ReturnType<typeof createLives>;
