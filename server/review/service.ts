import type { z } from 'zod';
import type { flights } from '../api/contract/flights.ts';
import type { FileAnswer } from '../api/contract/handler.ts';
import type { Actor } from '../core/access.ts';
import type { Clock } from '../core/clock.ts';
import type { StoredEvent } from '../core/events.ts';
import type { Disk } from '../core/ports.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import { flightFor } from '../flight/flight-queries.ts';
import type { FlightLog } from '../flight/ports.ts';
import type { RawFrame } from '../mavlink/router.ts';
import type { Store } from '../store/store.ts';
import { createLogReading, MAX_POINTS, pathOf } from './log-reading-service.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { thin, type Fix } from './track.ts';

export type ReviewDeps = {
  readonly store: Store;
  readonly clock: Clock;
  readonly disk: Disk;
  /** The station's tap of frames in both directions. */
  readonly frames: { onFrame(handler: (raw: RawFrame) => void): () => void };
  readonly log: FlightLog;
};

type TrackAnswer = z.input<typeof flights.track.response>;

/** A log goes on for that long after the landing or the end. */
const AFTER_END_MS = 10_000;

const BEGINS = ['flight.launched', 'flight.adopted'];
const ENDS = ['flight.landed', 'flight.ended'];

const pointOf = (fix: Fix): TrackAnswer['points'][number] => ({
  at: Math.round(fix.atMs),
  position: fix.at,
  relAltM: fix.relAltM,
  groundSpeedMs: fix.groundSpeedMs,
  headingDeg: fix.headingDeg ?? null,
  batteryPct: fix.batteryPct ?? null,
  linkGapMs: fix.linkGapMs,
});

const textOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown error');

/** One telemetry log a flight, and what can be read from it. */
export const createReviewService = (deps: ReviewDeps) => {
  const { store, clock, disk, log } = deps;
  const reading = createLogReading(deps);
  const open = new Map<string, Recorder>();
  const ending = new Set<string>();
  let writes: Promise<unknown> = Promise.resolve();
  const stops: (() => void)[] = [];

  const take = (raw: RawFrame): void => {
    for (const recorder of open.values()) recorder.take(raw);
  };

  const begin = async (flightId: string): Promise<void> => {
    if (open.has(flightId)) return;
    const row = await store.read
      .selectFrom('flights')
      .innerJoin('vehicles', 'vehicles.id', 'flights.vehicle_id')
      .select(['flights.number', 'flights.landed_at', 'flights.ended_at', 'vehicles.sysid'])
      .where('flights.id', '=', flightId)
      .executeTakeFirst();
    if (row === undefined || row.landed_at !== null || row.ended_at !== null) return;
    // A drone that is off again has ended its flight of before, however short ago that was.
    for (const [other, recorder] of open) if (recorder.sysid === row.sysid) await finish(other);
    const onError = (error: unknown): void =>
      log('error', `flight ${row.number}: its telemetry log has a gap: ${textOf(error)}`);
    const file = disk.openAppend(pathOf(row.number));
    open.set(flightId, createRecorder(clock, { file, onError }, row.sysid));
  };

  const finish = async (flightId: string): Promise<void> => {
    const recorder = open.get(flightId);
    open.delete(flightId);
    ending.delete(flightId);
    recorder?.close();
    if (recorder !== undefined) await reading.summarise(flightId);
  };

  const inTurn = (job: () => Promise<unknown>): void => {
    writes = writes.then(job).catch((error: unknown) => log('error', `telemetry log: ${textOf(error)}`));
  };

  const endSoon = (flightId: string): void => {
    if (ending.has(flightId)) return;
    ending.add(flightId);
    clock.after(AFTER_END_MS, () => {
      if (ending.has(flightId)) inTurn(() => finish(flightId));
    });
  };

  const follow = (events: readonly StoredEvent[]): void => {
    for (const { type, subject } of events) {
      const flightId = subject.replace('flight:', '');
      if (BEGINS.includes(type)) inTurn(() => begin(flightId));
      if (ENDS.includes(type)) endSoon(flightId);
    }
  };

  return {
    /** Call it before the flight stage starts: it follows the facts of launches and restarts. */
    start: async (): Promise<void> => {
      stops.push(store.onCommitted(follow), deps.frames.onFrame(take));
      await reading.summariseMissing();
    },

    /** Closes the logs; flights that have landed get their figures. */
    stop: async (): Promise<void> => {
      for (const stop of stops.splice(0)) stop();
      for (const flightId of ending) inTurn(() => finish(flightId));
      await writes;
      for (const recorder of open.values()) recorder.close();
      open.clear();
    },

    track: async (actor: Actor, id: string): Promise<Result<TrackAnswer>> => {
      const row = await flightFor(store.read, actor, id);
      if (!row.ok) return row;
      open.get(id)?.flush();
      const isOver = row.value.landed_at !== null || row.value.ended_at !== null;
      const { fixes, incomplete } = await reading.fixesOf(row.value, isOver && !open.has(id));
      return ok({ points: thin(fixes, MAX_POINTS).map(pointOf), incomplete });
    },

    tlog: async (actor: Actor, id: string): Promise<Result<FileAnswer>> => {
      const row = await flightFor(store.read, actor, id);
      if (!row.ok) return row;
      open.get(id)?.flush();
      const path = pathOf(row.value.number);
      if ((await disk.size(path)) === undefined)
        return refuse('review.no_log', `Flight ${row.value.number} has no telemetry log.`);
      return ok({ path, downloadName: `${row.value.number}.tlog` });
    },
  };
};

export type ReviewService = ReturnType<typeof createReviewService>;
