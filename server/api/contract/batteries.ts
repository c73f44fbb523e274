import { z } from 'zod';
import { BATTERY_FAULTS } from '../../fleet/battery-rules.ts';
import { id, idParams, reason, route, wallTime } from './common.ts';

const battery = z.object({
  /** The label on the pack. */
  id,
  profileId: id,
  serial: z.string(),
  state: z.enum(['ABOARD', 'CHARGING', 'SHELF', 'RETIRED']),
  vehicleId: id.nullable(),
  siteId: id.nullable(),
  putAt: wallTime,
  chargePct: z.number(),
  chargeAt: wallTime,
  /** Of a pack that charges or waits for a charger: when its turn begins, when it is full. */
  chargeStartAt: wallTime.nullable(),
  readyAt: wallTime.nullable(),
  cycles: z.number().int(),
  healthPct: z.number().nullable(),
  imbalanceMv: z.number().int().nullable(),
  /** Why it may not fly; empty = it may. */
  grounded: z.array(z.enum(BATTERY_FAULTS)),
});

const board = z.object({
  batteries: z.array(battery),
  drones: z.array(
    z.object({
      vehicleId: id,
      name: z.string(),
      /** Since the last service. */
      flightHours: z.number(),
      landings: z.number().int(),
      faults: z.number().int(),
      servicedAt: wallTime.nullable(),
      due: z.array(
        z.object({ code: z.enum(['hours', 'landings', 'faults']), value: z.number(), limit: z.number() }),
      ),
    }),
  ),
  /** From touch-down to the fresh pack, the middle of the last 50; null = none yet. */
  turnaroundP50S: z.number().nullable(),
  turnarounds: z.number().int(),
});
export type Batteries = z.infer<typeof board>;

const figures = {
  serial: z.string().trim().max(40),
  chargePct: z.number().min(0).max(100),
  cycles: z.number().int().min(0).max(10_000),
  healthPct: z.number().min(0).max(110).nullable(),
  imbalanceMv: z.number().int().min(0).max(5000).nullable(),
};

export const batteries = {
  list: route({
    id: 'batteries.list',
    method: 'GET',
    path: '/api/batteries',
    access: ['fleet.read'],
    summary: 'Battery packs with their charging turns, and the services of drones',
    response: board,
  }),
  create: route({
    id: 'batteries.create',
    method: 'POST',
    path: '/api/batteries',
    access: ['fleet.manage'],
    summary: 'Enter a battery pack by its label; it is on the shelf of the centre',
    body: z.strictObject({
      id,
      profileId: id,
      serial: figures.serial.default(''),
      chargePct: figures.chargePct,
      cycles: figures.cycles.default(0),
      healthPct: figures.healthPct.default(null),
      imbalanceMv: figures.imbalanceMv.default(null),
    }),
    response: board,
    creates: true,
  }),
  change: route({
    id: 'batteries.change',
    method: 'PATCH',
    path: '/api/batteries/:id',
    access: ['fleet.manage', 'flight.plan'],
    summary: 'Put a pack on a charger, the shelf or out of use, or enter its figures; bad figures ground it',
    params: idParams,
    body: z.strictObject({
      state: z.enum(['CHARGING', 'SHELF', 'RETIRED']).optional(),
      serial: figures.serial.optional(),
      chargePct: figures.chargePct.optional(),
      cycles: figures.cycles.optional(),
      healthPct: figures.healthPct.optional(),
      imbalanceMv: figures.imbalanceMv.optional(),
      /** A person grounds it, or takes that back; figures that ground it cannot be overruled. */
      grounded: z.boolean().optional(),
    }),
    response: board,
  }),
  swap: route({
    id: 'batteries.swap',
    method: 'POST',
    path: '/api/vehicles/:id/battery',
    access: ['fleet.manage', 'flight.plan', 'pad.work'],
    summary: 'A pack was put into a drone; the one that was in it goes on a charger',
    params: idParams,
    body: z.strictObject({ batteryId: id, outChargePct: figures.chargePct.nullable().default(null) }),
    response: z.object({ ok: z.literal(true) }),
  }),
  maintain: route({
    id: 'batteries.maintain',
    method: 'POST',
    path: '/api/vehicles/:id/maintenance',
    access: ['fleet.manage', 'flight.plan'],
    summary: 'A drone was serviced, or somebody found a fault: it is grounded until the next service',
    params: idParams,
    body: z.strictObject({ kind: z.enum(['service', 'fault']), note: reason }),
    response: board,
  }),
} as const;
