import type { AirspaceApprovalView } from '../api/contract/preflight.ts';
import { maintenanceOf, packFaults } from '../fleet/battery-queries.ts';
import { wallMs, type MonoMs, type WallMs } from '../core/clock.ts';
import type { Issue } from '../core/issue.ts';
import { droneProfile, type DroneProfile } from '../plan/profile.ts';
import type { FlightRow, PadRow, VehicleRow } from '../store/schema.ts';
import type { Reader, Store } from '../store/store.ts';
import type { ParamReading } from './baseline.ts';
import { baselineOf, profileOf, type BaselineProfile } from './baseline-rows.ts';
import { openApprovalViews, recentWeather, ticksOf, weatherAt } from './conditions-queries.ts';
import { padClear } from './flight-queries.ts';
import { padTakenBy } from './pad-queries.ts';
import { readParameters } from './param-readings.ts';
import { NO_FACTS, type PlanWorld, type VehicleFacts } from './ports.ts';
import { preflight } from './preflight.ts';
import type { PreflightBox, PreflightInput, PreflightPad } from './preflight-input.ts';
import { ruled } from './preflight-table.ts';
import { parsePlan, type FlightDeps, type StoredPlan } from './record-service.ts';
import type { SeparationService } from './separation-service.ts';
import type { FlightKind } from './states.ts';
import { isUrgent } from './urgent-queries.ts';

/** Parameters that were read this long ago are read again before they are judged. */
const PARAMS_GOOD_MS = 60_000;

const vehicleOf = (reader: Reader, id: string): Promise<VehicleRow> =>
  reader.selectFrom('vehicles').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

const padOf = async (reader: Reader, id: string): Promise<PreflightPad> => {
  const row: PadRow = await reader
    .selectFrom('pads')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return { id, at: [row.lon, row.lat], clear: padClear(row.clear_json) };
};

const boxesOf = async (store: Store, row: FlightRow): Promise<PreflightBox[]> => {
  const { order_id } = row;
  if (order_id === null) return [];
  const boxes = await store.kept(`boxes ${order_id}`, (reader) =>
    reader.selectFrom('boxes').selectAll().where('order_id', '=', order_id).execute(),
  );
  return boxes.map((box) => ({
    boxNo: box.box_no,
    sealNo: box.seal_no,
    temperatureClass: box.temperature_class as PreflightBox['temperatureClass'],
    startTemperatureC: box.start_temperature_c ?? undefined,
    loaded: box.flight_id === row.id && box.loaded_json !== null,
  }));
};

/** Nobody else speaks on the link by which the drone is heard. */
const isLinkTrusted = async (store: Store, facts: VehicleFacts, registered: string): Promise<boolean> => {
  const name = facts.paths?.find(({ active }) => active)?.link ?? registered;
  const link = await store.kept(`link ${name}`, (reader) =>
    reader.selectFrom('links').select('trusted').where('name', '=', name).executeTakeFirst(),
  );
  return link?.trusted === 1;
};

const profileOfDrone = async (reader: Reader, id: string): Promise<DroneProfile | undefined> => {
  const row = await reader.selectFrom('profiles').select('json').where('id', '=', id).executeTakeFirst();
  return row && droneProfile.parse(JSON.parse(row.json));
};

/** What people told of the air and of this flight. */
const conditionsOf = async (store: Store, flightId: string, wall: WallMs) => {
  const weather = weatherAt(await store.kept('recent weather', recentWeather), wall);
  return {
    weather,
    approvals: await openApprovalViews(store.read, wall),
    ticks: await store.kept(`ticks ${flightId}`, (reader) => ticksOf(reader, flightId)),
    urgent: await store.kept(`urgent ${flightId}`, (reader) => isUrgent(reader, flightId)),
  };
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
    flightS: stored.plan.flightS,
    legs: stored.plan.legs,
    fenced: stored.plan.fence.length > 0,
    airspaceVersion: stored.airspaceVersion,
    airspaceName: stored.plan.airspaceVersion,
    plannedAt: stored.plannedAt,
  };

const judgedApproval = ({ number, from, to, corridor, confirmations }: AirspaceApprovalView) => ({
  number,
  from: wallMs(from),
  to: wallMs(to),
  corridor: corridor ?? undefined,
  confirmations: confirmations ?? undefined,
});

const judgedConditions = ({
  weather,
  approvals,
  ticks,
  urgent,
}: Awaited<ReturnType<typeof conditionsOf>>) => ({
  weather: weather && { ...weather, at: wallMs(weather.at) },
  approvals: approvals.map(judgedApproval),
  ticks: ticks.map(({ tick, by }) => ({ tick, at: wallMs(by.at) })),
  urgent,
});

const airspaceInUse = (world: PlanWorld | undefined) => ({
  airspaceVersion: world?.version,
  airspaceName: world?.airspace.version,
});

/** Pre-flight checks against the record and the vehicle of now. */
export const createGround = (
  { store, clock, vehicles, planWorld, outage, log }: FlightDeps,
  separation: Pick<SeparationService, 'of'>,
) => {
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

  const keptPad = (id: string): Promise<PreflightPad> =>
    store.kept(`pad ${id}`, (reader) => padOf(reader, id));

  const inputOf = async (row: FlightRow, seenHash: string | undefined) => {
    const wall = clock.wall();
    const vehicle = await store.kept(`vehicle ${row.vehicle_id}`, (reader) =>
      vehicleOf(reader, row.vehicle_id),
    );
    const delivered =
      row.kind === 'return'
        ? await store.kept(`delivered ${row.vehicle_id}`, (reader) => lastDelivery(reader, row.vehicle_id))
        : undefined;
    const facts = asRegistered(vehicles.get(row.vehicle_id)?.facts() ?? NO_FACTS, vehicle.uid);
    const conditions = await conditionsOf(store, row.id, wall);
    const input: PreflightInput = {
      now: clock.mono(),
      wall,
      kind: row.kind as FlightKind,
      facts,
      vehicleReady: vehicle.state === 'READY',
      simulated: vehicle.simulated === 1,
      profile: await store.kept(`profile ${vehicle.profile_id}`, (reader) =>
        profileOfDrone(reader, vehicle.profile_id),
      ),
      plan: judgedOf(parsePlan(row)),
      ...airspaceInUse(await planWorld()),
      seenHash,
      origin: await keptPad(row.from_pad_id),
      destination: await keptPad(row.to_pad_id),
      destinationTakenBy: await store.kept(`pad ${row.to_pad_id} beside ${row.vehicle_id}`, (reader) =>
        padTakenBy(reader, row.to_pad_id, row.vehicle_id),
      ),
      separated: await separation.of(row),
      maintenance: await store.kept(`maintenance ${row.vehicle_id}`, (reader) =>
        maintenanceOf(reader, row.vehicle_id),
      ),
      pack: await store.kept(`pack ${row.vehicle_id}`, (reader) => packFaults(reader, row.vehicle_id)),
      boxes: await boxesOf(store, row),
      turnaround: (delivered?.turnaround_json ?? null) !== null,
      params: cache.get(row.vehicle_id)?.readings,
      ...judgedConditions(conditions),
      linkTrusted: await isLinkTrusted(store, facts, vehicle.link),
      flightOnly: outage() !== undefined,
    };
    return { input, conditions };
  };

  /** Everything that is judged and what came of it. Reads nothing over the link: parameters as they were last read. */
  const look = async (row: FlightRow, seenHash?: string) => {
    const { input, conditions } = await inputOf(row, seenHash);
    const planned = JSON.parse(row.issues_json) as Issue[];
    const issues = [...planned.map((found) => ruled(found, input.simulated)), ...preflight(input)];
    return { issues, input, conditions };
  };

  const issuesOf = async (row: FlightRow, seenHash?: string): Promise<Issue[]> =>
    (await look(row, seenHash)).issues;

  return { params, readParams: readAll, issuesOf, look };
};

export type Look = Awaited<ReturnType<Ground['look']>>;

export type Ground = ReturnType<typeof createGround>;
