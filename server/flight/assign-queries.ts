import { boxMassKg } from '../blood/mass.ts';
import {
  componentFacts,
  TEMPERATURE_CLASSES,
  temperatureClassOf,
  type Component,
  type TemperatureClass,
} from '../blood/component.ts';
import { isWithin, transportLimits } from '../blood/temperature.ts';
import { boxBearsUntil } from '../blood/viability.ts';
import { batteryViews, maintenanceOf } from '../fleet/battery-queries.ts';
import { CHARGE_PCT_PER_MIN } from '../fleet/battery-rules.ts';
import type { Urgency } from '../orders/states.ts';
import type { AssignDrone, AssignOrder, AssignPack, AssignPad } from '../plan/assign/types.ts';
import type { BoxRow, OrderRow } from '../store/schema.ts';
import type { Reader } from '../store/store.ts';

/** Packing with two persons, until the boxes are at the pad. Assumption; to be replaced by measured times. */
const PACK_MS = 12 * 60_000;
/** From touch-down at a hospital until the drone leaves again: unloading, pack change, launch. Assumption. */
const AT_HOSPITAL_MS = 12 * 60_000;
/** Way home where no plan says it: the published 15 min. */
const HOME_MS = 15 * 60_000;

const WAITING = ['SUBMITTED', 'ACCEPTED', 'RESERVED', 'PACKED', 'REQUEUED'];

const closedAt = (box: BoxRow): number | undefined => {
  const { at } = JSON.parse(box.packed_json) as { at?: number };
  return at;
};

/** The first of its boxes to run out; undefined while none is closed. */
const bearsUntil = (boxes: readonly BoxRow[]): number | undefined => {
  const until = boxes.flatMap((box) => {
    const at = closedAt(box);
    if (at === undefined) return [];
    const temperatureClass = box.temperature_class as TemperatureClass;
    const started = box.start_temperature_c;
    const inRange = started === null || isWithin(transportLimits(temperatureClass).breach, started);
    return [boxBearsUntil(temperatureClass, at, inRange)];
  });
  return until.length === 0 ? undefined : Math.min(...until);
};

/** What the boxes of an order that is not packed yet will weigh. */
const expectedKg = (lines: readonly { readonly component: string; readonly units: number }[]): number =>
  TEMPERATURE_CLASSES.reduce((sum, temperatureClass) => {
    const bags = lines
      .map(({ component, units }) => ({ component: component as Component, units }))
      .filter(({ component }) => temperatureClassOf(component) === temperatureClass)
      .flatMap(({ component, units }) =>
        Array.from({ length: units }, () => ({
          component,
          volumeMl: componentFacts(component).defaultVolumeMl,
        })),
      );
    return bags.length === 0 ? sum : sum + boxMassKg(temperatureClass, bags);
  }, 0);

const orderOf = (row: OrderRow, boxes: readonly BoxRow[], expected: number, now: number): AssignOrder => {
  const isPacked = row.state === 'PACKED' || row.state === 'REQUEUED';
  return {
    id: row.id,
    number: row.number,
    siteId: row.site_id,
    urgency: row.urgency as Urgency,
    dueAt: row.due_at,
    readyAt: isPacked && boxes.length > 0 ? now : now + PACK_MS,
    payloadKg: boxes.length > 0 ? boxes.reduce((sum, box) => sum + box.mass_kg, 0) : expected,
    viableUntil: bearsUntil(boxes),
  };
};

/** Orders that no flight has. */
export const waitingOrders = async (reader: Reader, now: number): Promise<AssignOrder[]> => {
  const busy = (
    await reader.selectFrom('flights').select('order_id').where('ended_at', 'is', null).execute()
  ).flatMap(({ order_id: id }) => (id === null ? [] : [id]));
  const rows = (await reader.selectFrom('orders').selectAll().where('state', 'in', WAITING).execute()).filter(
    ({ id }) => !busy.includes(id),
  );
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const boxes = await reader.selectFrom('boxes').selectAll().where('order_id', 'in', ids).execute();
  const lines = await reader.selectFrom('order_lines').selectAll().where('order_id', 'in', ids).execute();
  return rows.map((row) => {
    const own = lines.filter(({ order_id: id }) => id === row.id);
    const packed = boxes.filter(({ order_id: id }) => id === row.id);
    return orderOf(row, packed, expectedKg(own), now);
  });
};

/** What a drone says of itself now. */
export type Said = {
  readonly isHeard: (vehicleId: string) => boolean;
  readonly chargePct: (vehicleId: string) => number | undefined;
  /** Expected landing of a flight, wall time. */
  readonly etaOf: (flightId: string) => number | null;
};

type Open = {
  readonly id: string;
  readonly kind: string;
  readonly vehicle_id: string;
  readonly to_pad_id: string;
  readonly launched_at: number | null;
};

const openFlights = (reader: Reader): Promise<Open[]> =>
  reader
    .selectFrom('flights')
    .select(['id', 'kind', 'vehicle_id', 'to_pad_id', 'launched_at'])
    .where('ended_at', 'is', null)
    .execute();

/** When a drone that is out will be at the centre again; undefined = nobody can say. */
const homeAt = (flight: Open, said: Said, now: number): number | undefined => {
  const eta = said.etaOf(flight.id);
  if (flight.launched_at === null || eta === null) return undefined;
  return Math.max(now, eta) + (flight.kind === 'delivery' ? AT_HOSPITAL_MS + HOME_MS : 0);
};

type Row = { readonly id: string; readonly state: string; readonly role: string | null };

/** Since when it is free, and what keeps it out. */
const stateOf = (
  row: Row,
  flight: Open | undefined,
  said: Said,
  now: number,
): Pick<AssignDrone, 'freeAt' | 'unusable'> => {
  if (row.state !== 'READY') return { freeAt: now, unusable: ['out'] };
  if (flight !== undefined) {
    const at = homeAt(flight, said, now);
    return at === undefined ? { freeAt: now, unusable: ['airborne'] } : { freeAt: at, unusable: [] };
  }
  if (!said.isHeard(row.id)) return { freeAt: now, unusable: ['silent'] };
  if (row.role === 'blood_centre') return { freeAt: now, unusable: [] };
  return row.role === 'hospital'
    ? { freeAt: now + AT_HOSPITAL_MS + HOME_MS, unusable: [] }
    : { freeAt: now, unusable: ['elsewhere'] };
};

export type FleetNow = {
  readonly drones: readonly (AssignDrone & { readonly homePadId: string })[];
  readonly packs: readonly AssignPack[];
};

/** All drones with the packs that they could fly with. */
export const fleetNow = async (reader: Reader, said: Said, now: number): Promise<FleetNow> => {
  const rows = await reader
    .selectFrom('vehicles')
    .leftJoin('pads', 'pads.id', 'vehicles.pad_id')
    .leftJoin('sites', 'sites.id', 'pads.site_id')
    .innerJoin('profiles', 'profiles.id', 'vehicles.profile_id')
    .select(['vehicles.id', 'vehicles.name', 'vehicles.state', 'vehicles.profile_id', 'vehicles.home_pad_id'])
    .select(['sites.role', 'profiles.json'])
    .execute();
  const flights = await openFlights(reader);
  const entered = (await batteryViews(reader, now)).filter(({ state }) => state !== 'RETIRED');
  const drones: FleetNow['drones'][number][] = [];
  const packs: AssignPack[] = entered
    .filter(({ state }) => state !== 'ABOARD')
    .map((pack) => ({
      id: pack.id,
      profileId: pack.profileId,
      droneId: undefined,
      chargePct: pack.chargePct,
      charging:
        pack.chargeStartAt === null ? undefined : { from: pack.chargeStartAt, pctPerMin: CHARGE_PCT_PER_MIN },
      grounded: pack.grounded.length > 0,
    }));
  for (const row of rows) {
    const flight = flights.find(({ vehicle_id: id }) => id === row.id);
    const { freeAt, unusable } = stateOf(row, flight, said, now);
    const due = await maintenanceOf(reader, row.id);
    const { payloadKg } = JSON.parse(row.json) as { payloadKg: number };
    drones.push({
      id: row.id,
      name: row.name,
      profileId: row.profile_id,
      homePadId: row.home_pad_id,
      payloadKg,
      freeAt,
      unusable: due.length > 0 ? [...unusable, 'grounded'] : unusable,
    });
    const own = entered.find(({ vehicleId }) => vehicleId === row.id);
    // One that comes back is low: another pack goes in, or, where none are entered, one that nobody told us of.
    const onReturn = packs.some(({ profileId }) => profileId === row.profile_id) ? 0 : 100;
    packs.push({
      id: own?.id ?? `aboard-${row.id}`,
      profileId: row.profile_id,
      droneId: row.id,
      chargePct: freeAt > now ? onReturn : (said.chargePct(row.id) ?? own?.chargePct ?? 0),
      charging: undefined,
      grounded: (own?.grounded.length ?? 0) > 0,
    });
  }
  return { drones, packs };
};

/** Pads of enabled hospitals, and from when on a drone may leave for them. */
export const hospitalPads = async (reader: Reader, said: Said, now: number): Promise<AssignPad[]> => {
  const pads = await reader
    .selectFrom('pads')
    .innerJoin('sites', 'sites.id', 'pads.site_id')
    .select(['pads.id', 'pads.site_id'])
    .where('sites.role', '=', 'hospital')
    .where('sites.enabled', '=', 1)
    .orderBy('pads.id')
    .execute();
  const standing = await reader.selectFrom('vehicles').select('pad_id').execute();
  const flights = await openFlights(reader);
  return pads.map(({ id, site_id: siteId }) => {
    const coming = flights
      .filter(({ to_pad_id: to }) => to === id)
      .map((flight) => (said.etaOf(flight.id) ?? now) + AT_HOSPITAL_MS);
    const taken = standing.some(({ pad_id: pad }) => pad === id) ? [now + AT_HOSPITAL_MS] : [];
    return { id, siteId, openFrom: Math.max(now, ...coming, ...taken) };
  });
};
