import type { Batteries } from '../api/contract/batteries.ts';
import type { BatteryRow } from '../store/schema-battery.ts';
import type { Reader } from '../store/store.ts';
import { chargeQueue, faultsIn, median } from './battery-rules.ts';
import { maintenanceDue, type MaintenanceDue, type Use } from './maintenance-rules.ts';

/** Changes of packs that the middle turnaround is taken over. */
const TURNAROUNDS = 50;
const HOUR_MS = 3_600_000;

export type BatteryView = Batteries['batteries'][number];

const readPacks = (reader: Reader): Promise<BatteryRow[]> =>
  reader.selectFrom('batteries').selectAll().orderBy('id').execute();

/** All packs with their charge as of now; those that charge with their turn. */
export const batteryViews = async (reader: Reader, now: number): Promise<BatteryView[]> => {
  const rows = await readPacks(reader);
  const turns = new Map(
    chargeQueue(
      rows.filter(({ state }) => state === 'CHARGING'),
      now,
    ).map((turn) => [turn.id, turn]),
  );
  return rows.map((row) => {
    const turn = turns.get(row.id);
    return {
      id: row.id,
      profileId: row.profile_id,
      serial: row.serial,
      state: row.state as BatteryView['state'],
      vehicleId: row.vehicle_id,
      siteId: row.site_id,
      putAt: row.put_at,
      chargePct: Math.round(turn?.chargePct ?? row.charge_pct),
      chargeAt: turn === undefined ? row.charge_at : Math.round(now),
      chargeStartAt: turn === undefined ? null : Math.round(turn.startAt),
      readyAt: turn === undefined ? null : Math.round(turn.readyAt),
      cycles: row.cycles,
      healthPct: row.health_pct,
      imbalanceMv: row.imbalance_mv,
      grounded: faultsIn(row.grounded),
    };
  });
};

/** What a drone has done since its last service. */
const useOf = async (
  reader: Reader,
  vehicleId: string,
): Promise<Use & { readonly servicedAt: number | null }> => {
  const service = await reader
    .selectFrom('maintenance_entries')
    .select('at')
    .where('vehicle_id', '=', vehicleId)
    .where('kind', '=', 'service')
    .orderBy('at', 'desc')
    .executeTakeFirst();
  const since = service?.at ?? 0;
  const flights = await reader
    .selectFrom('flights')
    .select(['takeoff_at', 'landed_at'])
    .where('vehicle_id', '=', vehicleId)
    .where('landed_at', '>', since)
    .execute();
  const faults = await reader
    .selectFrom('maintenance_entries')
    .select('id')
    .where('vehicle_id', '=', vehicleId)
    .where('kind', '=', 'fault')
    .where('at', '>', since)
    .execute();
  const flownMs = flights.reduce(
    (sum, { takeoff_at: from, landed_at: to }) => sum + (from === null || to === null ? 0 : to - from),
    0,
  );
  return {
    flightHours: flownMs / HOUR_MS,
    landings: flights.length,
    faults: faults.length,
    servicedAt: service?.at ?? null,
  };
};

export const maintenanceOf = async (reader: Reader, vehicleId: string): Promise<MaintenanceDue[]> =>
  maintenanceDue(await useOf(reader, vehicleId));

/** What grounds the pack in a drone: its faults; none where no pack is entered for it. */
export const packFaults = async (
  reader: Reader,
  vehicleId: string,
): Promise<{ readonly id: string; readonly faults: string[] } | undefined> => {
  const row = await reader
    .selectFrom('batteries')
    .select(['id', 'grounded'])
    .where('vehicle_id', '=', vehicleId)
    .executeTakeFirst();
  return row && { id: row.id, faults: faultsIn(row.grounded) };
};

/** Everything about packs and services, as the board shows it. */
export const batteryBoard = async (reader: Reader, now: number): Promise<Batteries> => {
  const vehicles = await reader.selectFrom('vehicles').select(['id', 'name']).orderBy('name').execute();
  const swaps = await reader
    .selectFrom('battery_swaps')
    .select('turnaround_s')
    .where('turnaround_s', 'is not', null)
    .orderBy('at', 'desc')
    .limit(TURNAROUNDS)
    .execute();
  const drones: Batteries['drones'] = [];
  for (const { id, name } of vehicles) {
    const { flightHours, ...use } = await useOf(reader, id);
    drones.push({
      vehicleId: id,
      name,
      ...use,
      flightHours: Math.round(flightHours * 10) / 10,
      due: maintenanceDue({ flightHours, ...use }),
    });
  }
  return {
    batteries: await batteryViews(reader, now),
    drones,
    turnaroundP50S: median(swaps.map(({ turnaround_s: s }) => s ?? 0)) ?? null,
    turnarounds: swaps.length,
  };
};
