import { z } from 'zod';
import { COMPONENTS, TEMPERATURE_CLASSES } from '../../blood/component.ts';
import { ABO_GROUPS, RHD_TYPES } from '../../blood/group.ts';
import { FLIGHT_KINDS, FLIGHT_STATES } from '../../flight/states.ts';
import { ORDER_STATES, URGENCIES } from '../../orders/states.ts';
import { UNIT_STATES } from '../../stock/states.ts';
import { id, idParams, issue, reason, route, secondPerson, signature, wallTime } from './common.ts';

export const orderLineDraft = z.strictObject({
  component: z.enum(COMPONENTS),
  abo: z.enum(ABO_GROUPS),
  rhd: z.enum(RHD_TYPES),
  units: z.number().int().min(1).max(40),
});

export const orderDraft = z.strictObject({
  urgency: z.enum(URGENCIES),
  neededBy: wallTime,
  /** The hospital's own request number: letters, digits, `-` and `/`; never a patient's name or number. */
  requestNo: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9][A-Za-z0-9/-]{1,23}$/, 'expected 2 to 24 letters, digits, - or /'),
  wardPhone: z
    .string()
    .trim()
    .regex(/^[0-9+][0-9 -]{2,19}$/, 'expected a telephone number or extension of 3 to 20 digits'),
  note: z.string().trim().max(200).default(''),
  /** The orderer has seen the warning about a note that looks like it names a patient. */
  noteConfirmed: z.boolean().default(false),
  lines: z.array(orderLineDraft).min(1).max(6),
});
export type OrderDraft = z.input<typeof orderDraft>;

export const orderUnit = z.object({
  id,
  din: z.string(),
  component: z.enum(COMPONENTS),
  abo: z.enum(ABO_GROUPS),
  rhd: z.enum(RHD_TYPES),
  expiresAt: wallTime,
  volumeMl: z.number(),
  state: z.enum(UNIT_STATES),
  boxId: id.nullable(),
});

export const orderLine = orderLineDraft.extend({ id, reserved: z.array(orderUnit) });

export const box = z.object({
  id,
  boxNo: z.string(),
  sealNo: z.string(),
  temperatureClass: z.enum(TEMPERATURE_CLASSES),
  massKg: z.number(),
  packedBy: signature,
  checkedBy: signature,
  loadedOn: z.object({ flightId: id, by: signature }).nullable(),
  unloadedBy: signature.nullable(),
});

export const receiptBox = z.strictObject({
  boxNo: z.string().trim().min(1).max(24),
  sealNo: z.string().trim().min(1).max(24),
  sealIntact: z.boolean(),
  /** Reading of the box's thermometer at opening, degrees Celsius. */
  temperatureC: z.number().min(-90).max(60),
  appearanceOk: z.boolean(),
});

export const receiptUnit = z.strictObject({
  /** As scanned or typed: a DIN with or without its prefix, flags or check character. */
  scan: z.string().trim().min(5).max(40),
  verdict: z.enum(['accept', 'refuse']),
  reason: z.string().trim().max(200).default(''),
});

export const receiptDraft = z.strictObject({
  boxes: z.array(receiptBox).min(1).max(6),
  units: z.array(receiptUnit).min(1).max(80),
  note: z.string().trim().max(300).default(''),
});
export type ReceiptDraft = z.input<typeof receiptDraft>;

export const receipt = z.object({
  boxes: z.array(receiptBox),
  units: z.array(
    z.object({ din: z.string(), verdict: z.enum(['accept', 'refuse', 'quarantine']), reason: z.string() }),
  ),
  note: z.string(),
  issues: z.array(issue),
  first: signature,
  second: signature.nullable(),
});

export const timelineEntry = z.object({
  seq: z.number().int(),
  at: wallTime,
  type: z.string(),
  /** A role or a person's name, as far as the reader may know it. */
  by: z.string(),
  data: z.record(z.string(), z.unknown()),
});

export const order = z.object({
  id,
  /** Short number for people, e.g. `P-0042`. */
  number: z.string(),
  siteId: id,
  state: z.enum(ORDER_STATES),
  stateReason: z.string(),
  urgency: z.enum(URGENCIES),
  neededBy: wallTime,
  submittedAt: wallTime,
  /** When the service promised it at the latest (urgency class and needed-by). */
  dueAt: wallTime,
  requestNo: z.string(),
  wardPhone: z.string(),
  note: z.string(),
  lines: z.array(orderLine),
  boxes: z.array(box),
  receipt: receipt.nullable(),
  flight: z
    .object({
      id,
      kind: z.enum(FLIGHT_KINDS),
      state: z.enum(FLIGHT_STATES),
      vehicleId: id,
      vehicleName: z.string(),
      etaAt: wallTime.nullable(),
      /** Of its plan, seconds from take-off to landing that 50 and 95 of 100 flights keep; null once it has landed. */
      planned: z.object({ p50S: z.number(), p95S: z.number() }).nullable(),
    })
    .nullable(),
});
export type Order = z.infer<typeof order>;

export const orderList = z.object({ orders: z.array(order), total: z.number().int() });

const scan = z.string().trim().min(5).max(40);

const label = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z0-9][A-Z0-9-]{1,23}$/, 'expected 2 to 24 letters, digits or hyphens');

export const orders = {
  create: route({
    id: 'orders.create',
    method: 'POST',
    path: '/api/orders',
    access: ['order.create'],
    summary: 'Order blood for the own hospital',
    body: orderDraft,
    response: order,
    creates: true,
  }),
  list: route({
    id: 'orders.list',
    method: 'GET',
    path: '/api/orders',
    access: ['order.read.all', 'order.read.own'],
    summary: 'Orders, newest first; a hospital sees its own only',
    query: z.strictObject({
      view: z.enum(['open', 'ended', 'all']).default('open'),
      siteId: id.optional(),
      /** Part of an order number, request number or DIN. */
      q: z.string().max(40).optional(),
      from: z.coerce.number().int().optional(),
      to: z.coerce.number().int().optional(),
      limit: z.coerce.number().int().min(1).max(200).default(100),
      offset: z.coerce.number().int().min(0).default(0),
    }),
    response: orderList,
  }),
  get: route({
    id: 'orders.get',
    method: 'GET',
    path: '/api/orders/:id',
    access: ['order.read.all', 'order.read.own'],
    summary: 'One order',
    params: idParams,
    response: order,
  }),
  timeline: route({
    id: 'orders.timeline',
    method: 'GET',
    path: '/api/orders/:id/timeline',
    access: ['order.read.all', 'order.read.own'],
    summary: 'Everything that happened to an order, oldest first',
    params: idParams,
    response: z.object({ entries: z.array(timelineEntry) }),
  }),
  cancel: route({
    id: 'orders.cancel',
    method: 'POST',
    path: '/api/orders/:id/cancel',
    access: ['order.cancel'],
    summary: 'Cancel before launch; reserved units go back to stock',
    params: idParams,
    body: z.strictObject({ reason }),
    response: order,
  }),
  accept: route({
    id: 'orders.accept',
    method: 'POST',
    path: '/api/orders/:id/accept',
    access: ['order.issue'],
    summary: 'Accept and reserve units; ACCEPTED with a shortage where stock does not suffice, else RESERVED',
    params: idParams,
    response: z.object({ order, issues: z.array(issue) }),
  }),
  reject: route({
    id: 'orders.reject',
    method: 'POST',
    path: '/api/orders/:id/reject',
    access: ['order.issue'],
    summary: 'Reject with a reason',
    params: idParams,
    body: z.strictObject({ reason }),
    response: order,
  }),
  byRoad: route({
    id: 'orders.byRoad',
    method: 'POST',
    path: '/api/orders/:id/by-road',
    access: ['order.road'],
    summary: 'Give a packed order to a ground courier instead of a drone',
    params: idParams,
    body: z.strictObject({ reason }),
    response: order,
  }),
  pick: route({
    id: 'orders.pick',
    method: 'POST',
    path: '/api/orders/:id/pick',
    access: ['pack.work'],
    summary: 'Pick one reserved unit by scanning its DIN',
    params: idParams,
    body: z.strictObject({ scan }),
    response: order,
  }),
  check: route({
    id: 'orders.check',
    method: 'POST',
    path: '/api/orders/:id/check',
    access: ['pack.work'],
    summary: 'Check one picked unit by a second person, who scans it again',
    params: idParams,
    body: z.strictObject({ scan, second: secondPerson.optional() }),
    response: order,
  }),
  pack: route({
    id: 'orders.pack',
    method: 'POST',
    path: '/api/orders/:id/boxes',
    access: ['pack.work'],
    summary:
      'Close one box with the checked units of one temperature class; PACKED when every unit is in a box',
    params: idParams,
    body: z.strictObject({
      boxNo: label,
      sealNo: label,
      temperatureClass: z.enum(TEMPERATURE_CLASSES),
      /** Inside the box as it is closed, °C. */
      temperatureC: z.number().min(-200).max(80).optional(),
    }),
    response: order,
    creates: true,
  }),
  receive: route({
    id: 'orders.receive',
    method: 'POST',
    path: '/api/orders/:id/receipt',
    access: ['receipt.sign'],
    summary: 'First signature of the receipt: seal, temperature, every DIN',
    params: idParams,
    body: receiptDraft,
    response: order,
    creates: true,
  }),
  cosign: route({
    id: 'orders.cosign',
    method: 'POST',
    path: '/api/orders/:id/receipt/cosign',
    access: ['receipt.sign'],
    summary: 'Second signature of the receipt by another person of the same hospital: RECEIVED',
    params: idParams,
    body: z.strictObject({ second: secondPerson.optional() }),
    response: order,
  }),
} as const;
