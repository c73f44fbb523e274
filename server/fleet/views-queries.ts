import type { z } from 'zod';
import type { pad, Site, Vehicle } from '../api/contract/fleet.ts';
import type { Actor } from '../core/access.ts';
import type { PadRow, SiteRecord, VehicleRow } from '../store/schema.ts';
import type { Reader } from '../store/store.ts';

export type Pad = z.infer<typeof pad>;
export type PadClear = NonNullable<Pad['clear']>;

export const padView = (row: PadRow): Pad => ({
  id: row.id,
  siteId: row.site_id,
  name: row.name,
  position: [row.lon, row.lat],
  elevationAmslM: row.elevation_amsl_m,
  heightAboveGroundM: row.height_above_ground_m,
  surveyed: row.surveyed === 1,
  clear: row.clear_json === null ? null : (JSON.parse(row.clear_json) as PadClear),
});

export const siteView = (row: SiteRecord, pads: readonly PadRow[]): Site => ({
  id: row.id,
  role: row.role as Site['role'],
  nameZh: row.name_zh,
  nameEn: row.name_en,
  address: row.address,
  phone: row.phone,
  position: [row.lon, row.lat],
  accuracyM: row.accuracy_m,
  enabled: row.enabled === 1,
  roadMin: row.road_min,
  roadVerified: row.road_verified === 1,
  pads: pads.filter((each) => each.site_id === row.id).map(padView),
});

/**
 * A site as its reader may see it: what the people at a pad said, and their names, stays with their own site and the
 * service's staff (INV-D8).
 */
export const forReader = (actor: Actor, site: Site): Site =>
  actor.role !== 'hospital' || actor.siteId === site.id
    ? site
    : { ...site, pads: site.pads.map((each) => ({ ...each, clear: null })) };

export const readSites = async (reader: Reader): Promise<Site[]> => {
  const sites = await reader.selectFrom('sites').selectAll().orderBy('role').orderBy('id').execute();
  const pads = await reader.selectFrom('pads').selectAll().orderBy('name').execute();
  return sites.map((row) => siteView(row, pads));
};

const vehicleView = (row: VehicleRow, flightId: string | null): Vehicle => ({
  id: row.id,
  name: row.name,
  sysid: row.sysid,
  compid: row.compid,
  link: row.link,
  uid: row.uid,
  profileId: row.profile_id,
  homePadId: row.home_pad_id,
  state: row.state as Vehicle['state'],
  stateReason: row.state_reason,
  simulated: row.simulated === 1,
  padId: row.pad_id,
  flightId,
});

export const readVehicles = async (reader: Reader): Promise<Vehicle[]> => {
  const vehicles = await reader.selectFrom('vehicles').selectAll().orderBy('name').execute();
  const open = await reader
    .selectFrom('flights')
    .select(['id', 'vehicle_id'])
    .where('ended_at', 'is', null)
    .execute();
  const flightOf = new Map(open.map((row) => [row.vehicle_id, row.id]));
  return vehicles.map((row) => vehicleView(row, flightOf.get(row.id) ?? null));
};
