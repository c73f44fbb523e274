import type { MonoMs } from '../core/clock.ts';
import type { Issue } from '../core/issue.ts';
import type { FlightRow, PadRow } from '../store/schema.ts';
import type { Reader } from '../store/store.ts';
import { BASELINE, type ParamReading } from './baseline.ts';
import { padClear } from './flight-queries.ts';
import { padTakenBy } from './pad-queries.ts';
import { NO_FACTS, type VehicleFacts } from './ports.ts';
import { preflight, type PreflightPad } from './preflight.ts';
import { parsePlan, type FlightDeps } from './record-service.ts';
import type { FlightKind } from './states.ts';

/** Parameters that were read this long ago are read again before they are judged. */
const PARAMS_GOOD_MS = 60_000;

const padOf = async (reader: Reader, id: string): Promise<PreflightPad> => {
  const row: PadRow = await reader
    .selectFrom('pads')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return { id, at: [row.lon, row.lat], clear: padClear(row.clear_json) };
};

const boxesOf = async (reader: Reader, row: FlightRow): Promise<{ total: number; loaded: number }> => {
  if (row.order_id === null) return { total: 0, loaded: 0 };
  const boxes = await reader.selectFrom('boxes').selectAll().where('order_id', '=', row.order_id).execute();
  const loaded = boxes.filter((box) => box.flight_id === row.id && box.loaded_json !== null);
  return { total: boxes.length, loaded: loaded.length };
};

/** The newest delivery of a vehicle that got through: it says whether the people at the pad have turned it around. */
export const lastDelivery = (reader: Reader, vehicleId: string): Promise<FlightRow | undefined> =>
  reader
    .selectFrom('flights')
    .selectAll()
    .where('vehicle_id', '=', vehicleId)
    .where('kind', '=', 'delivery')
    .where('landed_at', 'is not', null)
    .orderBy('landed_at', 'desc')
    .limit(1)
    .executeTakeFirst();

/** A vehicle that names another hardware id than the registered one uses its system id (INV-S10). */
const asRegistered = (facts: VehicleFacts, uid: string): VehicleFacts =>
  uid === '' || facts.uid === undefined || facts.uid === uid ? facts : { ...facts, idConflict: true };

/** Pre-flight checks against the record and the vehicle of now. */
export const createGround = ({ store, clock, vehicles, planWorld, log }: FlightDeps) => {
  const cache = new Map<string, { readonly at: MonoMs; readonly readings: readonly ParamReading[] }>();

  const read = async (vehicleId: string): Promise<readonly ParamReading[] | undefined> => {
    const control = vehicles.get(vehicleId);
    if (control === undefined) return undefined;
    const readings: ParamReading[] = [];
    let answers = true;
    for (const { name } of BASELINE) {
      if (!answers) {
        readings.push({ name, value: undefined });
        continue;
      }
      const value = await control.readParam(name);
      // Each question takes seconds to go unanswered: the people who wait for this learn it from the first.
      answers = value.ok || value.error.code !== 'mavlink.no_answer';
      if (!value.ok) log('warn', `vehicle ${vehicleId}: ${value.error.message}`, { parameter: name });
      readings.push({ name, value: value.ok ? value.value : undefined });
    }
    cache.set(vehicleId, { at: clock.mono(), readings });
    return readings;
  };

  /** The safety parameters, read over the link unless that was done within the last minute. */
  const params = async (vehicleId: string): Promise<readonly ParamReading[] | undefined> => {
    const known = cache.get(vehicleId);
    const isGood =
      known !== undefined &&
      clock.mono() - known.at < PARAMS_GOOD_MS &&
      known.readings.every(({ value }) => value !== undefined);
    return isGood ? known.readings : read(vehicleId);
  };

  /** Issues of the plan and of the moment. Reads nothing over the link: parameters as they were last read. */
  const issuesOf = async (row: FlightRow, seenHash?: string): Promise<Issue[]> => {
    const stored = parsePlan(row);
    const vehicle = await store.read
      .selectFrom('vehicles')
      .select(['state', 'uid'])
      .where('id', '=', row.vehicle_id)
      .executeTakeFirst();
    const delivered = row.kind === 'return' ? await lastDelivery(store.read, row.vehicle_id) : undefined;
    const found = preflight({
      now: clock.mono(),
      wall: clock.wall(),
      kind: row.kind as FlightKind,
      facts: asRegistered(vehicles.get(row.vehicle_id)?.facts() ?? NO_FACTS, vehicle?.uid ?? ''),
      vehicleReady: vehicle?.state === 'READY',
      plan: stored && {
        hash: stored.plan.hash,
        usedPct: stored.plan.battery.usedPct,
        reservePct: stored.plan.battery.reservePct,
        airspaceVersion: stored.airspaceVersion,
        plannedAt: stored.plannedAt,
      },
      airspaceVersion: (await planWorld())?.version,
      seenHash,
      origin: await padOf(store.read, row.from_pad_id),
      destination: await padOf(store.read, row.to_pad_id),
      destinationTakenBy: await padTakenBy(store.read, row.to_pad_id, row.vehicle_id),
      boxes: await boxesOf(store.read, row),
      turnaround: (delivered?.turnaround_json ?? null) !== null,
      params: cache.get(row.vehicle_id)?.readings,
    });
    return [...(JSON.parse(row.issues_json) as Issue[]), ...found];
  };

  return { params, readParams: read, issuesOf };
};

export type Ground = ReturnType<typeof createGround>;
