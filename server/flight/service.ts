import type { Flight } from '../api/contract/flights.ts';
import type { Separation } from '../api/contract/intents.ts';
import type { Actor } from '../core/access.ts';
import type { Cause } from '../core/cause.ts';
import { refuse, type Result } from '../core/result.ts';
import { StoreUnavailable, type Tx } from '../store/store.ts';
import { lifeOf, type Active } from './active-service.ts';
import { NO_GUARD, type GuardPort } from './guard-port.ts';
import { createAir } from './air-clicks-service.ts';
import type { VerifySecond } from './air-service.ts';
import { createBaselines } from './baseline-service.ts';
import type { Click } from './clicks.ts';
import { createConditions } from './conditions-service.ts';
import type { NewFlight } from './draft-queries.ts';
import { flightFor, type NamedFlight } from './flight-queries.ts';
import { createIntents } from './intents-service.ts';
import { stepLife } from './life-cycle.ts';
import { createParts, createRun } from './parts-service.ts';
import type { Decision } from './people-service.ts';
import type { PlanWish } from './plan-service.ts';
import { findFlight, reasonOf, writeEffects, type FlightDeps } from './record-service.ts';
import type { LaunchWish } from './launch-request-service.ts';
import { isFlightEnded } from './states.ts';

export type FlightOptions = Omit<FlightDeps, 'control' | 'grants'> & {
  /** Default: nothing is done that needs a second person at the console. */
  readonly verifySecond?: VerifySecond;
  /** Of what the station sends; default: everything may leave. */
  readonly guard?: GuardPort;
};

/** Gives up a flight that was not launched, inside another stage's transaction. */
const giveUp = async (
  { hooks }: FlightDeps,
  tx: Tx,
  flightId: string,
  reason: string,
): Promise<Result<undefined>> => {
  const row = await findFlight(tx, flightId);
  if (row === undefined) return refuse('flights.not_found', `There is no flight ${flightId}.`);
  if (row.launched_at !== null) return refuse('flights.launched', `Flight ${row.number} has been launched.`);
  const why = reasonOf('aborted_by_person', reason);
  const { effects } = stepLife(lifeOf(row), { kind: 'aborted', reason: why });
  return writeEffects(tx, flightId, effects, { hooks });
};

const separationOf = async (
  { deps, separation, planning }: ReturnType<typeof createParts>,
  actor: Actor,
  id: string,
): Promise<Result<Separation>> => {
  const row = await flightFor(deps.store.read, actor, id);
  if (!row.ok) return row;
  return separation.proposal(row.value, (heightM) => planning.planAt(row.value, heightM));
};

/** The life of flights from plan to landing, and every view of them. Failures: `flights.*`. */
export const createFlightService = ({ guard = NO_GUARD, verifySecond, ...given }: FlightOptions) => {
  const parts = createParts({ ...given, guard });
  const { deps, control, actives, ground, planning, command, people, requests, stops } = parts;
  const { safety, contingencies, views, verdicts, clicks } = parts;
  const { launch, approve } = parts.starter;
  const { get } = views;

  /** Does something with a flight that the actor may know of, and shows it. */
  const change = async (
    cause: Cause,
    id: string,
    work: (row: NamedFlight) => Promise<Result<unknown>>,
  ): Promise<Result<Flight>> => {
    const row = await flightFor(deps.store.read, cause.actor, id);
    if (!row.ok) return row;
    const changed = await work(row.value);
    return changed.ok ? get(cause.actor, id) : changed;
  };

  return {
    create: async (cause: Cause, wanted: NewFlight): Promise<Result<Flight>> => {
      const created = await planning.create(cause, wanted);
      if (!created.ok) return created;
      await ground.params(wanted.vehicleId);
      return get(cause.actor, created.value.id);
    },

    list: views.list,
    get,

    replan: (cause: Cause, id: string) =>
      change(cause, id, async (row) => {
        const replanned = await planning.replan(cause, row);
        if (replanned.ok) await ground.params(row.vehicle_id);
        return replanned;
      }),

    /** Whom it would meet, and what would keep it clear. */
    separation: (actor: Actor, id: string) => separationOf(parts, actor, id),

    /** Plans again as somebody chose to keep it clear of others. */
    separate: (cause: Cause, id: string, wish: PlanWish) =>
      change(cause, id, (row) => planning.replan(cause, row, wish)),

    intents: createIntents(deps),

    exchange: parts.exchange,

    launch: (cause: Cause, id: string, request: LaunchWish) =>
      change(cause, id, (row) => safety.unlessStopped(() => launch(cause, row, request))),

    abort: (cause: Cause, id: string, reason: string) =>
      change(cause, id, (row) => {
        control.seize(cause, row.vehicle_id);
        return people.abort(cause, row, reason);
      }),

    /** Not through the store first: a safe-direction command must not wait for it (INV-S12). */
    command: async (
      cause: Cause,
      id: string,
      wanted: Parameters<typeof command>[2] & Click,
    ): Promise<Result<Flight>> => {
      const taken = clicks.take(wanted, cause.now);
      if (!taken.ok) return taken;
      const sent = await command(cause, id, wanted);
      if (!sent.ok) return sent;
      return get(cause.actor, id).catch((error: unknown) => {
        if (!(error instanceof StoreUnavailable)) throw error;
        return refuse('flights.done_unseen', 'The drone has done it; the flight cannot be shown now.');
      });
    },

    turnaround: (cause: Cause, id: string) => change(cause, id, (row) => people.turnaround(cause, row)),

    resolve: (cause: Cause, id: string, decision: Decision) =>
      change(cause, id, (row) => people.resolve(cause, row, decision)),

    timeline: views.timeline,

    baselines: createBaselines(deps),

    control,

    touched: verdicts.touched,
    /** The answer to a drone that asks whether it may arm. */
    mayArm: parts.mayArm,
    keptBack: parts.keptBack,
    conditions: createConditions({ ...deps, changed: contingencies.airspaceChanged }),

    /** What waits for a second person, and what was said at a launch. */
    launching: {
      waiting: requests.waiting,
      approve: (...given: Parameters<typeof approve>) => safety.unlessStopped(() => approve(...given)),
      refuse: requests.end,
      record: views.launchRecord,
    },

    air: createAir({ deps, actives, reroute: parts.reroute, clicks, verifySecond, change }),

    safety,
    contingencies,
    /** A zone was closed or opened, or another version is in use: flights in the air are judged at once. */
    airspaceChanged: contingencies.airspaceChanged,
    groundStopSince: (): number | null => stops.current()?.at ?? null,

    /** Gives up a flight that was not launched, inside another stage's transaction. */
    giveUp: (tx: Tx, flightId: string, reason: string) => giveUp(deps, tx, flightId, reason),

    /** Expected landing of a flight, wall time; null = not known. Without the store: for views and live frames. */
    etaOf: (flightId: string): number | null => {
      const active = actives.get(flightId);
      return (active && views.etaOfActive(active)) ?? null;
    },

    /** Flights under way, for live frames, alarms and logs. */
    underWay: (): readonly Active[] => actives.all().filter(({ life }) => !isFlightEnded(life.state)),

    ...createRun(parts),
  };
};

export type FlightService = ReturnType<typeof createFlightService>;
