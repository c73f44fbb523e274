import type { Order } from '../../server/api/contract/orders.ts';
import {
  temperatureClassOf,
  TEMPERATURE_CLASSES,
  type TemperatureClass,
} from '../../server/blood/component.ts';
import { URGENCIES, type OrderState } from '../../server/orders/states.ts';

export type OrderUnit = Order['lines'][number]['reserved'][number];

/** Orders that the issuing desk still has to do something for. */
const AT_DESK: ReadonlySet<OrderState> = new Set<OrderState>([
  'SUBMITTED',
  'ACCEPTED',
  'RESERVED',
  'PACKED',
  'REQUEUED',
]);

/** What the desk does first: the most urgent class, then what is due first; packed orders only wait. */
export const queueOf = (orders: readonly Order[]): readonly Order[] =>
  orders
    .filter((order) => AT_DESK.has(order.state))
    .toSorted(
      (a, b) =>
        Number(a.state === 'PACKED') - Number(b.state === 'PACKED') ||
        URGENCIES.indexOf(a.urgency) - URGENCIES.indexOf(b.urgency) ||
        a.dueAt - b.dueAt,
    );

export const unitsOf = (order: Order): readonly OrderUnit[] => order.lines.flatMap((line) => line.reserved);

export const wantedUnits = (order: Order): number => order.lines.reduce((sum, line) => sum + line.units, 0);

export type Counts = { readonly want: number; readonly picked: number; readonly checked: number };

const PICKED_OR_LATER = new Set([
  'PICKED',
  'CHECKED',
  'PACKED',
  'LOADED',
  'IN_FLIGHT',
  'UNLOADED',
  'RECEIVED',
]);
const CHECKED_OR_LATER = new Set(['CHECKED', 'PACKED', 'LOADED', 'IN_FLIGHT', 'UNLOADED', 'RECEIVED']);

export const countsOf = (order: Order): Counts => {
  const units = unitsOf(order);
  return {
    want: units.length,
    picked: units.filter((unit) => PICKED_OR_LATER.has(unit.state)).length,
    checked: units.filter((unit) => CHECKED_OR_LATER.has(unit.state)).length,
  };
};

/** Checked units that wait for a box, by temperature class: one box carries one class. */
export const toPack = (
  order: Order,
): readonly { readonly temperatureClass: TemperatureClass; readonly units: readonly OrderUnit[] }[] =>
  TEMPERATURE_CLASSES.map((temperatureClass) => ({
    temperatureClass,
    units: unitsOf(order).filter(
      (unit) =>
        unit.state === 'CHECKED' &&
        unit.boxId === null &&
        temperatureClassOf(unit.component) === temperatureClass,
    ),
  })).filter((group) => group.units.length > 0);
