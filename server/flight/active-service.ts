import { systemCause } from '../core/cause.ts';
import { delay } from '../core/clock.ts';
import type { Plan } from '../plan/plan-types.ts';
import { progressOf, type Progress } from '../plan/progress.ts';
import type { FlightRow } from '../store/schema.ts';
import { newLife, stepLife, type Life, type LifeInput } from './life-cycle.ts';
import { observe, type FlightFrame } from './observe.ts';
import { NO_FACTS, type VehicleFacts } from './ports.ts';
import { parseLaunch, parsePlan, recordSeen, storedIds, type FlightDeps } from './record-service.ts';
import { isFlightEnded, type FlightKind, type FlightState } from './states.ts';
import type { LaunchRun } from './launch-service.ts';
import type { Rerouting } from './rerouting.ts';

/** How often the vehicles' facts are looked at, milliseconds: much faster than they change. */
const WATCH_PERIOD_MS = 50;
/** A write that failed is tried again after that. */
const WRITE_AGAIN_MS = 1000;
/** Commands of people that wait to be written, of all flights: more than anybody gives while a record is out. */
const MAX_LATER = 1000;

/** A flight from its launch to its end, in memory. */
export type Active = {
  readonly id: string;
  readonly number: string;
  readonly kind: FlightKind;
  readonly orderId: string | null;
  readonly vehicleId: string;
  plan: Plan;
  frame: FlightFrame;
  life: Life;
  progress: Progress | undefined;
  launch: LaunchRun | undefined;
  /** The latest change of its way. */
  reroute: Rerouting | undefined;
  /** Commands of people that have left: what takes longer sees that somebody wants something else meanwhile. */
  commands: number;
  /** What it did cannot be written now: the record's state is older than this one. */
  unwritten: boolean;
  /** False until a restart has judged the flight: nothing is watched before. */
  watched: boolean;
  /** The end of the queue of writes. */
  writes: Promise<unknown>;
};

export const lifeOf = (row: FlightRow): Life => ({
  ...newLife(row.kind as FlightKind, row.state as FlightState, {
    code: 'readopted',
    sentence: row.state_reason,
  }),
  tookOff: row.takeoff_at !== null,
  diverted: parseLaunch(row).diverted !== undefined,
});

/** Undefined for a flight without a plan: it cannot be in the air. */
export const activeOf = (row: FlightRow): Active | undefined => {
  const stored = parsePlan(row);
  if (stored === undefined) return undefined;
  const { plan } = stored;
  return {
    id: row.id,
    number: row.number,
    kind: row.kind as FlightKind,
    orderId: row.order_id,
    vehicleId: row.vehicle_id,
    plan,
    frame: {
      fromPad: (plan.inFlight?.home ?? plan.from).at,
      toPad: plan.to.at,
      aboard: storedIds(parseLaunch(row)),
      landSeq: plan.items.length - 1,
    },
    life: lifeOf(row),
    progress: undefined,
    launch: undefined,
    reroute: undefined,
    commands: 0,
    unwritten: false,
    watched: true,
    writes: Promise.resolve(),
  };
};

const textOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown error');

type Persist = { readonly deps: FlightDeps; readonly active: Active; readonly isStopped: () => boolean };

/**
 * What was seen has to get into the record, however long that takes, with the time at which it was seen; the next start
 * judges what did not. Said once a write, not once a try: an outage lasts.
 */
const writeUntilDone = async (
  { deps, active, isStopped }: Persist,
  write: () => Promise<void>,
): Promise<void> => {
  const { number } = active;
  for (let tries = 1; ; tries++) {
    try {
      await write();
      active.unwritten = false;
      return;
    } catch (error) {
      active.unwritten = true;
      if (tries === 1)
        deps.log('error', `flight ${number}: a write failed and is tried again: ${textOf(error)}`);
      if (isStopped())
        return deps.log('error', `flight ${number}: stopped before it was written: ${textOf(error)}`);
      await delay(deps.clock, WRITE_AGAIN_MS);
    }
  }
};

/** The flights that are under way: watches their vehicles and writes what they do, per flight in order. */
export const createActives = (deps: FlightDeps) => {
  const flights = new Map<string, Active>();
  let stopped = false;
  let waiting = 0;

  const enqueue = <T>(active: Active, job: () => Promise<T>): Promise<T> => {
    const result = active.writes.then(job);
    active.writes = result.catch(() => undefined);
    return result;
  };

  const factsOf = (active: Active): VehicleFacts => deps.vehicles.get(active.vehicleId)?.facts() ?? NO_FACTS;

  const persistOf = (active: Active): Persist => ({ deps, active, isStopped: () => stopped });

  const forgetEnded = (active: Active): void => {
    if (isFlightEnded(active.life.state)) flights.delete(active.id);
  };

  /** A step of the life cycle that has happened: memory first, the record follows. */
  const apply = (active: Active, input: LifeInput): void => {
    const { state, effects } = stepLife(active.life, input);
    active.life = state;
    if (effects.length === 0) return;
    const cause = systemCause(deps.clock.wall());
    void enqueue(active, () =>
      writeUntilDone(persistOf(active), () => recordSeen(deps, cause, active.id, effects)).then(() =>
        forgetEnded(active),
      ),
    );
  };

  /** A fact to be written in its turn, however long that takes; nobody waits for it. False = one too many. */
  const later = (active: Active, write: () => Promise<void>): boolean => {
    if (waiting >= MAX_LATER) return false;
    waiting += 1;
    void enqueue(active, () => writeUntilDone(persistOf(active), write)).finally(() => {
      waiting -= 1;
    });
    return true;
  };

  const look = (active: Active): void => {
    const now = deps.clock.mono();
    const facts = factsOf(active);
    if (active.launch !== undefined && !active.launch.isOver()) {
      active.launch.feed({ kind: 'facts', facts, now });
      return;
    }
    const position = facts.position?.value;
    if (position !== undefined && active.life.tookOff)
      active.progress = progressOf(active.plan, {
        at: position.at,
        groundSpeedMs: position.groundSpeedMs,
        relAltM: position.relAltM,
        lastAlongM: active.progress?.alongM,
      });
    const observation = observe(facts, now, active.frame, active.progress);
    apply(active, { kind: 'observed', observation });
  };

  /** A bug about one flight must not leave the others unwatched. */
  const lookSafely = (active: Active): void => {
    try {
      look(active);
    } catch (error) {
      deps.log('error', `flight ${active.number}: it could not be watched: ${textOf(error)}`);
    }
  };

  let timer: { cancel(): void } | undefined;
  return {
    add: (active: Active): void => {
      flights.set(active.id, active);
    },
    get: (id: string): Active | undefined => flights.get(id),
    all: (): readonly Active[] => [...flights.values()],
    apply,
    enqueue,
    later,
    forgetEnded,
    /** Now, not at the next turn. */
    lookNow: lookSafely,
    factsOf,
    start: (): void => {
      timer ??= deps.clock.every(WATCH_PERIOD_MS, () => {
        for (const active of flights.values()) if (active.watched) lookSafely(active);
      });
    },
    /** Stops watching and waits for the writes under way. */
    stop: async (): Promise<void> => {
      stopped = true;
      timer?.cancel();
      timer = undefined;
      for (const { launch } of flights.values()) launch?.halt();
      await Promise.all([...flights.values()].map((active) => active.writes));
    },
  };
};

export type Actives = ReturnType<typeof createActives>;
