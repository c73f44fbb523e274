import type { Failure, Result } from '../core/result.ts';
import type { FlightLog } from '../flight/ports.ts';
import type { VehicleLogRow } from '../store/schema-vehicle-logs.ts';
import type { Reader } from '../store/store.ts';
import { newLogs, shareLogs, type FoundLog } from './vehicle-log-choice.ts';
import type { createLogFetch, FetchProgress } from './vehicle-log-fetch-service.ts';
import { claimedLogs, seenLogs, type PendingLog } from './vehicle-log-queries.ts';
import { ASKED, type LogRecord } from './vehicle-log-record-service.ts';
import { findLogs, type LogMethod, type LogVehicle } from './vehicle-log-search-service.ts';

export type StepDeps = {
  readonly reader: Reader;
  readonly log: FlightLog;
  readonly record: LogRecord;
  readonly fetching: ReturnType<typeof createLogFetch>;
};

/** What is being done about a log at this moment. */
export type LogProgress = Omit<FetchProgress, 'phase'> & {
  readonly phase: FetchProgress['phase'] | 'searching';
};

/** Failures that are not the link's, before a person has to say "again". */
const MOST_TRIES = 5;

/** The link, a take-off or a plan is in the way: as often as it takes. */
const PATIENT: ReadonlySet<string> = new Set([
  'mavlink.no_answer',
  'mavlink.not_landed',
  'mavlink.left_ground',
  'mavlink.gave_way',
  'mavlink.cancelled',
]);
/** Trying again changes nothing. */
const FINAL: ReadonlySet<string> = new Set(['review.log_gone', 'mavlink.sink_failed', 'mavlink.file_path']);
const FINAL_NAKS: ReadonlySet<string> = new Set(['FILE_NOT_FOUND', 'FILE_PROTECTED']);

const isFinal = ({ code, details }: Failure): boolean =>
  FINAL.has(code) || FINAL_NAKS.has((details as { nak?: string } | undefined)?.nak ?? '');

const MISSING: Failure = {
  code: 'review.log_missing',
  message: 'expected a log that was not there before the flight, found none',
};

export const fileOf = ({ id, number }: Pick<PendingLog, 'id' | 'number'>): string =>
  `logs/${number}/${id}.ulg`;

/** The two steps from a flight to its log. Both give true if it is worth going on at once. */
export const createLogSteps = ({ reader, log, record, fetching }: StepDeps, signal: AbortSignal) => {
  const live = new Map<string, LogProgress>();

  const settle = async (row: VehicleLogRow, failure: Failure): Promise<boolean> => {
    const tries = row.tries + (PATIENT.has(failure.code) ? 0 : 1);
    if (isFinal(failure) || tries >= MOST_TRIES) {
      log('warn', `log of flight ${row.flight_id}: ${failure.message}`);
      await record.failed(row, failure.code);
      return true;
    }
    // A stop of the service is nothing that a person needs to know.
    if (!signal.aborted) await record.delayed(row, failure.code, tries);
    return false;
  };

  /** Which of them are new; for a person who asks again, which are nobody's. */
  const candidates = async (
    vehicleId: string,
    logs: readonly FoundLog[],
    rows: readonly PendingLog[],
  ): Promise<readonly FoundLog[]> => {
    const fresh = newLogs(logs, await seenLogs(reader, vehicleId));
    if (fresh.length > 0 || !rows.some(({ reason }) => reason === ASKED)) return fresh;
    const claimed = await claimedLogs(reader, vehicleId);
    return logs.filter(({ path }) => !claimed.has(path)).slice(-rows.length);
  };

  const share = async (
    vehicleId: string,
    found: { readonly method: LogMethod; readonly logs: readonly FoundLog[] },
    rows: readonly PendingLog[],
  ): Promise<boolean> => {
    const ids = rows.map(({ id }) => id);
    const shares = shareLogs(ids, rows.length === 0 ? [] : await candidates(vehicleId, found.logs, rows));
    const given = rows.map((row) => ({ row, method: found.method, logs: shares.get(row.id) ?? [] }));
    await record.found(vehicleId, found.logs, given);
    let goesOn = true;
    for (const { row, logs } of given) if (logs.length === 0 && !(await settle(row, MISSING))) goesOn = false;
    return goesOn;
  };

  const whileShown = async <T>(
    rows: readonly PendingLog[],
    job: () => Promise<Result<T>>,
  ): Promise<Result<T>> => {
    try {
      return await job();
    } finally {
      for (const { id } of rows) live.delete(id);
    }
  };

  return {
    progress: (id: string): LogProgress | undefined => live.get(id),

    /** Looks at what the vehicle has; `rows` are the logs that are not found yet. */
    search: async (vehicleId: string, vehicle: LogVehicle, rows: readonly PendingLog[]): Promise<boolean> => {
      for (const { id } of rows) live.set(id, { phase: 'searching', received: 0, size: undefined });
      const found = await whileShown(rows, () => findLogs(vehicle, signal));
      if (found.ok) return share(vehicleId, found.value, rows);
      for (const row of rows) await settle(row, found.error);
      return false;
    },

    /** `onMoved`: bytes have come. */
    fetch: async (vehicle: LogVehicle, row: PendingLog, onMoved: () => void): Promise<boolean> => {
      const file = fileOf(row);
      const source = { method: row.method as LogMethod, path: row.source_path ?? '' };
      const onProgress = (progress: FetchProgress): void => {
        if (progress.received > (live.get(row.id)?.received ?? 0)) onMoved();
        live.set(row.id, progress);
      };
      const done = await whileShown([row], () =>
        fetching.fetch({ vehicle, source, file, signal, onProgress }),
      );
      if (!done.ok) return settle(row, done.error);
      await record.fetched(row, file, done.value);
      return true;
    },
  };
};
