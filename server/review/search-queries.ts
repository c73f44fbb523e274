import type { z } from 'zod';
import type { incidentFacts } from '../api/contract/incidents.ts';
import type { MonoMs } from '../core/clock.ts';
import { failsafeProfile } from '../flight/forecast-params.ts';
import type { VehicleFacts } from '../flight/ports.ts';
import { parsePlan } from '../flight/record-service.ts';
import { searchArea, type SearchArea } from '../flight/search-area.ts';
import { droneProfile, NJ10, type DroneProfile } from '../plan/profile.ts';
import { progressOf } from '../plan/progress.ts';
import type { FlightRow } from '../store/schema.ts';
import type { Reader } from '../store/store.ts';

export type IncidentFacts = z.infer<typeof incidentFacts>;

/** What a drone said last, and its parameters as far as they were read. */
export type LastHeard = {
  readonly facts: VehicleFacts;
  readonly params: ReadonlyMap<string, number> | undefined;
  readonly now: MonoMs;
};
export type LastHeardOf = (vehicleId: string) => LastHeard | undefined;

const profileFor = async (reader: Reader, vehicleId: string): Promise<DroneProfile> => {
  const row = await reader
    .selectFrom('vehicles')
    .innerJoin('profiles', 'profiles.id', 'vehicles.profile_id')
    .select('profiles.json')
    .where('vehicles.id', '=', vehicleId)
    .executeTakeFirst();
  const parsed = row && droneProfile.safeParse(JSON.parse(row.json));
  return parsed?.success === true ? parsed.data : NJ10;
};

/** The way that was planned from its last place on. */
const wayAhead = (row: FlightRow, heard: LastHeard) => {
  const stored = parsePlan(row);
  const position = heard.facts.position?.value;
  if (stored === undefined || position === undefined) return undefined;
  const { plan } = stored;
  const { at, groundSpeedMs, relAltM } = position;
  const progress = progressOf(plan, { at, groundSpeedMs, relAltM, lastAlongM: undefined });
  return {
    home: plan.from.at,
    ahead: plan.legs.slice(progress?.leg ?? 0).map((leg) => leg.to),
  };
};

/** How long a drone like it stays up on the charge that it said last. */
const enduranceSOf = (profile: DroneProfile, { battery }: VehicleFacts): number => {
  const wholeS = (profile.rangeKmFullLoad * 1000) / profile.cruiseMs;
  return (wholeS * (battery?.value ?? 100)) / 100;
};

/** With parameters that were never read it is taken to. */
const returnsHome = ({ params }: LastHeard): boolean =>
  failsafeProfile(params).linkAction === 'return' || params === undefined;

const searchOf = async (
  reader: Reader,
  row: FlightRow,
  heard: LastHeard | undefined,
): Promise<SearchArea | undefined> => {
  if (heard === undefined) return undefined;
  const { position, home } = heard.facts;
  const way = wayAhead(row, heard);
  if (position === undefined || way === undefined) return undefined;
  const profile = await profileFor(reader, row.vehicle_id);
  const { at, relAltM, groundSpeedMs, northMs = groundSpeedMs, eastMs = 0 } = position.value;
  return searchArea({
    at,
    heightM: Math.max(0, relAltM),
    northMs,
    eastMs,
    silentS: Math.max(0, (heard.now - position.at) / 1000),
    ahead: way.ahead,
    home: home?.value.at ?? way.home,
    cruiseMs: profile.cruiseMs,
    enduranceS: enduranceSOf(profile, heard.facts),
    returnsHome: returnsHome(heard),
  });
};

const loadOf = async (reader: Reader, row: FlightRow): Promise<IncidentFacts['load']> => {
  const units = await reader
    .selectFrom('boxes')
    .innerJoin('units', 'units.box_id', 'boxes.id')
    .select(['boxes.box_no as boxNo', 'units.component'])
    .where('boxes.flight_id', '=', row.id)
    .execute();
  const held = await reader
    .selectFrom('quarantined_boxes')
    .innerJoin('failed_deliveries', 'failed_deliveries.id', 'quarantined_boxes.failure_id')
    .select(['quarantined_boxes.box_no as boxNo', 'quarantined_boxes.units_json'])
    .where('failed_deliveries.flight_id', '=', row.id)
    .execute();
  for (const { boxNo, units_json: json } of held) {
    const rows = await reader
      .selectFrom('units')
      .select('component')
      .where('din', 'in', JSON.parse(json) as string[])
      .execute();
    units.push(...rows.map(({ component }) => ({ boxNo, component })));
  }
  const counted = new Map<string, IncidentFacts['load'][number]>();
  for (const { boxNo, component } of units) {
    const key = `${boxNo} ${component}`;
    counted.set(key, { boxNo, component, units: (counted.get(key)?.units ?? 0) + 1 });
  }
  return [...counted.values()];
};

/** The sites at both ends of the flight: they are nearest, and one of them waits. */
const contactsOf = async (reader: Reader, row: FlightRow): Promise<IncidentFacts['contacts']> => {
  const rows = await reader
    .selectFrom('pads')
    .innerJoin('sites', 'sites.id', 'pads.site_id')
    .select([
      'sites.id as siteId',
      'sites.name_zh as nameZh',
      'sites.name_en as nameEn',
      'sites.phone',
      'sites.address',
    ])
    .distinct()
    .where('pads.id', 'in', [row.from_pad_id, row.to_pad_id])
    .execute();
  return rows;
};

/** What those who go and look have to know, as of now. */
export const incidentFactsOf = async (
  reader: Reader,
  row: FlightRow,
  lastHeard: LastHeardOf,
): Promise<IncidentFacts> => ({
  search: (await searchOf(reader, row, lastHeard(row.vehicle_id))) ?? null,
  load: await loadOf(reader, row),
  contacts: await contactsOf(reader, row),
});
