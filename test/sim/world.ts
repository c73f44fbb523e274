import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Rng } from '../../server/core/ports.ts';
import { seededRng } from '../support/seeded-rng.ts';
import { createDesk, type Asked, type Desk } from './desk.ts';
import { createFleet, type Slot } from './fleet.ts';
import { START_WALL_MS } from './life.ts';
import { createLives, type Lives, type Watcher } from './lives.ts';
import { memoryDisk } from './memory-disk.ts';
import { createMishaps, type Mishaps } from './mishaps.ts';
import { modesOf, type Modes } from './modes.ts';
import { createNetwork, type Network } from './network.ts';
import type { SimAnswer } from './server.ts';
import { createTimeline, type Timeline } from './timeline.ts';

export type World = {
  readonly seed: number;
  readonly modes: Modes;
  readonly timeline: Timeline;
  readonly network: Network;
  readonly fleet: readonly Slot[];
  readonly mishaps: Mishaps;
  readonly lives: Lives;
  readonly watchers: Watcher[];
  /** Where the record lies. */
  readonly folder: string;
  /** What the server logged and what happened to it, the newest last. */
  readonly story: string[];
  note(line: string): void;
  rng(stream: number): Rng;
  /** The machine's wall time. */
  wall(): number;
  /** Reads what is committed; nothing of an open transaction. */
  look<T>(sql: string, ...params: (string | number)[]): T[];
  desk(login: string): Desk;
  /** What may stand in no log, fact or file (INV-D10). */
  keepSecret(secret: string): void;
  secrets(): readonly string[];
  /** Every file of the service: its path and content. */
  files(): Iterable<readonly [path: string, content: Uint8Array]>;
  /** Equal seeds give equal hashes. */
  traceHash(): string;
  close(): Promise<void>;
};

const STORY_LINES = 4000;
/** Sets the streams of neighbouring seeds apart. */
const STREAMS_PER_SEED = 10_007;
const NETWORK_STREAM = 1;
const CONSOLE_STREAM = 2;

const folderFor = (): string => {
  try {
    return mkdtempSync('/dev/shm/lifeline-sim-');
  } catch {
    return mkdtempSync('/tmp/lifeline-sim-');
  }
};

/** Looks into the record by a connection of its own. */
const createEyes = (path: string) => {
  let database: DatabaseSync | undefined;
  const statements = new Map<string, StatementSync>();
  /** What was read since the last commit. */
  const seen = new Map<string, unknown[]>();
  const read = (sql: string, params: (string | number)[]): unknown[] => {
    database ??= new DatabaseSync(path, { readOnly: true });
    const statement = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, statement);
    return statement.all(...params);
  };
  return {
    look: (sql: string, params: (string | number)[]): unknown[] => {
      const key = params.length === 0 ? sql : `${sql}\n${params.join('\n')}`;
      const rows = seen.get(key) ?? read(sql, params);
      seen.set(key, rows);
      return rows;
    },
    changed: (): void => seen.clear(),
    close: (): void => database?.close(),
  };
};

type Trace = (line: string | Uint8Array) => void;

/** `onTrace` hears every line of the trace, to find where two runs part. */
export const createWorld = (seed: number, onTrace?: Trace): World => {
  const timeline = createTimeline();
  const rng = (stream: number): Rng => seededRng(seed * STREAMS_PER_SEED + stream);
  const network = createNetwork(timeline, rng(NETWORK_STREAM));
  const mishaps = createMishaps(timeline);
  const folder = folderFor();
  const eyes = createEyes(join(folder, 'lifeline.db'));
  const hash = createHash('sha256');
  const trace: Trace = (line) => {
    onTrace?.(line);
    hash.update(line);
  };
  const watchers: Watcher[] = [];
  const secrets = new Set<string>();
  const disk = memoryDisk();
  const modes = modesOf(seed);
  const story: string[] = [];
  const note = (line: string): void => {
    story.push(`${(timeline.now() / 1000).toFixed(2)} ${line}`);
    if (story.length > STORY_LINES) story.splice(0, STORY_LINES / 2);
  };
  const lives = createLives({
    timeline,
    network,
    mishaps,
    disk,
    folder,
    modes,
    watchers,
    rng,
    committed: eyes.changed,
    note,
    trace,
  });
  const deskDeps = {
    timeline,
    rng: rng(CONSOLE_STREAM),
    server: () => lives.server(),
    secret: (secret: string) => void secrets.add(secret),
    lostShare: () => mishaps.lostShare(),
    asked: (request: Asked) => {
      for (const watcher of watchers) watcher.asked?.(request);
    },
    heard: (request: Asked, answer: SimAnswer | 'lost') => {
      const { login, routeId } = request;
      trace(`${timeline.now()} ${login} ${routeId} ${answer === 'lost' ? 'lost' : answer.status}`);
      if (answer !== 'lost' && answer.status >= 400) {
        const { code, detail } = answer.body as { code?: string; detail?: string };
        note(`${login} ${routeId}: ${answer.status} ${code} ${detail}`);
      }
      for (const watcher of watchers) watcher.answered?.(request, answer);
    },
  };
  return {
    seed,
    modes,
    timeline,
    network,
    fleet: createFleet(timeline, network, seed),
    mishaps,
    lives,
    watchers,
    folder,
    story,
    note,
    rng,
    wall: () => START_WALL_MS + timeline.now() + mishaps.wallStepMs(),
    look: <T>(sql: string, ...params: (string | number)[]) => eyes.look(sql, params) as T[],
    desk: (login) => createDesk(deskDeps, login),
    keepSecret: (secret) => void secrets.add(secret),
    secrets: () => [...secrets],
    files: () => disk.all(),
    traceHash: () => hash.copy().digest('hex'),
    close: async () => {
      await lives.end();
      eyes.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
