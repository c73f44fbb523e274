import type { Flight } from '../api/contract/flights.ts';
import type { Cause } from '../core/cause.ts';
import { refuse, type Result } from '../core/result.ts';
import { StoreUnavailable, type Tx } from '../store/store.ts';
import { createActives, lifeOf, type Active } from './active-service.ts';
import { adoptFlights } from './adopt-service.ts';
import { createControl } from './control-service.ts';
import { createGrants } from './grant-service.ts';
import { NO_GUARD, type GuardPort } from './guard-port.ts';
import { createVerdicts } from './verdict-service.ts';
import { createAir } from './air-clicks-service.ts';
import type { VerifySecond } from './air-service.ts';
import { createBaselines } from './baseline-service.ts';
import { createCollective } from './collective-service.ts';
import { createClicks, type Click } from './clicks.ts';
import { createCommands } from './command-service.ts';
import { createConditions } from './conditions-service.ts';
import { createContingencies } from './contingency-service.ts';
import type { NewFlight } from './draft-queries.ts';
import { flightFor, type NamedFlight } from './flight-queries.ts';
import { createGround } from './ground-service.ts';
import { createGroundStop } from './ground-stop-service.ts';
import { createSafety } from './safety-service.ts';
import { stepLife } from './life-cycle.ts';
import { createPeopleSteps, type Decision } from './people-service.ts';
import { createPlanning } from './plan-service.ts';
import { watchReceipts } from './receipt-service.ts';
import { findFlight, reasonOf, writeEffects, type FlightDeps } from './record-service.ts';
import { createLaunchRequests, type LaunchWish } from './launch-request-service.ts';
import { createStarter } from './start-service.ts';
import { isFlightEnded } from './states.ts';
import { createViews } from './view-service.ts';

export type FlightOptions = Omit<FlightDeps, 'control' | 'grants'> & {
  /** Default: nothing is done that needs a second person at the console. */
  readonly verifySecond?: VerifySecond;
  /** Of what the station sends; default: everything may leave. */
  readonly guard?: GuardPort;
};

/** The life of flights from plan to landing, and every view of them. Failures: `flights.*`. */
export const createFlightService = ({ guard = NO_GUARD, verifySecond, ...given }: FlightOptions) => {
  const control = createControl({ ...given, guard });
  const deps: FlightDeps = { ...given, control, grants: createGrants({ ...given, guard, control }) };
  const actives = createActives(deps);
  const ground = createGround(deps);
  const planning = createPlanning(deps);
  const command = createCommands(deps, actives);
  const clicks = createClicks();
  const requests = createLaunchRequests(deps);
  const { launch, approve } = createStarter(deps, actives, { ground, requests });
  const people = createPeopleSteps(deps, actives);
  const stops = createGroundStop(deps, actives);
  const collective = createCollective(deps, actives, command);
  const contingencies = createContingencies({ deps, actives, command });
  const safety = createSafety(stops, collective);
  const views = createViews(deps, actives, { ground, requests });
  const { get } = views;
  const verdicts = createVerdicts(deps, actives);
  let unsubscribe = (): void => {};

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
    conditions: createConditions(deps),

    /** What waits for a second person, and what was said at a launch. */
    launching: {
      waiting: requests.waiting,
      approve: (...given: Parameters<typeof approve>) => safety.unlessStopped(() => approve(...given)),
      refuse: requests.end,
      record: views.launchRecord,
    },

    air: createAir({ deps, actives, command, clicks, verifySecond, change }),

    safety,
    contingencies,
    groundStopSince: (): number | null => stops.current()?.at ?? null,

    /** Gives up a flight that was not launched, inside another stage's transaction. */
    giveUp: async (tx: Tx, flightId: string, reason: string): Promise<Result<undefined>> => {
      const row = await findFlight(tx, flightId);
      if (row === undefined) return refuse('flights.not_found', `There is no flight ${flightId}.`);
      if (row.launched_at !== null)
        return refuse('flights.launched', `Flight ${row.number} has been launched.`);
      const why = reasonOf('aborted_by_person', reason);
      const { effects } = stepLife(lifeOf(row), { kind: 'aborted', reason: why });
      return writeEffects(tx, flightId, effects, { hooks: deps.hooks });
    },

    /** Expected landing of a flight, wall time; null = not known. Without the store: for views and live frames. */
    etaOf: (flightId: string): number | null => {
      const active = actives.get(flightId);
      return (active && views.etaOfActive(active)) ?? null;
    },

    /** Flights under way, for live frames, alarms and logs. */
    underWay: (): readonly Active[] => actives.all().filter(({ life }) => !isFlightEnded(life.state)),

    /** Takes up the flights of before the restart, then watches. Call it once, after the links are open. */
    start: async () => {
      await control.load();
      await stops.load();
      unsubscribe = watchReceipts({ deps, actives });
      actives.start();
      contingencies.start();
      requests.start();
      const adopted = await adoptFlights(deps, actives);
      // INV-S11: nothing but hold, return and land leaves before.
      await verdicts.start();
      return adopted;
    },

    /** Stops watching and waits for the writes under way; sends nothing. */
    stop: async (): Promise<void> => {
      unsubscribe();
      collective.stop();
      await contingencies.stop();
      await stops.stop();
      requests.stop();
      await verdicts.stop();
      await actives.stop();
      await control.stop();
    },
  };
};

export type FlightService = ReturnType<typeof createFlightService>;
