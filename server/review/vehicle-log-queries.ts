import type { VehicleLogRow } from '../store/schema-vehicle-logs.ts';
import type { Reader } from '../store/store.ts';
import type { SeenLogs } from './vehicle-log-choice.ts';

/** A log to be fetched, with the number of its flight. */
export type PendingLog = VehicleLogRow & { readonly number: string };

/** Oldest first. */
export const pendingLogs = (reader: Reader): Promise<PendingLog[]> =>
  reader
    .selectFrom('vehicle_logs')
    .innerJoin('flights', 'flights.id', 'vehicle_logs.flight_id')
    .selectAll('vehicle_logs')
    .select('flights.number')
    .where('vehicle_logs.state', '=', 'pending')
    .orderBy('vehicle_logs.created_at')
    .orderBy('vehicle_logs.id')
    .execute();

export const logsOfFlight = (reader: Reader, flightId: string): Promise<VehicleLogRow[]> =>
  reader
    .selectFrom('vehicle_logs')
    .selectAll()
    .where('flight_id', '=', flightId)
    .orderBy('source_path')
    .execute();

/** Drones that are in the air, or whose landing was not noted yet. */
export const vehiclesAloft = async (reader: Reader): Promise<ReadonlySet<string>> => {
  const rows = await reader
    .selectFrom('flights')
    .select('vehicle_id')
    .where('launched_at', 'is not', null)
    .where('landed_at', 'is', null)
    .where('ended_at', 'is', null)
    .execute();
  return new Set(rows.map(({ vehicle_id }) => vehicle_id));
};

/** What a vehicle was seen to have; undefined = it was never looked at. */
export const seenLogs = async (reader: Reader, vehicleId: string): Promise<SeenLogs> => {
  const rows = await reader
    .selectFrom('vehicle_logs_seen')
    .select(['path', 'size'])
    .where('vehicle_id', '=', vehicleId)
    .execute();
  return rows.length === 0 ? undefined : new Map(rows.map(({ path, size }) => [path, size]));
};

/** Paths on that vehicle that are known to be of some flight. */
export const claimedLogs = async (reader: Reader, vehicleId: string): Promise<ReadonlySet<string>> => {
  const rows = await reader
    .selectFrom('vehicle_logs')
    .select('source_path')
    .where('vehicle_id', '=', vehicleId)
    .execute();
  return new Set(rows.flatMap(({ source_path }) => source_path ?? []));
};

/** Flights since then that have landed and of whose logs nothing is noted. */
export const flightsWithoutLog = async (reader: Reader, sinceMs: number): Promise<readonly string[]> => {
  const rows = await reader
    .selectFrom('flights')
    .leftJoin('vehicle_logs', 'vehicle_logs.flight_id', 'flights.id')
    .select('flights.id')
    .where('vehicle_logs.id', 'is', null)
    .where('flights.takeoff_at', 'is not', null)
    .where((is) => is.or([is('flights.landed_at', 'is not', null), is('flights.ended_at', 'is not', null)]))
    .where('flights.created_at', '>', sinceMs)
    .orderBy('flights.created_at')
    .execute();
  return rows.map(({ id }) => id);
};
