import { systemCause } from '../core/cause.ts';
import type { Clock } from '../core/clock.ts';
import { newId } from '../core/ids.ts';
import type { Rng } from '../core/ports.ts';
import { emitFlight, findFlight } from '../flight/record-service.ts';
import type { VehicleLogRow } from '../store/schema-vehicle-logs.ts';
import type { Store, Tx } from '../store/store.ts';
import type { FoundLog } from './vehicle-log-choice.ts';
import type { Fetched } from './vehicle-log-fetch-service.ts';
import type { LogMethod } from './vehicle-log-search-service.ts';

type Deps = { readonly store: Store; readonly clock: Clock; readonly rng: Rng };

/** Why a row is looked at that was settled: a person said "again". */
export const ASKED = 'review.asked';

type Flight = { readonly id: string; readonly vehicle_id: string };

const newRow = (rng: Rng, tx: Tx, flight: Flight): VehicleLogRow => ({
  id: newId(rng),
  flight_id: flight.id,
  vehicle_id: flight.vehicle_id,
  state: 'pending',
  reason: '',
  method: null,
  source_path: null,
  source_size: null,
  file: null,
  crc32: null,
  tries: 0,
  created_at: tx.now,
  fetched_at: null,
});

/** The logs of a row that was looked for. */
export type Share = {
  readonly row: VehicleLogRow;
  readonly method: LogMethod;
  readonly logs: readonly FoundLog[];
};

/** Writes down which logs there are, which are here, and what is in the way. */
export const createLogRecord = ({ store, clock, rng }: Deps) => {
  const write = <T>(job: (tx: Tx) => Promise<T>): Promise<T> =>
    store.transact(systemCause(clock.wall()), job);
  const update = (tx: Tx, { id }: VehicleLogRow, values: Partial<VehicleLogRow>): Promise<unknown> =>
    tx.db.updateTable('vehicle_logs').set(values).where('id', '=', id).execute();
  const tell = async (
    tx: Tx,
    row: VehicleLogRow,
    type: `flight.${string}`,
    data: Readonly<Record<string, unknown>>,
  ): Promise<void> => {
    const flight = await findFlight(tx, row.flight_id);
    if (flight !== undefined) await emitFlight(tx, flight, type, { data });
  };
  const assign = async (tx: Tx, { row, method, logs }: Share): Promise<void> => {
    for (const [i, log] of logs.entries()) {
      const place = { method, source_path: log.path, source_size: log.size };
      const flight = { id: row.flight_id, vehicle_id: row.vehicle_id };
      if (i === 0) await update(tx, row, place);
      else
        await tx.db
          .insertInto('vehicle_logs')
          .values({ ...newRow(rng, tx, flight), ...place })
          .execute();
    }
  };

  return {
    /** Notes that a flight's log is to be fetched, once; flights that never took off have none. */
    expect: (flightId: string): Promise<void> =>
      write(async (tx) => {
        const row = await findFlight(tx, flightId);
        if (row === undefined || row.takeoff_at === null) return;
        const known = await tx
          .selectFrom('vehicle_logs')
          .select('id')
          .where('flight_id', '=', flightId)
          .executeTakeFirst();
        if (known !== undefined) return;
        const values = newRow(rng, tx, row);
        await tx.db.insertInto('vehicle_logs').values(values).execute();
      }),

    /** What a vehicle has now, and of it what is whose. */
    found: (vehicleId: string, all: readonly FoundLog[], shares: readonly Share[]): Promise<void> =>
      write(async (tx) => {
        await tx.db.deleteFrom('vehicle_logs_seen').where('vehicle_id', '=', vehicleId).execute();
        // The empty name says that it was looked at, also when there was nothing.
        const seen = [{ path: '', size: 0 }, ...all].map((log) => ({ vehicle_id: vehicleId, ...log }));
        await tx.db.insertInto('vehicle_logs_seen').values(seen).execute();
        for (const share of shares) await assign(tx, share);
      }),

    fetched: (row: VehicleLogRow, file: string, { size, crc32 }: Fetched): Promise<void> =>
      write(async (tx) => {
        const state = crc32 === undefined ? 'complete' : 'verified';
        const here = { file, crc32: crc32 ?? null, source_size: size, fetched_at: tx.now };
        await update(tx, row, { state, reason: '', ...here });
        await tell(tx, row, 'flight.log_fetched', { check: state, size, method: row.method });
      }),

    /** In the way for now. */
    delayed: (row: VehicleLogRow, reason: string, tries: number): Promise<unknown> =>
      write((tx) => update(tx, row, { reason, tries })),

    failed: (row: VehicleLogRow, reason: string): Promise<void> =>
      write(async (tx) => {
        await update(tx, row, { state: 'failed', reason });
        await tell(tx, row, 'flight.log_failed', { code: reason });
      }),
  };
};

export type LogRecord = ReturnType<typeof createLogRecord>;

/** All logs of a flight are looked for and fetched again; in the transaction of the person who asked for it. */
export const askAgain = async (tx: Tx, flightId: string): Promise<void> => {
  const flight = await findFlight(tx, flightId);
  if (flight === undefined) return;
  await tx.db
    .updateTable('vehicle_logs')
    .set({ state: 'pending', reason: ASKED, tries: 0 })
    .where('flight_id', '=', flightId)
    .where('state', '<>', 'pending')
    .execute();
  await emitFlight(tx, flight, 'flight.log_asked');
};
