import { contract } from '../../server/api/contract/contract.ts';
import type { Route } from '../../server/api/contract/common.ts';
import { CONTINGENCY_IDS } from '../../server/flight/contingency-types.ts';
import type { EventRow } from '../../server/store/schema.ts';
import type { Asked } from './desk.ts';
import { FAULTS } from './faults.ts';
import type { World } from './world.ts';

export type Coverage = Readonly<Record<string, number>>;

/** Requests that change something; only these are counted. */
const CHANGES: ReadonlySet<string> = new Set(
  Object.values(contract).flatMap((group) =>
    Object.values(group as Readonly<Record<string, Route>>)
      .filter(({ method }) => method !== 'GET')
      .map(({ id }) => id),
  ),
);

const STATE_OF: Readonly<Record<string, string>> = {
  'flights.abort': 'SELECT state FROM flights WHERE id = ?',
  'orders.cancel': 'SELECT state FROM orders WHERE id = ?',
};

/** What tells apart requests of one kind. */
const detailOf = (routeId: string, body: unknown): string => {
  const told = (body ?? {}) as Readonly<Record<string, unknown>>;
  if (routeId === 'contingencies.decide') return told['action'] === null ? ' set aside' : ' accepted';
  if (routeId === 'failures.accept') return ` by ${String(told['means'])}`;
  if (routeId === 'failures.decideBox' || routeId === 'flights.resolve') return ` ${String(told['outcome'])}`;
  if (routeId === 'fleet.padClear') return told['clear'] === true ? '' : ' not clear';
  return '';
};

const SAFE: readonly string[] = ['flights.hold', 'flights.return', 'flights.land'];

/** How a flight ended, or came into doubt, and why. */
const ENDS: readonly unknown[] = ['ABORTED', 'RETURNED', 'LOST', 'UNKNOWN'];

/** Facts that say what happened; what is counted of each. */
const factOf = ({ type, data_json: json }: EventRow): string | undefined => {
  const data = (): Record<string, unknown> => JSON.parse(json) as Record<string, unknown>;
  switch (type) {
    case 'flight.contingency_raised':
      return `contingency ${String(data()['contingency'])}`;
    case 'flight.contingency_ended':
      return `proposal ${String(data()['how'])}`;
    case 'flight.contingency_execute':
      return 'proposal carried out';
    case 'flight.rerouted':
      return `rerouted by ${String(data()['kind'])}`;
    case 'flight.reroute_failed':
      return `reroute failed at ${String(data()['step'])}`;
    case 'flight.state':
      return `flight ${String(data()['to'])}${ENDS.includes(data()['to']) ? `: ${String(data()['code'])}` : ''}`;
    case 'flight.link_back':
    case 'flight.forecast':
    case 'flight.incident':
      return type;
    case 'alarm.raised':
      return `alarm ${String(data()['kind'])}`;
    default:
      return undefined;
  }
};

/** Counts what people did, what went wrong and what became of it, all as seen from outside. */
export const countCoverage = (world: World): (() => Coverage) => {
  const counts = new Map<string, number>();
  const at = new Map<Asked, string>();
  let seq = 0;
  const count = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1);
  if (world.modes.drill) count('mode drill');
  if (world.modes.totp) count('mode one-time codes');
  world.watchers.push({
    asked: (request) => {
      const sql = STATE_OF[request.routeId];
      const [row] = sql === undefined ? [] : world.look<{ state: string }>(sql, request.params['id'] ?? '');
      if (row !== undefined) at.set(request, ` at ${row.state}`);
    },
    answered: (request, answer) => {
      const { routeId, body } = request;
      if (answer === 'lost' || !CHANGES.has(routeId)) return;
      if (answer.status >= 300) return;
      count(`do ${routeId}${detailOf(routeId, body)}${at.get(request) ?? ''}`);
      at.delete(request);
      if (SAFE.includes(routeId) && world.mishaps.trouble() !== undefined)
        count('do a safe command while nothing is recorded');
    },
    committed: () => {
      const events = world.look<EventRow>('SELECT * FROM events WHERE seq > ? ORDER BY seq', seq);
      seq = events.at(-1)?.seq ?? seq;
      for (const event of events) {
        const what = factOf(event);
        if (what !== undefined) count(what);
      }
    },
  });
  return () => Object.fromEntries([...counts].toSorted(([a], [b]) => a.localeCompare(b)));
};

/**
 * Conditions that nothing in this world brings about (no probe tells of a box's temperature), and those that no seed of the
 * first 200 brings about: the tests of the contingency table run each of them.
 */
const WITHOUT: readonly string[] = ['temperature', 'motor_over_water', 'drone_silent'];
const LAUNCH_STATES = ['PLANNED', 'UPLOADED', 'VERIFIED', 'PREFLIGHT'];
const ORDER_STATES = ['SUBMITTED', 'ACCEPTED', 'RESERVED', 'PACKED', 'REQUEUED'];

/** What a campaign of some dozens of seeds has to have seen at least once. */
export const WANTED: readonly string[] = [
  ...FAULTS.map(({ kind }) => `fault ${kind}`),
  ...CONTINGENCY_IDS.filter((id) => !WITHOUT.includes(id)).map((id) => `contingency ${id}`),
  ...['chosen', 'dismissed', 'defaulted', 'cleared', 'superseded'].map((how) => `proposal ${how}`),
  'proposal carried out',
  'mode drill',
  'mode one-time codes',
  ...LAUNCH_STATES.map((state) => `do flights.abort at ${state}`),
  ...ORDER_STATES.map((state) => `do orders.cancel at ${state}`),
  ...['hold', 'resume', 'return', 'land', 'launch', 'replan', 'load', 'unload', 'turnaround'].map(
    (name) => `do flights.${name}`,
  ),
  ...['divert', 'redirect', 'speed'].map((name) => `do air.${name}`),
  'do a safe command while nothing is recorded',
  'rerouted by divert',
  'rerouted by redirect',
  'do control.take',
  'do contingencies.decide accepted',
  'do contingencies.decide set aside',
  ...['orderStop', 'releaseStop', 'collectiveReturn', 'cancelCollective'].map((name) => `do safety.${name}`),
  ...['accept by drone', 'accept by road', 'dismiss', 'decideBox release', 'decideBox discard'].map(
    (what) => `do failures.${what}`,
  ),
  ...['monitor', 'landed_at_origin', 'never_flew', 'lost'].map((outcome) => `do flights.resolve ${outcome}`),
  'do preflight.approve',
  'do preflight.refuse',
  'do fleet.padClear not clear',
  'do temporaryZones.add',
  'do baseline.apply',
  'do totp.confirm',
  'do system.acknowledge',
  'alarm system.flight_only',
  ...['RETURNING', 'DIVERTING', 'EXTERNAL_CONTROL', 'SILENT', 'COMPLETED'].map((state) => `flight ${state}`),
];

/** What of `WANTED` did not happen. */
export const missingOf = (coverage: Coverage): string[] =>
  WANTED.filter((what) => coverage[what] === undefined);
