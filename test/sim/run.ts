import { join } from 'node:path';
import { openSqliteStore } from '../../server/store/sqlite.ts';
import { countCoverage, type Coverage } from './coverage.ts';
import { endFaults, plantFaults } from './faults.ts';
import type { CrashTrigger } from './mishaps.ts';
import { checkDrill } from '../../server/store/drill.ts';
import { wallMs } from '../../server/core/clock.ts';
import { START_WALL_MS } from './life.ts';
import { engage, play } from './people/cast.ts';
import { fillPlace } from './place.ts';
import { watch, type Break } from './watch.ts';
import { createWorld, type World } from './world.ts';

export type SeedOutcome = {
  readonly seed: number;
  readonly virtualS: number;
  readonly cpuS: number;
  readonly deliveries: number;
  readonly orders: number;
  readonly unfinished: readonly string[];
  readonly trace: string;
  readonly breaks: readonly Break[];
  readonly faults: Readonly<Record<string, number>>;
  /** What people did, what went wrong and what became of it, with how often. */
  readonly coverage: Coverage;
  readonly crashes: number;
  /** Datagrams that were lost, doubled, held back or spoilt. */
  readonly datagramFaults: number;
  /** Commits, and datagrams that are no heartbeats: where a crash may be planted. */
  readonly points: Readonly<Record<CrashTrigger['on'], number>>;
};

export type SeedOptions = {
  /** Orders and faults come until then, ms; default 330,000. */
  readonly activeMs?: number;
  /** Shortest run, ms; default 600,000: ten minutes. */
  readonly wholeMs?: number;
  /** Instead of the seed's own faults: this crash alone. */
  readonly crash?: CrashTrigger | 'none';
};

const ACTIVE_MS = 330_000;
const WHOLE_MS = 600_000;
/** When everything has to have come to an end (INV-L1), ms after the last order and the last fault. */
const PATIENCE_MS = 1_200_000;
/** People may order once more what did not arrive, then once more. */
const MOST_MS = 3 * PATIENCE_MS;
const FAULT_STREAM = 4;

const UNFINISHED = `SELECT number || ' ' || state || ' ' || state_reason AS text FROM orders
  WHERE state NOT IN ('RECEIVED', 'CLOSED', 'REJECTED', 'CANCELLED')
  UNION ALL SELECT number || ' ' || state || ' ' || state_reason FROM flights WHERE ended_at IS NULL`;

const faultyDatagrams = ({ network }: World): number => {
  const { dropped, duplicated, reordered, corrupted } = network.counters;
  return dropped + duplicated + reordered + corrupted;
};

/** Faults as one kind of what is covered. */
const faultCoverage = (faults: ReadonlyMap<string, number>): Coverage =>
  Object.fromEntries([...faults].map(([kind, count]) => [`fault ${kind}`, count]));

const fill = async (world: World): Promise<void> => {
  const store = openSqliteStore(join(world.folder, 'lifeline.db'));
  await checkDrill(store, world.modes.drill, wallMs(START_WALL_MS));
  await fillPlace(store);
  await engage(world, store);
  await store.close();
};

/** Until the shortest run is over and nothing is open, or patience is at its end. */
const runToTheEnd = (
  world: World,
  { activeMs, wholeMs }: { activeMs: number; wholeMs: number },
): Promise<void> => {
  const { timeline } = world;
  let lookedAt = 0;
  let [orders, orderedAt] = [0, activeMs];
  return timeline.run(activeMs + MOST_MS, () => {
    if (timeline.now() < wholeMs || timeline.now() - lookedAt < 1000) return false;
    lookedAt = timeline.now();
    const [{ n } = { n: 0 }] = world.look<{ n: number }>('SELECT count(*) AS n FROM orders');
    if (n > orders) [orders, orderedAt] = [n, Math.max(orderedAt, timeline.now())];
    return timeline.now() > orderedAt + PATIENCE_MS || world.look(UNFINISHED).length === 0;
  });
};

const plant = (world: World, { crash }: SeedOptions, activeMs: number): ReadonlyMap<string, number> => {
  if (crash === undefined) return plantFaults(world, FAULT_STREAM, activeMs);
  if (crash !== 'none') world.mishaps.crashIn(crash);
  return new Map(crash === 'none' ? [] : [[`crash.${crash.on}`, 1]]);
};

/** One seed from the empty record to the last landing. */
export const runSeed = async (
  seed: number,
  options: SeedOptions = {},
): Promise<SeedOutcome & { story: readonly string[] }> => {
  const { activeMs = ACTIVE_MS, wholeMs = WHOLE_MS } = options;
  const began = process.cpuUsage();
  const world = createWorld(seed);
  await fill(world);
  const watched = watch(world);
  const coverage = countCoverage(world);
  const faults = plant(world, options, activeMs);
  // A planted crash may come later.
  if (options.crash === undefined) world.timeline.at(activeMs, () => endFaults(world));
  world.lives.begin();
  play(world, activeMs);
  await runToTheEnd(world, { activeMs, wholeMs });
  watched.end();
  const outcome = {
    seed,
    virtualS: world.timeline.now() / 1000,
    deliveries: world.look(`SELECT id FROM flights WHERE kind = 'delivery' AND state = 'COMPLETED'`).length,
    orders: world.look('SELECT id FROM orders').length,
    unfinished: world.look<{ text: string }>(UNFINISHED).map(({ text }) => text),
    trace: world.traceHash(),
    breaks: watched.breaks,
    faults: Object.fromEntries(faults),
    coverage: { ...coverage(), ...faultCoverage(faults) },
    crashes: world.lives.crashes(),
    datagramFaults: faultyDatagrams(world),
    points: world.mishaps.points(),
    story: world.story,
  };
  await world.close();
  const { user, system } = process.cpuUsage(began);
  return { ...outcome, cpuS: (user + system) / 1e6 };
};
