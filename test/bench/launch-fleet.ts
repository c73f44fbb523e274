import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { contract } from '../../server/api/contract/contract.ts';
import type { Flight } from '../../server/api/contract/flights.ts';
import type { Client } from '../../server/demo/client.ts';
import { busyDay } from '../support/busy-day.ts';
import type { Say } from './main.ts';

/** The stock of the demo: no group has 20 units. */
const GROUPS = ['O', 'A', 'O', 'B'] as const;
/** Orders under way to a launch: more, and people ask more often than one session may. */
const AT_ONCE = 4;
const ROUND_MS = 1500;

type Wanted = {
  readonly drones: number;
  /** Longest that it may take until all are on their way, milliseconds. */
  readonly withinMs: number;
};

/** What keeps a flight on the ground: what forbids the launch, else the step that it is at. */
const heldBy = async (dispatcher: Client, { id }: Flight): Promise<string> => {
  const { number, vehicleName, state, stateReason, issues, launch } = await dispatcher.call(
    contract.flights.get,
    { params: { id } },
  );
  const against = issues
    .filter(({ severity }) => severity === 'blocker')
    .map(({ id: issue, sentence }) => `${issue}: ${sentence}`);
  const step = launch.find((each) => each.state === 'running' || each.state === 'failed');
  const why =
    against.length > 0 ? against : [step === undefined ? stateReason : `${step.name} ${step.state}`];
  return `${number} of ${vehicleName} is ${state}: ${why.join(' ')}`;
};

/**
 * Orders, packs and launches by the public API until that many drones are on their way, by way of an airfield laid out
 * before. Rejects with what holds each of the others if they are not in time.
 */
export const launchFleet = async (
  url: string,
  { drones, withinMs }: Wanted,
  say: Say,
): Promise<{ readonly dispatcher: Client; readonly flights: readonly Flight[] }> => {
  const day = await busyDay(url);
  const until = performance.now() + withinMs;
  for (let ordered = 0, before = -1; ;) {
    const { flights } = await day.dispatcher.call(contract.flights.list, { query: { view: 'open' } });
    const aloft = flights.filter(({ state }) => state === 'EN_ROUTE');
    if (aloft.length !== before) say(`${aloft.length} of ${drones} drones on their way`);
    before = aloft.length;
    if (aloft.length === drones) return { dispatcher: day.dispatcher, flights: aloft };
    const { orders } = await day.issuer.call(contract.orders.list, { query: { view: 'open' } });
    const waiting = orders.filter(({ state }) => state !== 'IN_FLIGHT');
    for (let fresh = waiting.length; fresh < AT_ONCE && ordered < drones; fresh++, ordered++)
      await day.order(`B${ordered}`, GROUPS[ordered % GROUPS.length]);
    const refused = await day.round();
    if (performance.now() > until) {
      const grounded = flights.filter(({ state }) => state !== 'EN_ROUTE');
      const held = await Promise.all(grounded.map((flight) => heldBy(day.dispatcher, flight)));
      const unflown = waiting.map(({ number, state }) => `order ${number} is ${state}`);
      throw new Error(
        `${aloft.length} of ${drones} drones were on their way within ${withinMs / 1000} s; ${[...held, ...unflown, ...refused].join('; ')}`,
      );
    }
    await pause(ROUND_MS);
  }
};
