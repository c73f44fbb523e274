import { ok, refuse, type Result } from '../core/result.ts';
import type { OrderRow, VehicleRow } from '../store/schema.ts';
import type { Reader } from '../store/store.ts';
import { lastDelivery } from './ground-service.ts';
import { padForDelivery } from './pad-queries.ts';
import type { FlightKind } from './states.ts';

export type NewFlight =
  | { readonly kind: 'delivery'; readonly orderId: string; readonly vehicleId: string }
  | { readonly kind: 'return'; readonly vehicleId: string };

/** What a flight is made of, before it is planned. */
export type Draft = {
  readonly kind: FlightKind;
  readonly vehicle: VehicleRow;
  readonly order: OrderRow | undefined;
  readonly fromPadId: string;
  readonly toPadId: string;
  readonly payloadKg: number;
};

/** Orders that may fly: packed, or back in the queue with their boxes. */
const FLYABLE = ['PACKED', 'REQUEUED'];

const findVehicle = async (reader: Reader, id: string): Promise<Result<VehicleRow>> => {
  const vehicle = await reader.selectFrom('vehicles').selectAll().where('id', '=', id).executeTakeFirst();
  if (vehicle === undefined) return refuse('flights.no_vehicle', `There is no drone ${id}.`);
  if (vehicle.state !== 'READY')
    return refuse('flights.vehicle_not_ready', `${vehicle.name}: expected READY, it is ${vehicle.state}.`);
  const flight = await reader
    .selectFrom('flights')
    .select('number')
    .where('vehicle_id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  if (flight !== undefined)
    return refuse('flights.vehicle_busy', `${vehicle.name} is on flight ${flight.number}.`);
  return ok(vehicle);
};

/** The pad on which a vehicle stands by our record, with its site's role. */
const standsAt = (reader: Reader, vehicle: VehicleRow) =>
  reader
    .selectFrom('pads')
    .innerJoin('sites', 'sites.id', 'pads.site_id')
    .select(['pads.id', 'pads.site_id', 'sites.role', 'sites.enabled'])
    .where('pads.id', '=', vehicle.pad_id ?? '')
    .executeTakeFirst();

const deliveryDraft = async (reader: Reader, orderId: string, vehicleId: string): Promise<Result<Draft>> => {
  const order = await reader.selectFrom('orders').selectAll().where('id', '=', orderId).executeTakeFirst();
  if (order === undefined) return refuse('flights.no_order', `There is no order ${orderId}.`);
  if (!FLYABLE.includes(order.state))
    return refuse(
      'flights.order_not_packed',
      `Order ${order.number}: expected ${FLYABLE.join(' or ')}, it is ${order.state}.`,
    );
  const other = await reader
    .selectFrom('flights')
    .select('number')
    .where('order_id', '=', orderId)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  if (other !== undefined)
    return refuse('flights.order_busy', `Order ${order.number} is on flight ${other.number}.`);
  const boxes = await reader.selectFrom('boxes').select('mass_kg').where('order_id', '=', orderId).execute();
  if (boxes.length === 0)
    return refuse('flights.order_not_packed', `Order ${order.number} has no packed box.`);
  const vehicle = await findVehicle(reader, vehicleId);
  if (!vehicle.ok) return vehicle;
  const from = await standsAt(reader, vehicle.value);
  if (from?.role !== 'blood_centre')
    return refuse(
      'flights.vehicle_elsewhere',
      `${vehicle.value.name}: expected it on a pad of the blood centre.`,
    );
  const toPadId = await padForDelivery(reader, order.site_id, vehicleId);
  if (toPadId === undefined)
    return refuse('flights.no_pad', `The hospital of ${order.number} has no landing pad.`);
  const payloadKg = boxes.reduce((sum, box) => sum + box.mass_kg, 0);
  return ok({
    kind: 'delivery',
    vehicle: vehicle.value,
    order,
    fromPadId: from.id,
    toPadId,
    payloadKg,
  });
};

const returnDraft = async (reader: Reader, vehicleId: string): Promise<Result<Draft>> => {
  const vehicle = await findVehicle(reader, vehicleId);
  if (!vehicle.ok) return vehicle;
  const { name, home_pad_id: toPadId } = vehicle.value;
  const from = await standsAt(reader, vehicle.value);
  if (from?.role !== 'hospital')
    return refuse('flights.vehicle_elsewhere', `${name}: expected it on the pad of a hospital.`);
  const delivered = await lastDelivery(reader, vehicleId);
  if (delivered === undefined || delivered.turnaround_json === null)
    return refuse(
      'flights.no_turnaround',
      `${name}: expected "unloaded, battery changed, pad clear" from the people at the pad.`,
    );
  return ok({
    kind: 'return',
    vehicle: vehicle.value,
    order: undefined,
    fromPadId: from.id,
    toPadId,
    payloadKg: 0,
  });
};

/** What a flight would be made of, or why it cannot be. */
export const draftOf = (reader: Reader, wanted: NewFlight): Promise<Result<Draft>> =>
  wanted.kind === 'delivery'
    ? deliveryDraft(reader, wanted.orderId, wanted.vehicleId)
    : returnDraft(reader, wanted.vehicleId);
