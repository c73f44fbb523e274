import { performance } from 'node:perf_hooks';
import { assign } from '../../server/plan/assign/assign.ts';
import type { AssignRound } from '../../server/plan/assign/types.ts';
import { compareScores, exactScore, greedyFlights, scoreOf, type Flown } from '../plan/assign/exact.ts';
import { randomRound, type Size } from '../plan/assign/rounds.ts';
import type { Say } from './main.ts';

const LARGE: Size = { orders: 200, drones: 50, shelf: 15, sites: 8, padsPerSite: 4 };
const USUAL: Size = { orders: 20, drones: 6, shelf: 3, sites: 4, padsPerSite: 2 };
const SMALL: Size = { orders: 4, drones: 3, shelf: 2, sites: 2, padsPerSite: 2 };

const LARGE_ROUNDS = 40;
const USUAL_ROUNDS = 40;
const SMALL_ROUNDS = 500;
/** The first calls are compiled while they run. */
const WARM_UP = 5;

const flownBy = (round: AssignRound): { readonly flown: Flown[]; readonly proven: boolean } => {
  const { decisions, proven } = assign(round);
  const flown = decisions.flatMap(({ orderId, lift }) => (lift === undefined ? [] : [{ orderId, ...lift }]));
  return { flown, proven };
};

const share = (sorted: readonly number[], part: number): number =>
  Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0) * 10) / 10;

type Run = {
  worse: number;
  better: number;
  proven: number;
  flights: number;
  readonly times: number[];
  readonly cpu: number[];
};

const runAll = (size: Size, rounds: number, seed: number): Run => {
  const run: Run = { worse: 0, better: 0, proven: 0, flights: 0, times: [], cpu: [] };
  for (let index = 0; index < rounds; index++) {
    const round = randomRound(seed + index, size);
    const from = performance.now();
    const before = process.cpuUsage();
    const { flown, proven } = flownBy(round);
    run.times.push(performance.now() - from);
    run.cpu.push(process.cpuUsage(before).user / 1000);
    const difference = compareScores(scoreOf(round, flown), scoreOf(round, greedyFlights(round)));
    if (difference > 0) run.worse += 1;
    if (difference < 0) run.better += 1;
    if (proven) run.proven += 1;
    run.flights += flown.length;
  }
  run.times.sort((a, b) => a - b);
  run.cpu.sort((a, b) => a - b);
  return run;
};

/**
 * Assignment of 200 orders to 50 drones with packs and pads, seeded: time, against the greedy answer, and on small rounds
 * against trying everything. `proven`: rounds whose answer the search itself proved to be the best.
 */
export const benchAssign = (say: Say): Promise<Readonly<Record<string, unknown>>> => {
  for (let index = 0; index < WARM_UP; index++) flownBy(randomRound(index, LARGE));
  const large = runAll(LARGE, LARGE_ROUNDS, 10_000);
  const usual = runAll(USUAL, USUAL_ROUNDS, 20_000);
  let notOptimalSmall = 0;
  for (let index = 0; index < SMALL_ROUNDS; index++) {
    const round = randomRound(30_000 + index, SMALL);
    if (compareScores(scoreOf(round, flownBy(round).flown), exactScore(round)) !== 0) notOptimalSmall += 1;
  }
  const figures = {
    orders: LARGE.orders,
    drones: LARGE.drones,
    rounds: LARGE_ROUNDS,
    p50Ms: share(large.times, 0.5),
    p95Ms: share(large.times, 0.95),
    /** Without waiting for other programs of the machine. */
    cpuP95Ms: share(large.cpu, 0.95),
    flights: large.flights,
    worseThanGreedy: large.worse + usual.worse,
    betterThanGreedy: large.better,
    provenLarge: large.proven,
    usualP95Ms: share(usual.times, 0.95),
    usualRounds: USUAL_ROUNDS,
    usualBetterThanGreedy: usual.better,
    provenUsual: usual.proven,
    smallRounds: SMALL_ROUNDS,
    notOptimalSmall,
  };
  say(
    `${LARGE.orders} orders, ${LARGE.drones} drones: p50 ${figures.p50Ms} ms, p95 ${figures.p95Ms} ms; better than greedy in ${large.better} of ${LARGE_ROUNDS}, worse in ${large.worse}; proven best in ${large.proven}.`,
  );
  say(
    `${USUAL.orders} orders, ${USUAL.drones} drones: p95 ${figures.usualP95Ms} ms; better than greedy in ${usual.better} of ${USUAL_ROUNDS}; proven best in ${usual.proven}.`,
  );
  say(`${SMALL_ROUNDS} small rounds against trying everything: ${notOptimalSmall} not optimal.`);
  return Promise.resolve(figures);
};
