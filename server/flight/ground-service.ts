import type { MonoMs } from '../core/clock.ts';
import type { Issue } from '../core/issue.ts';
import type { FlightRow, PadRow } from '../store/schema.ts';
import type { Reader } from '../store/store.ts';
import type { ParamReading } from './baseline.ts';
import { baselineOf, profileOf, type BaselineProfile } from './baseline-rows.ts';
import { padClear } from './flight-queries.ts';
import { padTakenBy } from './pad-queries.ts';
import { readParameters } from './param-readings.ts';
import { NO_FACTS, type VehicleFacts } from './ports.ts';
import { preflight, type PreflightInput, type PreflightPad } from './preflight.ts';
import { parsePlan, type FlightDeps, type StoredPlan } from './record-service.ts';
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

/** What of a stored plan is judged. */
const judgedOf = (stored: StoredPlan | undefined): PreflightInput['plan'] =>
  stored && {
    hash: stored.plan.hash,
    usedPct: stored.plan.battery.usedPct,
    reservePct: stored.plan.battery.reservePct,
    airspaceVersion: stored.airspaceVersion,
    plannedAt: stored.plannedAt,
  };

/** Pre-flight checks against the record and the vehicle of now. */
export const createGround = ({ store, clock, vehicles, planWorld, log }: FlightDeps) => {
  const cache = new Map<string, { readonly at: MonoMs; readonly readings: readonly ParamReading[] }>();

  const profileOfVehicle = async (vehicleId: string): Promise<BaselineProfile> => {
    const vehicle = await store.read
      .selectFrom('vehicles')
      .select('simulated')
      .where('id', '=', vehicleId)
      .executeTakeFirst();
    return profileOf(vehicle?.simulated);
  };

  const readAll = async (vehicleId: string): Promise<readonly ParamReading[] | undefined> => {
    const control = vehicles.get(vehicleId);
    if (control === undefined) return undefined;
    const profile = await profileOfVehicle(vehicleId);
    const read = await readParameters(control, profile);
    if (!read.ok) log('warn', `vehicle ${vehicleId}: ${read.error.message}`);
    const readings = read.ok
      ? read.value
      : baselineOf(profile).map(({ name }) => ({ name, value: undefined }));
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
    return isGood ? known.readings : readAll(vehicleId);
  };

  /** Issues of the plan and of the moment. Reads nothing over the link: parameters as they were last read. */
  const issuesOf = async (row: FlightRow, seenHash?: string): Promise<Issue[]> => {
    const stored = parsePlan(row);
    const vehicle = await store.read
      .selectFrom('vehicles')
      .select(['state', 'uid', 'simulated'])
      .where('id', '=', row.vehicle_id)
      .executeTakeFirst();
    const delivered = row.kind === 'return' ? await lastDelivery(store.read, row.vehicle_id) : undefined;
    const found = preflight({
      now: clock.mono(),
      wall: clock.wall(),
      kind: row.kind as FlightKind,
      facts: asRegistered(vehicles.get(row.vehicle_id)?.facts() ?? NO_FACTS, vehicle?.uid ?? ''),
      vehicleReady: vehicle?.state === 'READY',
      plan: judgedOf(stored),
      airspaceVersion: (await planWorld())?.version,
      seenHash,
      origin: await padOf(store.read, row.from_pad_id),
      destination: await padOf(store.read, row.to_pad_id),
      destinationTakenBy: await padTakenBy(store.read, row.to_pad_id, row.vehicle_id),
      boxes: await boxesOf(store.read, row),
      turnaround: (delivered?.turnaround_json ?? null) !== null,
      profile: profileOf(vehicle?.simulated),
      params: cache.get(row.vehicle_id)?.readings,
    });
    return [...(JSON.parse(row.issues_json) as Issue[]), ...found];
  };

  return { params, readParams: readAll, issuesOf };
};

export type Ground = ReturnType<typeof createGround>;
