import type { StoredFile } from '../api/contract/handler.ts';
import type { Actor } from '../core/access.ts';
import type { Cause } from '../core/cause.ts';
import type { Clock, Timer } from '../core/clock.ts';
import type { StoredEvent } from '../core/events.ts';
import type { Disk, Rng } from '../core/ports.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import { flightFor } from '../flight/flight-queries.ts';
import type { FlightLog } from '../flight/ports.ts';
import type { VehicleLogRow } from '../store/schema-vehicle-logs.ts';
import type { Store } from '../store/store.ts';
import { createLogFetch } from './vehicle-log-fetch-service.ts';
import { flightsWithoutLog, logsOfFlight, pendingLogs, vehiclesAloft } from './vehicle-log-queries.ts';
import { askAgain, createLogRecord } from './vehicle-log-record-service.ts';
import type { LogVehicle } from './vehicle-log-search-service.ts';
import { fileOf } from './vehicle-log-steps-service.ts';
import { viewLog, type LogList } from './vehicle-log-view-queries.ts';
import { createLogWork } from './vehicle-log-work-service.ts';

export type VehicleLogDeps = {
  readonly store: Store;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly disk: Disk;
  readonly vehicles: {
    /** Of all that are registered. */
    ids(): readonly string[];
    get(vehicleId: string): LogVehicle | undefined;
  };
  readonly log: FlightLog;
};

/** How often it is looked whether a vehicle stands. */
const LOOK_MS = 1000;
const ENDS = ['flight.landed', 'flight.ended'];
/** Logs of flights that ended longer ago cannot be told apart any more. */
const LATEST_MS = 7 * 24 * 3600 * 1000;

const textOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown error');

/**
 * Fetches what the drones wrote of their flights, after landing and disarming only. What is in the way (a cut link, a
 * take-off, a restart) delays it; it goes on from the byte where it stopped.
 */
export const createVehicleLogService = (deps: VehicleLogDeps) => {
  const { store, clock, disk, vehicles, log } = deps;
  const record = createLogRecord(deps);
  const fetching = createLogFetch(disk);
  const work = createLogWork({ clock, log, record, fetching, reader: store.read });
  const stops: (() => void)[] = [];
  let looking: Promise<void> | undefined;
  let notes: Promise<unknown> = Promise.resolve();
  let timer: Timer | undefined;

  const follow = (events: readonly StoredEvent[]): void => {
    for (const { type, subject } of events) {
      if (!ENDS.includes(type)) continue;
      notes = notes
        .then(() => record.expect(subject.replace('flight:', '')))
        .catch((error: unknown) => log('error', `log of a drone: ${textOf(error)}`));
    }
  };
  const look = async (): Promise<void> => {
    const pending = await store.kept('vehicle logs pending', pendingLogs);
    const aloft = await store.kept('vehicles aloft', vehiclesAloft);
    for (const id of vehicles.ids()) {
      const rows = pending.filter(({ vehicle_id }) => vehicle_id === id);
      work.visit({ id, vehicle: vehicles.get(id), rows, aloft: aloft.has(id) });
    }
  };
  const lookOnce = (): void => {
    looking ??= look()
      .catch((error: unknown) => log('error', `logs of the drones: ${textOf(error)}`))
      .finally(() => {
        looking = undefined;
      });
  };
  const bytesHere = (row: VehicleLogRow, number: string): Promise<number> | number =>
    row.state === 'verified' || row.state === 'complete'
      ? (row.source_size ?? 0)
      : fetching.received(fileOf({ id: row.id, number }));

  return {
    start: async (): Promise<void> => {
      const since = clock.wall() - LATEST_MS;
      for (const flightId of await flightsWithoutLog(store.read, since)) await record.expect(flightId);
      stops.push(store.onCommitted(follow));
      timer = clock.every(LOOK_MS, lookOnce);
    },

    /** What is under way is given up; it goes on after the next start. */
    stop: async (): Promise<void> => {
      timer?.cancel();
      for (const stop of stops.splice(0)) stop();
      await looking;
      await work.stop();
      await notes;
    },

    list: async (actor: Actor, id: string): Promise<Result<LogList>> => {
      const flight = await flightFor(store.read, actor, id);
      if (!flight.ok) return flight;
      const { number, takeoff_at, landed_at, ended_at } = flight.value;
      const logs = [];
      for (const row of await logsOfFlight(store.read, id))
        logs.push(viewLog(row, work.progress(row.id), await bytesHere(row, number)));
      return ok({
        expected: takeoff_at !== null,
        landed: landed_at !== null || ended_at !== null,
        logs,
      });
    },

    file: async (actor: Actor, id: string, logId: string): Promise<Result<StoredFile>> => {
      const flight = await flightFor(store.read, actor, id);
      if (!flight.ok) return flight;
      const { number } = flight.value;
      const rows = await logsOfFlight(store.read, id);
      const at = rows.findIndex((row) => row.id === logId);
      const path = rows[at]?.file ?? null;
      if (path === null || (await disk.size(path)) === undefined)
        return refuse('review.no_log', `Flight ${number} has no such log here.`);
      const suffix = rows.length > 1 ? `-${at + 1}` : '';
      return ok({ path, downloadName: `${number}${suffix}.ulg` });
    },

    /** From the beginning, what is here too: it is replaced when the new one is whole. */
    fetchAgain: async (actor: Actor, cause: Cause, id: string): Promise<Result<{ ok: true }>> => {
      const flight = await flightFor(store.read, actor, id);
      if (!flight.ok) return flight;
      const { number, takeoff_at, landed_at, ended_at, vehicle_id } = flight.value;
      if (takeoff_at === null || (landed_at === null && ended_at === null))
        return refuse('review.not_landed', `Flight ${number}: expected it to have landed.`);
      await record.expect(id);
      for (const row of await logsOfFlight(store.read, id))
        if (row.state !== 'pending') await fetching.forget(fileOf({ id: row.id, number }));
      await store.transact(cause, (tx) => askAgain(tx, id));
      work.hurry(vehicle_id);
      return ok({ ok: true });
    },
  };
};

export type VehicleLogService = ReturnType<typeof createVehicleLogService>;
