import { z } from 'zod';
import type { FailedDelivery } from '../api/contract/failures.ts';
import { distanceM, type LonLat } from '../core/geo.ts';
import { droneProfile, NJ10 } from '../plan/profile.ts';
import { usableUntil } from '../stock/fitness.ts';
import { candidates } from '../stock/reserve-queries.ts';
import { unitsOfOrder } from '../stock/unit-queries.ts';
import type { OrderLineRow, OrderRow } from '../store/schema.ts';
import type { FailedDeliveryRow } from '../store/schema-failure.ts';
import type { Reader } from '../store/store.ts';
import { isRefusal, REFUSED, refusedLines } from './refusal-queries.ts';
import { airEta, chargeNeededPct, roadEta, type Way } from './proposal.ts';

/** What a drone says of itself now; undefined = not heard. */
export type DroneNow = (vehicleId: string) => { readonly chargePct: number | undefined } | undefined;

type Drone = FailedDelivery['drones'][number];

const placeOf = async (reader: Reader, siteId: string): Promise<LonLat> => {
  const row = await reader
    .selectFrom('sites')
    .select(['lon', 'lat'])
    .where('id', '=', siteId)
    .executeTakeFirstOrThrow();
  return [row.lon, row.lat];
};

const centre = (reader: Reader) =>
  reader
    .selectFrom('sites')
    .select(['id', 'lon', 'lat'])
    .where('role', '=', 'blood_centre')
    .orderBy('id')
    .executeTakeFirst();

const profileOf = (json: string) => {
  const parsed = droneProfile.safeParse(JSON.parse(json));
  return parsed.success ? parsed.data : NJ10;
};

const dronesFor = async (reader: Reader, way: Way, droneNow: DroneNow): Promise<Drone[]> => {
  const rows = await reader
    .selectFrom('vehicles')
    .innerJoin('profiles', 'profiles.id', 'vehicles.profile_id')
    .leftJoin('pads', 'pads.id', 'vehicles.pad_id')
    .leftJoin('sites', 'sites.id', 'pads.site_id')
    .select(['vehicles.id', 'vehicles.name', 'vehicles.state', 'profiles.json', 'sites.role'])
    .execute();
  const busy = new Set(
    (await reader.selectFrom('flights').select('vehicle_id').where('ended_at', 'is', null).execute()).map(
      ({ vehicle_id: id }) => id,
    ),
  );
  const drones = rows.map((row): Drone => {
    const figures = profileOf(row.json);
    const said = droneNow(row.id);
    const against: Drone['against'] = [];
    if (row.state !== 'READY') against.push('not_ready');
    if (busy.has(row.id)) against.push('busy');
    if (row.role !== 'blood_centre') against.push('elsewhere');
    if (said === undefined) against.push('not_heard');
    else if ((said.chargePct ?? 0) < chargeNeededPct(way, figures)) against.push('charge');
    return {
      vehicleId: row.id,
      name: row.name,
      chargePct: said?.chargePct ?? null,
      against,
      etaAt: airEta(way, figures),
    };
  });
  return drones.sort(
    (a, b) =>
      a.against.length - b.against.length ||
      (b.chargePct ?? 0) - (a.chargePct ?? 0) ||
      a.name.localeCompare(b.name),
  );
};

/** Lines that lack units, or whose units fly with the failed flight, and what stock has for them. */
const linesFor = async (reader: Reader, order: OrderRow, now: number): Promise<FailedDelivery['lines']> => {
  const lines = await reader
    .selectFrom('order_lines')
    .selectAll()
    .where('order_id', '=', order.id)
    .orderBy('position')
    .execute();
  const held = await unitsOfOrder(reader, order.id);
  const lacking = lines.map((line) => ({
    ...line,
    units:
      line.units - held.filter(({ line_id: id, state }) => id === line.id && state !== 'IN_FLIGHT').length,
  }));
  return proposedFor(
    reader,
    lacking.filter(({ units }) => units > 0),
    usableUntil(order.needed_by, now),
  );
};

/** What stock would give for lines that lack units; nothing is held back. */
const proposedFor = async (
  reader: Reader,
  lines: readonly OrderLineRow[],
  until: number,
): Promise<FailedDelivery['lines']> => {
  const found: FailedDelivery['lines'] = [];
  for (const line of lines) {
    const needed = line.units;
    const units = await candidates(reader, line, needed, until);
    found.push({
      component: line.component as FailedDelivery['lines'][number]['component'],
      abo: line.abo as FailedDelivery['lines'][number]['abo'],
      rhd: line.rhd as FailedDelivery['lines'][number]['rhd'],
      needed,
      missing: needed - units.length,
      units: units.map(({ din, expires_at: expiresAt }) => ({ din, expiresAt })),
    });
  }
  return found;
};

const boxesOf = async (reader: Reader, failureId: string): Promise<FailedDelivery['boxes']> => {
  const rows = await reader
    .selectFrom('quarantined_boxes')
    .selectAll()
    .where('failure_id', '=', failureId)
    .orderBy('box_no')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    boxNo: row.box_no,
    temperatureClass: row.temperature_class as FailedDelivery['boxes'][number]['temperatureClass'],
    state: row.state as FailedDelivery['boxes'][number]['state'],
    dins: JSON.parse(row.units_json) as string[],
    decided: JSON.parse(row.decided_json ?? 'null') as FailedDelivery['boxes'][number]['decided'],
  }));
};

const storedBattery = z.object({
  plan: z.object({ distanceM: z.number(), battery: z.object({ usedPct: z.number() }) }),
});

/** A plan that was made on the way covers the rest of it only. */
const plannedPctOf = (json: string | null, wholeM: number): number | undefined => {
  const parsed = json === null ? undefined : storedBattery.safeParse(JSON.parse(json));
  if (parsed?.success !== true || parsed.data.plan.distanceM < wholeM) return undefined;
  return parsed.data.plan.battery.usedPct;
};

/** A failed delivery with its proposal as of now: read, never stored. */
export const failureView = async (
  reader: Reader,
  row: FailedDeliveryRow,
  { now, droneNow }: { readonly now: number; readonly droneNow: DroneNow },
): Promise<FailedDelivery> => {
  const order = await reader
    .selectFrom('orders')
    .selectAll()
    .where('id', '=', row.order_id)
    .executeTakeFirstOrThrow();
  const flight = await reader
    .selectFrom('flights')
    .select(['number', 'plan_json'])
    .where('id', '=', row.flight_id)
    .executeTakeFirstOrThrow();
  const isOpen = row.state === 'OPEN';
  const lackingOf = async (): Promise<FailedDelivery['lines']> =>
    isRefusal(row)
      ? proposedFor(reader, await refusedLines(reader, order.id), usableUntil(order.needed_by, now))
      : linesFor(reader, order, now);
  const lines = isOpen ? await lackingOf() : [];
  const from = await centre(reader);
  const to = await placeOf(reader, order.site_id);
  const wholeM = from === undefined ? 0 : distanceM([from.lon, from.lat], to);
  const way: Way = {
    now,
    distanceM: wholeM,
    toBePacked: lines.length > 0,
    plannedPct: plannedPctOf(flight.plan_json, wholeM),
  };
  return {
    id: row.id,
    state: row.state as FailedDelivery['state'],
    orderId: order.id,
    orderNumber: order.number,
    siteId: order.site_id,
    flightId: row.flight_id,
    flightNumber: flight.number,
    flightState: row.flight_state as FailedDelivery['flightState'],
    reason: row.reason,
    openedAt: row.opened_at,
    decided: JSON.parse(row.decided_json ?? 'null') as FailedDelivery['decided'],
    lines,
    samePacked: isOpen && lines.length === 0,
    drones: isOpen ? await dronesFor(reader, way, droneNow) : [],
    road: { etaAt: roadEta(way) },
    boxes: await boxesOf(reader, row.id),
  };
};

/** What still needs a decision, oldest first: an order without a replacement, or a box out of use. */
export const openFailures = async (reader: Reader): Promise<FailedDeliveryRow[]> => {
  const waiting = await reader
    .selectFrom('failed_deliveries')
    .innerJoin('orders', 'orders.id', 'failed_deliveries.order_id')
    .selectAll('failed_deliveries')
    .where('failed_deliveries.state', '=', 'OPEN')
    .where((where) =>
      where.or([
        where('orders.state', 'in', ['PACKED', 'REQUEUED', 'IN_FLIGHT']),
        where('failed_deliveries.reason', '=', REFUSED),
      ]),
    )
    .execute();
  const held = await reader
    .selectFrom('failed_deliveries')
    .innerJoin('quarantined_boxes', 'quarantined_boxes.failure_id', 'failed_deliveries.id')
    .selectAll('failed_deliveries')
    .where('quarantined_boxes.state', '=', 'HELD')
    .execute();
  const byId = new Map([...waiting, ...held].map((row) => [row.id, row]));
  return [...byId.values()].sort((a, b) => a.opened_at - b.opened_at);
};
