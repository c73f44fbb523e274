import { systemCause } from '../core/cause.ts';
import { delay, type Clock } from '../core/clock.ts';
import type { Disk } from '../core/ports.ts';
import type { FlightLog } from '../flight/ports.ts';
import { emitFlight, findFlight, parsePlan } from '../flight/record-service.ts';
import type { FlightRow } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { summaryOf } from './summary.ts';
import { TlogReader } from './tlog.ts';
import { FixReader, type Fix } from './track.ts';

/** Points of a track as it is sent to a page. */
export const MAX_POINTS = 2000;
/** Records after which others get their turn: a few milliseconds of work. */
const SLICE = 10_000;
/** Tracks of closed logs that are kept. */
const KEPT_TRACKS = 4;

export type Track = { readonly fixes: readonly Fix[]; readonly incomplete: boolean };

/** Where the log of a flight is, below the data folder. */
export const pathOf = (number: string): string => `tlog/${number}.tlog`;

type Deps = {
  readonly store: Store;
  readonly clock: Clock;
  readonly disk: Disk;
  readonly log: FlightLog;
};

const ARRIVED = ['LANDED', 'COMPLETED'];

/** Reads logs without keeping the service from anything else. */
export const createLogReading = ({ store, clock, disk, log }: Deps) => {
  const kept = new Map<string, Track>();

  const read = async (row: FlightRow): Promise<Track> => {
    const bytes = await disk.read(pathOf(row.number));
    const vehicle = await store.read
      .selectFrom('vehicles')
      .select('sysid')
      .where('id', '=', row.vehicle_id)
      .executeTakeFirst();
    if (bytes === undefined || vehicle === undefined)
      return { fixes: [], incomplete: row.launched_at !== null };
    const records = new TlogReader(bytes);
    const fixReader = new FixReader(vehicle.sysid);
    const fixes: Fix[] = [];
    let count = 0;
    for (let record = records.next(); record !== undefined; record = records.next()) {
      const fix = fixReader.read(record);
      if (fix !== undefined) fixes.push(fix);
      if (++count % SLICE === 0) await delay(clock, 0);
    }
    return { fixes, incomplete: records.isIncomplete };
  };

  /** `closed`: nothing is added to the log any more. */
  const fixesOf = async (row: FlightRow, closed: boolean): Promise<Track> => {
    const known = kept.get(row.id);
    if (closed && known !== undefined) return known;
    const track = await read(row);
    if (!closed) return track;
    kept.set(row.id, track);
    const oldest = kept.keys().next().value;
    if (kept.size > KEPT_TRACKS && oldest !== undefined) kept.delete(oldest);
    return track;
  };

  /** Writes the figures of a flight that is over. */
  const summarise = async (flightId: string): Promise<void> => {
    const row = await findFlight(store.read, flightId);
    const stored = row && parsePlan(row);
    if (row === undefined || stored === undefined) return;
    const all = (await read(row)).fixes;
    // The log goes on for a while; what the drone does after its landing is not of this flight.
    const landedAt = row.landed_at ?? row.ended_at ?? Number.POSITIVE_INFINITY;
    const fixes = all.filter(({ atMs }) => atMs <= landedAt);
    const summary = summaryOf(fixes, stored.plan, ARRIVED.includes(row.state));
    if (summary === undefined) return;
    await store.transact(systemCause(clock.wall()), async (tx) => {
      await tx.db
        .updateTable('flights')
        .set({ summary_json: JSON.stringify(summary) })
        .where('id', '=', flightId)
        .execute();
      await emitFlight(tx, row, 'flight.summary', { data: { ...summary } });
    });
  };

  /** Flights that landed while the service could not write their figures any more. */
  const summariseMissing = async (): Promise<void> => {
    const rows = await store.read
      .selectFrom('flights')
      .select(['id', 'number'])
      .where('landed_at', 'is not', null)
      .where('summary_json', 'is', null)
      .execute();
    for (const { id, number } of rows) {
      log('info', `flight ${number}: its figures are made from its log`);
      await summarise(id);
    }
  };

  return { fixesOf, summarise, summariseMissing };
};
