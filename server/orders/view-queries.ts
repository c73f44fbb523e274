import type { z } from 'zod';
import type { box, Order, orderUnit, receipt } from '../api/contract/orders.ts';
import type { signature } from '../api/contract/common.ts';
import { may, type Actor } from '../core/access.ts';
import type { Component, TemperatureClass } from '../blood/component.ts';
import type { Abo, Rhd } from '../blood/group.ts';
import type { BoxRow, OrderLineRow, OrderRow, UnitRow } from '../store/schema.ts';
import type { Reader } from '../store/store.ts';
import { orderState } from './order-queries.ts';
import type { Urgency } from './states.ts';

type Signature = z.infer<typeof signature>;
type BoxView = z.infer<typeof box>;
type UnitView = z.infer<typeof orderUnit>;
type Receipt = z.infer<typeof receipt>;
type FlightView = NonNullable<Order['flight']>;

/** Where the view's reader stands. `etaOf`: expected landing of a flight, wall time, null = not known. */
export type ViewOptions = {
  readonly actor: Actor;
  readonly etaOf: (flightId: string) => number | null;
};

/** What a reader may know of who did something. */
export type Naming = (personId: string, name: string) => string;

const groupBy = <T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
};

/**
 * Staff see names. A hospital sees the names of its own people; of everybody else the role only, in the record's
 * words (`issuer`, `dispatcher`, `system`, …).
 */
export const namingFor = async (
  reader: Reader,
  actor: Actor,
  personIds: readonly string[],
): Promise<Naming> => {
  if (may(actor.role, 'order.read.all')) return (_, name) => name;
  const unique = [...new Set(personIds)];
  const people =
    unique.length === 0
      ? []
      : await reader
          .selectFrom('people')
          .select(['id', 'role', 'site_id'])
          .where('id', 'in', unique)
          .execute();
  const byId = new Map(people.map((person) => [person.id, person]));
  return (personId, name) => {
    const person = byId.get(personId);
    if (personId === actor.personId) return name;
    if (person === undefined) return personId === 'system' ? 'system' : 'staff';
    return person.role === 'hospital' && person.site_id === actor.siteId ? name : person.role;
  };
};

const parseSignature = (json: string): Signature => JSON.parse(json) as Signature;

const shown = (signed: Signature, naming: Naming): Signature => {
  const name = naming(signed.personId, signed.name);
  return name === signed.name ? signed : { personId: name, name, at: signed.at };
};

const unitView = (row: UnitRow): UnitView => ({
  id: row.id,
  din: row.din,
  component: row.component as Component,
  abo: row.abo as Abo,
  rhd: row.rhd as Rhd,
  expiresAt: row.expires_at,
  volumeMl: row.volume_ml,
  state: row.state as UnitView['state'],
  boxId: row.box_id,
});

const lineView = (row: OrderLineRow, units: readonly UnitRow[]): Order['lines'][number] => ({
  id: row.id,
  component: row.component as Component,
  abo: row.abo as Abo,
  rhd: row.rhd as Rhd,
  units: row.units,
  reserved: units.map(unitView),
});

const boxView = (row: BoxRow, naming: Naming): BoxView => ({
  id: row.id,
  boxNo: row.box_no,
  sealNo: row.seal_no,
  temperatureClass: row.temperature_class as TemperatureClass,
  massKg: row.mass_kg,
  packedBy: shown(parseSignature(row.packed_json), naming),
  checkedBy: shown(parseSignature(row.checked_json), naming),
  loadedOn:
    row.flight_id === null || row.loaded_json === null
      ? null
      : { flightId: row.flight_id, by: shown(parseSignature(row.loaded_json), naming) },
  unloadedBy: row.unloaded_json === null ? null : shown(parseSignature(row.unloaded_json), naming),
});

const linesAndUnits = async (reader: Reader, orderIds: readonly string[]) => {
  const lines = await reader
    .selectFrom('order_lines')
    .selectAll()
    .where('order_id', 'in', orderIds)
    .orderBy('position')
    .execute();
  const units = await reader
    .selectFrom('units')
    .innerJoin('order_lines', 'order_lines.id', 'units.line_id')
    .selectAll('units')
    .where('order_lines.order_id', 'in', orderIds)
    .orderBy('units.din')
    .execute();
  return { lines, units };
};

/** The newest flight of each order. */
const latestFlights = async (
  reader: Reader,
  orderIds: readonly string[],
  etaOf: ViewOptions['etaOf'],
): Promise<Map<string, FlightView>> => {
  const rows = await reader
    .selectFrom('flights')
    .innerJoin('vehicles', 'vehicles.id', 'flights.vehicle_id')
    .select([
      'flights.id as id',
      'flights.order_id as order_id',
      'flights.kind as kind',
      'flights.state as state',
      'flights.vehicle_id as vehicle_id',
      'vehicles.name as vehicle_name',
    ])
    .select((eb) =>
      // Plans are large: only of flights that may still arrive.
      eb
        .case()
        .when('flights.landed_at', 'is', null)
        .then(eb.fn<string | null>('json_extract', ['flights.plan_json', eb.val('$.plan.eta')]))
        .else(null)
        .end()
        .as('eta_json'),
    )
    .where('flights.order_id', 'in', orderIds)
    .orderBy('flights.created_at')
    .orderBy('flights.number')
    .execute();
  return new Map(
    rows.map((row) => [
      row.order_id ?? '',
      {
        id: row.id,
        kind: row.kind as FlightView['kind'],
        state: row.state as FlightView['state'],
        vehicleId: row.vehicle_id,
        vehicleName: row.vehicle_name,
        etaAt: etaOf(row.id),
        planned: row.eta_json === null ? null : (JSON.parse(row.eta_json) as FlightView['planned']),
      },
    ]),
  );
};

/** Orders as the contract shows them to this reader, in the order given. */
export const orderViews = async (
  reader: Reader,
  rows: readonly OrderRow[],
  options: ViewOptions,
): Promise<Order[]> => {
  if (rows.length === 0) return [];
  const orderIds = rows.map((row) => row.id);
  const { lines, units } = await linesAndUnits(reader, orderIds);
  const flights = await latestFlights(reader, orderIds, options.etaOf);
  const boxRows = await reader
    .selectFrom('boxes')
    .selectAll()
    .where('order_id', 'in', orderIds)
    .orderBy('box_no')
    .execute();
  // A box whose units have left the order (lost, taken back to stock) belongs to its history only.
  const inUse = new Set(units.map((unit) => unit.box_id));
  const boxes = boxRows.filter((row) => inUse.has(row.id));
  const signatures = boxes.flatMap((row) =>
    [row.packed_json, row.checked_json, row.loaded_json, row.unloaded_json].flatMap((json) =>
      json === null ? [] : [parseSignature(json).personId],
    ),
  );
  const naming = await namingFor(reader, options.actor, signatures);
  const linesOf = groupBy(lines, (line) => line.order_id);
  const unitsOf = groupBy(units, (unit) => unit.line_id ?? '');
  const boxesOf = groupBy(boxes, (row) => row.order_id);
  return rows.map((row) => ({
    id: row.id,
    number: row.number,
    siteId: row.site_id,
    state: orderState(row),
    stateReason: row.state_reason,
    urgency: row.urgency as Urgency,
    neededBy: row.needed_by,
    submittedAt: row.submitted_at,
    dueAt: row.due_at,
    requestNo: row.request_no,
    wardPhone: row.ward_phone,
    note: row.note,
    lines: (linesOf.get(row.id) ?? []).map((line) => lineView(line, unitsOf.get(line.id) ?? [])),
    boxes: (boxesOf.get(row.id) ?? []).map((boxRow) => boxView(boxRow, naming)),
    receipt: row.receipt_json === null ? null : (JSON.parse(row.receipt_json) as Receipt),
    flight: flights.get(row.id) ?? null,
  }));
};

/** One order as the contract shows it; throws if the row has gone meanwhile (rows are never deleted). */
export const orderView = async (reader: Reader, row: OrderRow, options: ViewOptions): Promise<Order> => {
  const [view] = await orderViews(reader, [row], options);
  if (view === undefined) throw new Error(`no view of order ${row.id}`);
  return view;
};
