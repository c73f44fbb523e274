import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { openSqliteStore } from '../../server/store/sqlite.ts';
import { engage, play } from './people/cast.ts';
import { fillPlace } from './place.ts';
import { createWorld } from './world.ts';

export type SeedOutcome = {
  readonly seed: number;
  readonly virtualS: number;
  readonly wallS: number;
  readonly cpuS: number;
  readonly deliveries: number;
  readonly orders: number;
  readonly unfinished: readonly string[];
  readonly trace: string;
};

/** Orders and faults come until then, ms. */
const ACTIVE_MS = 400_000;
const WHOLE_MS = 600_000;
/** When everything has to have come to an end. */
const PATIENCE_MS = 1_800_000;

const UNFINISHED = `SELECT number || ' ' || state || ' ' || state_reason AS text FROM orders
  WHERE state NOT IN ('RECEIVED', 'CLOSED', 'REJECTED', 'CANCELLED')
  UNION ALL SELECT number || ' ' || state || ' ' || state_reason FROM flights WHERE ended_at IS NULL`;

export const runSeed = async (seed: number): Promise<SeedOutcome & { story: readonly string[] }> => {
  const began = performance.now();
  const cpu = process.cpuUsage();
  const world = createWorld(seed);
  const store = openSqliteStore(join(world.folder, 'lifeline.db'));
  await fillPlace(store);
  await engage(world, store);
  await store.close();
  void world.lives.start();
  play(world, ACTIVE_MS);
  const { timeline } = world;
  let lookedAt = 0;
  let finished = false;
  await timeline.run(PATIENCE_MS, () => {
    if (timeline.now() < WHOLE_MS || timeline.now() - lookedAt < 1000) return finished;
    lookedAt = timeline.now();
    finished = world.look(UNFINISHED).length === 0;
    return finished;
  });
  const outcome = {
    seed,
    virtualS: timeline.now() / 1000,
    wallS: 0,
    cpuS: 0,
    deliveries: world.look(`SELECT id FROM flights WHERE kind = 'delivery' AND state = 'COMPLETED'`).length,
    orders: world.look('SELECT id FROM orders').length,
    unfinished: world.look<{ text: string }>(UNFINISHED).map(({ text }) => text),
    trace: world.traceHash(),
    story: world.story,
  };
  await world.close();
  return {
    ...outcome,
    wallS: (performance.now() - began) / 1000,
    cpuS: ((c) => (c.user + c.system) / 1e6)(process.cpuUsage(cpu)),
  };
};
