import type { LiveFrame } from '../api/contract/live.ts';
import type { Clock, MonoMs, Timer } from '../core/clock.ts';
import type { StoredEvent } from '../core/events.ts';
import type { Outage } from '../core/outage.ts';
import type { Rng } from '../core/ports.ts';
import { NO_FACTS, type FlightLog, type VehicleFacts, type Vehicles } from '../flight/ports.ts';
import type { FlightState } from '../flight/states.ts';
import type { Plan } from '../plan/plan-types.ts';
import type { Progress } from '../plan/progress.ts';
import type { Reader, Store } from '../store/store.ts';
import { createAlarms } from './alarm-service.ts';
import { liveVehicleOf } from './live.ts';
import { createRaised } from './raised-service.ts';
import { lookAtIds } from './id-conditions.ts';
import { lookAtClocks, lookAtOwnership, lookAtRecord } from './service-conditions.ts';
import {
  FAILED_STATES,
  lookAtFlight,
  lookAtIdleVehicles,
  lookAtOrders,
  type Condition,
  type FlightMemory,
  type WatchedOrder,
} from './monitor.ts';

/** A flight as the flight stage's `underWay()` gives it. */
type TrackedFlight = {
  readonly id: string;
  readonly number: string;
  readonly vehicleId: string;
  readonly plan: Plan;
  readonly life: { readonly state: FlightState };
  readonly progress: Progress | undefined;
};

export type TrackDeps = {
  readonly store: Store;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly vehicles: Vehicles;
  /** The flight stage, joined in `app.ts`. */
  readonly flights: {
    underWay(): readonly TrackedFlight[];
    etaOf(flightId: string): number | null;
    /** Since when launches are held for all; null = they are not. */
    groundStopSince?(): number | null;
    readonly contingencies?: { alarms(): readonly Condition[] };
  };
  /** Since when nothing can be recorded; undefined = all is well. */
  readonly outage?: () => Outage | undefined;
  /** False once another instance has taken the data folder. */
  readonly ownsData?: () => boolean;
  /** What others have noticed. */
  readonly noticed?: () => readonly Condition[];
  readonly log: FlightLog;
};

/** How often flights are judged: an alarm comes within a second of its cause. */
const JUDGE_MS = 500;
/** How often the record is asked for drones and open orders. */
const RECORD_MS = 2000;
/** Orders that wait for their delivery. */
const WAITING = ['SUBMITTED', 'ACCEPTED', 'RESERVED', 'PACKED', 'IN_FLIGHT', 'REQUEUED', 'BY_ROAD'];

type Registered = { readonly id: string; readonly name: string };

const registeredIn = (reader: Reader): Promise<Registered[]> =>
  reader.selectFrom('vehicles').select(['id', 'name']).orderBy('name').execute();

const waitingIn = (reader: Reader): Promise<WatchedOrder[]> =>
  reader
    .selectFrom('orders')
    .select(['id', 'number', 'due_at as dueAt'])
    .where('state', 'in', WAITING)
    .execute();

const readRecord = async (store: Store): Promise<{ vehicles: Registered[]; orders: WatchedOrder[] }> => ({
  vehicles: await store.kept('registered vehicles', registeredIn),
  orders: await store.kept('waiting orders', waitingIn),
});

/** A delivery in doubt, as something that has happened: cause, consequence and what to do. */
const deliveryFailureOf = ({ type, subject, data }: StoredEvent): Condition | undefined => {
  if (type === 'order.receipt_refused') {
    const order = String(data['number']);
    const sentence = `Order ${order}: the hospital did not accept every unit; the patient still needs them. Decide now: replacement by drone or by road, in the queue of the console.`;
    return { kind: 'order.receipt_refused', severity: 'critical', subject, sentence, params: { order } };
  }
  if (type !== 'order.delivery_failed') return undefined;
  const [order, state] = [String(data['number']), String(data['flightState'])];
  const sentence = `Order ${order}: its flight is ${state}, so that it does not arrive as promised. Decide now: replacement by drone or by road, in the queue of the console.`;
  return { kind: 'order.delivery_failed', severity: 'critical', subject, sentence, params: { order, state } };
};

/** An end without delivery, as something that has happened. */
const failureOf = ({ type, subject, data }: StoredEvent): Condition | undefined => {
  const to = data['to'];
  if (type !== 'flight.state' || !FAILED_STATES.some((state) => state === to)) return undefined;
  const [flight, state] = [String(data['number']), String(to)];
  const sentence = `Flight ${flight} is ${state}: ${String(data['reason'])}.`;
  const params = { flight, state, code: String(data['code']) };
  // What a person has decided on the ground is no emergency to that person.
  const severity = params.code === 'aborted_by_person' ? 'info' : 'critical';
  return { kind: 'flight.failed', severity, subject, sentence, params };
};

const factsOf = ({ vehicles }: TrackDeps, vehicleId: string): VehicleFacts =>
  vehicles.get(vehicleId)?.facts() ?? NO_FACTS;

/** What is wrong with the flights under way; remembers them from look to look. */
const lookAtFlights = (deps: TrackDeps, memories: Map<string, FlightMemory>, since: MonoMs): Condition[] => {
  const now = deps.clock.mono();
  const underWay = deps.flights.underWay();
  for (const id of memories.keys()) if (!underWay.some((flight) => flight.id === id)) memories.delete(id);
  return underWay.flatMap(({ life, ...flight }) => {
    const watched = { ...flight, state: life.state, facts: factsOf(deps, flight.vehicleId) };
    const look = lookAtFlight({ flight: watched, memory: memories.get(flight.id), now, since });
    memories.set(flight.id, look.memory);
    return look.conditions;
  });
};

/** What is wrong with the service itself, and with the clocks of the drones. */
const lookAround = (
  { outage, ownsData, clock, vehicles, noticed }: TrackDeps,
  registered: readonly Registered[],
  isRaised: Parameters<typeof lookAtClocks>[1]['isRaised'],
): Condition[] => {
  const watched = registered.map(({ id, name }) => ({
    id,
    name,
    facts: vehicles.get(id)?.facts() ?? NO_FACTS,
  }));
  return [
    ...lookAtRecord(outage?.()),
    ...lookAtOwnership(ownsData?.() ?? true),
    ...lookAtClocks(watched, { now: clock.mono(), isRaised }),
    ...lookAtIds(watched),
    ...(noticed?.() ?? []),
  ];
};

/** What drones do that are on no flight. */
const lookAtIdle = (deps: TrackDeps, vehicles: readonly Registered[]): Condition[] => {
  const taken = new Set(deps.flights.underWay().map(({ vehicleId }) => vehicleId));
  const idle = vehicles.filter(({ id }) => !taken.has(id));
  return lookAtIdleVehicles(
    idle.map((vehicle) => ({ ...vehicle, facts: factsOf(deps, vehicle.id) })),
    deps.clock.mono(),
  );
};

/** The newest values of all drones, and the alarms about them. */
export const createTrackService = (deps: TrackDeps) => {
  const { store, clock, flights, log } = deps;
  const alarms = createAlarms(deps);
  const memories = new Map<string, FlightMemory>();
  const raised = createRaised(alarms, { clock, log });
  let reading: Promise<void> = Promise.resolve();
  let record: Awaited<ReturnType<typeof readRecord>> = { vehicles: [], orders: [] };
  let tick = 0;
  let since = clock.mono();
  const stops: (() => void)[] = [];

  const judge = (): void =>
    raised.show([
      ...lookAtOrders(record.orders, clock.wall()),
      ...lookAtFlights(deps, memories, since),
      ...(flights.contingencies?.alarms() ?? []),
      ...lookAtIdle(deps, record.vehicles),
      ...lookAround(deps, record.vehicles, raised.isRaised),
    ]);

  const judgeSafely = (): void => {
    try {
      judge();
    } catch (error) {
      log('error', 'flights could not be judged', {
        error: error instanceof Error ? error.message : 'unknown',
      });
    }
  };

  const tellFailures = (events: readonly StoredEvent[]): void => {
    for (const event of events)
      for (const told of [failureOf(event), deliveryFailureOf(event)]) if (told) raised.tell(told);
  };

  const refresh = async (): Promise<void> => {
    record = await readRecord(store);
  };

  /** What was read last stands while nothing can be read. */
  const refreshSafely = (): void => {
    reading = reading.then(refresh).catch((error: unknown) =>
      log('error', 'drones and open orders could not be read', {
        error: error instanceof Error ? error.message : 'unknown',
      }),
    );
  };

  const every = (periodMs: number, fn: () => void): void => {
    const timer: Timer = clock.every(periodMs, fn);
    stops.push(() => timer.cancel());
  };

  return {
    alarms: {
      list: () => alarms.list(raised.unwritten()),
      acknowledge: alarms.acknowledge,
    },

    /** All registered drones with the ages of this moment; `tick` rises by one a call. */
    liveFrame: (): LiveFrame => {
      const now = clock.mono();
      const underWay = flights.underWay();
      tick += 1;
      return {
        tick,
        at: clock.wall(),
        flightOnly: deps.outage?.() ?? null,
        groundStopSince: flights.groundStopSince?.() ?? null,
        vehicles: record.vehicles.map(({ id, name }) => {
          const flight = underWay.find(({ vehicleId }) => vehicleId === id);
          const live = flight && {
            id: flight.id,
            state: flight.life.state,
            progress: flight.progress,
            etaAt: flights.etaOf(flight.id),
          };
          return liveVehicleOf({ vehicleId: id, name, facts: factsOf(deps, id), flight: live }, now);
        }),
      };
    },

    start: async (): Promise<void> => {
      since = clock.mono();
      await raised.load();
      await refresh();
      stops.push(store.onCommitted(tellFailures));
      every(JUDGE_MS, judgeSafely);
      every(RECORD_MS, refreshSafely);
    },

    /** Stops judging and waits for the writes under way. */
    stop: async (): Promise<void> => {
      for (const stop of stops.splice(0)) stop();
      await reading;
      await raised.stop();
    },
  };
};

export type TrackService = ReturnType<typeof createTrackService>;
