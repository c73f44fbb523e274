import { conflictsOf, meetingsOf, smallestDelayS, trafficOf } from '../../server/plan/conflict/traffic.ts';
import { meetsDensely, type Flown } from '../plan/conflict/dense-oracle.ts';
import { NOON_S, volumesAt, wayOver } from '../plan/conflict/scene.ts';
import { seeded } from '../plan/worlds.ts';
import type { Say } from './main.ts';

const FLIGHTS = 500;
const CHECKS = 200;
/** The oracle walks second by second through every pair: some of the checks are enough. */
const ORACLE_CHECKS = 12;
const MAX_DELAY_S = 3600;
const SEED = 548;

/** 20 by 15 km, three to six legs around what is closed, in the heights of the planner. */
const randomFlight = (random: () => number): Flown => {
  const place = (): [number, number] => [(random() - 0.5) * 20_000, (random() - 0.5) * 15_000];
  const [from, to] = [place(), place()];
  const count = 2 + Math.floor(random() * 4);
  const between = Array.from({ length: count }, (_, i): [number, number] => {
    const share = (i + 1) / (count + 1);
    const off = (): number => (random() - 0.5) * 1500;
    return [from[0] + (to[0] - from[0]) * share + off(), from[1] + (to[1] - from[1]) * share + off()];
  });
  const heights = Array.from({ length: count + 1 }, () => 60 + Math.floor(random() * 12) * 5);
  return {
    way: wayOver([from, ...between, to], { heights }),
    departS: NOON_S + (random() - 0.5) * 1800,
  };
};

const p = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

const rounded = (ms: number): number => Math.round(ms * 1000) / 1000;

/** One new flight against 500, their volumes made and indexed anew: conflicts and the smallest delay; and what an oracle finds that was missed. */
export const benchConflict = async (say: Say) => {
  const random = seeded(SEED);
  const active = Array.from({ length: FLIGHTS }, () => randomFlight(random));
  /** The product does this anew for each check: drones move. */
  const trafficNow = () =>
    trafficOf(
      active.map(({ way, departS }, i) => ({
        id: `f${i}`,
        name: `f${i}`,
        kind: 'flight' as const,
        volumes: volumesAt(way, departS),
      })),
    );
  const check = ({ way, departS }: Flown) => {
    const traffic = trafficNow();
    const indexedAt = performance.now();
    const own = volumesAt(way, departS);
    const found = conflictsOf(own, traffic);
    const delayS =
      found.length === 0 ? 0 : smallestDelayS(meetingsOf(own, traffic, MAX_DELAY_S), MAX_DELAY_S);
    return { found, delayS, indexedAt };
  };
  const flights = Array.from({ length: CHECKS }, () => randomFlight(random));
  for (const flight of flights.slice(0, 50)) check(flight);
  const times: number[] = [];
  const checkTimes: number[] = [];
  let refused = 0;
  let [missed, met, unconfirmed] = [0, 0, 0];
  for (const [i, flight] of flights.entries()) {
    const began = performance.now();
    const { found, indexedAt } = check(flight);
    const ended = performance.now();
    times.push(ended - began);
    checkTimes.push(ended - indexedAt);
    if (found.length > 0) refused += 1;
    if (i >= ORACLE_CHECKS) continue;
    const named = new Set(found.map(({ other }) => other.id));
    for (const [k, other] of active.entries()) {
      const meets = meetsDensely(flight, other);
      if (meets) met += 1;
      if (meets && !named.has(`f${k}`)) missed += 1;
      if (!meets && named.has(`f${k}`)) unconfirmed += 1;
    }
  }
  const volumes = trafficNow().volumes.length;
  const sorted = times.toSorted((a, b) => a - b);
  const figures = {
    flights: FLIGHTS,
    volumes,
    checks: CHECKS,
    p50Ms: rounded(p(sorted, 0.5)),
    p95Ms: rounded(p(sorted, 0.95)),
    checkP95Ms: rounded(
      p(
        checkTimes.toSorted((x, y) => x - y),
        0.95,
      ),
    ),
    refused,
    oraclePairs: ORACLE_CHECKS * FLIGHTS,
    oracleMet: met,
    missed,
    unconfirmed,
  };
  say(
    `conflict: ${FLIGHTS} flights, ${figures.volumes} volumes: check p50 ${figures.p50Ms} ms, p95 ${figures.p95Ms} ms; ` +
      `${met} conflicts by the oracle in ${figures.oraclePairs} pairs, missed ${missed}`,
  );
  return figures;
};
