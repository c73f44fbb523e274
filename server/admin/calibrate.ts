import { createFleet } from '../fleet/service.ts';
import { systemCause } from '../core/cause.ts';
import type { StoredPlan } from '../flight/record-service.ts';
import { calibrate, MIN_FLIGHTS, type Calibration, type FlownFlight } from '../plan/energy/calibrate.ts';
import { droneProfile, type DroneProfile } from '../plan/profile.ts';
import { systemDisk } from '../ports/disk.ts';
import { lockDataFolder } from '../ports/instance-lock.ts';
import { systemClock } from '../ports/system-clock.ts';
import { systemRng } from '../ports/system-rng.ts';
import { pathOf } from '../review/log-reading-service.ts';
import { summaryOf } from '../review/summary.ts';
import { TlogReader } from '../review/tlog.ts';
import { FixReader, type Fix } from '../review/track.ts';
import { openDatabase } from '../store/sqlite-driver.ts';
import { openSqliteStore } from '../store/sqlite.ts';

/** One that flew much more or less way than planned was held, diverted or sent elsewhere: share of the way. */
const AS_PLANNED_SHARE = 0.05;
/** Logs that are read for a profile, the newest. */
const MOST_LOGS = 200;

type Row = { number: string; sysid: number; landed_at: number; plan_json: string };

type Found = { readonly flights: FlownFlight[]; leftOut: number };

const fixesIn = (bytes: Uint8Array, { sysid, landed_at: landedAt }: Row): Fix[] => {
  const records = new TlogReader(bytes);
  const reader = new FixReader(sysid);
  const fixes: Fix[] = [];
  for (let record = records.next(); record !== undefined; record = records.next()) {
    const fix = reader.read(record);
    // The log goes on for a while after the landing.
    if (fix !== undefined && fix.atMs <= landedAt) fixes.push(fix);
  }
  return fixes;
};

/** Undefined for a flight that says nothing about its plan: no log, a new way in the air, another way flown. */
const flownFlight = (bytes: Uint8Array | undefined, row: Row): FlownFlight | undefined => {
  const { plan } = JSON.parse(row.plan_json) as StoredPlan;
  if (bytes === undefined || plan.inFlight !== undefined) return undefined;
  const summary = summaryOf(fixesIn(bytes, row), plan, true);
  if (summary === undefined || summary.batteryUsedPct === null) return undefined;
  if (Math.abs(summary.distanceM / plan.distanceM - 1) > AS_PLANNED_SHARE) return undefined;
  return { plan, usedPct: summary.batteryUsedPct, flightS: summary.flightS };
};

const flightsOf = async (data: string, rows: readonly Row[]): Promise<Found> => {
  const disk = systemDisk(data);
  const found: Found = { flights: [], leftOut: 0 };
  for (const row of rows) {
    const flight = flownFlight(await disk.read(pathOf(row.number)), row);
    if (flight === undefined) found.leftOut++;
    else found.flights.push(flight);
  }
  return found;
};

/** Profiles, and the flights that landed where they should, newest first; the service may run. */
const readRecord = (path: string): { profiles: DroneProfile[]; rowsOf: (id: string) => Row[] } => {
  const database = openDatabase(path, { readOnly: true });
  const profiles = (
    database.prepare('SELECT json FROM profiles ORDER BY id').all() as { json: string }[]
  ).map(({ json }) => droneProfile.parse(JSON.parse(json)));
  const all = database
    .prepare(
      `SELECT flights.number, flights.landed_at, flights.plan_json, vehicles.sysid
         FROM flights JOIN vehicles ON vehicles.id = flights.vehicle_id
        WHERE flights.state IN ('LANDED', 'COMPLETED') AND flights.plan_json IS NOT NULL
              AND flights.landed_at IS NOT NULL
        ORDER BY flights.landed_at DESC`,
    )
    .all() as Row[];
  database.close();
  const profileOf = (row: Row): string => (JSON.parse(row.plan_json) as StoredPlan).plan.profileId;
  return { profiles, rowsOf: (id) => all.filter((row) => profileOf(row) === id).slice(0, MOST_LOGS) };
};

const signed = (value: number, digits: number): string =>
  `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;

const changesOf = (profile: DroneProfile, suggestion: NonNullable<Calibration['suggestion']>): string =>
  Object.entries(suggestion)
    .map(([name, value]) => `${name} ${profile[name as keyof typeof suggestion]} → ${value}`)
    .join(', ');

const linesOf = (profile: DroneProfile, { flights, charge, time, suggestion, loadsAlike }: Calibration) => [
  `  charge used: mean ${signed(charge.mean, 1)} points against the plan, p95 of the error ${charge.p95.toFixed(1)} points`,
  `  time flown: mean ${signed(100 * time.mean, 1)} %, p95 of the error ${(100 * time.p95).toFixed(1)} %`,
  suggestion === undefined
    ? `  too few flights for a suggestion: ${flights}, expected ${MIN_FLIGHTS}`
    : `  suggested: ${changesOf(profile, suggestion)}`,
  ...(suggestion !== undefined && loadsAlike
    ? ['  inducedShare stays: the loads are too much alike to tell weight from drag']
    : []),
];

const save = async (data: string, path: string, profiles: readonly DroneProfile[]): Promise<void> => {
  const lock = lockDataFolder(data);
  const store = openSqliteStore(path);
  try {
    const fleet = createFleet({ store, rng: systemRng, heard: () => Promise.resolve([]) });
    for (const profile of profiles) {
      const saved = await fleet.saveProfile(systemCause(systemClock.wall()), profile.id, profile);
      if (!saved.ok) throw new Error(saved.error.message);
    }
  } finally {
    await store.close();
    lock.release();
  }
};

/**
 * Compares what flights took, by their telemetry logs, with what their plans said, and suggests the profile's figures.
 * Flights planned without a wind count as calm. Changes nothing without `apply`; with it the service must be stopped.
 */
export const calibrateProfiles = async (
  data: string,
  path: string,
  apply: boolean,
  say: (text: string) => void,
): Promise<void> => {
  const { profiles, rowsOf } = readRecord(path);
  const changed: DroneProfile[] = [];
  for (const profile of profiles) {
    const { flights, leftOut } = await flightsOf(data, rowsOf(profile.id));
    say(`${profile.id}: ${flights.length} flights as planned, ${leftOut} left out`);
    if (flights.length === 0) continue;
    const calibration = calibrate(profile, flights);
    for (const line of linesOf(profile, calibration)) say(line);
    if (calibration.suggestion !== undefined)
      changed.push(droneProfile.parse({ ...profile, ...calibration.suggestion }));
  }
  if (!apply || changed.length === 0) return say('Nothing was changed.');
  await save(data, path, changed);
  say(`Saved: ${changed.map(({ id }) => id).join(', ')}.`);
};
