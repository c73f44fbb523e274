import { z } from 'zod';
import { COMPONENTS, TEMPERATURE_CLASSES } from '../../blood/component.ts';
import { ABO_GROUPS, RHD_TYPES } from '../../blood/group.ts';
import { FLIGHT_STATES } from '../../flight/states.ts';
import { id, idParams, reason, route, secondPerson, wallTime } from './common.ts';

const person = z.object({ personId: z.string(), name: z.string(), at: wallTime });

/** A delivery that will not arrive by its flight, with what could replace it as of now. */
export const failure = z.object({
  id,
  state: z.enum(['OPEN', 'ACCEPTED', 'DISMISSED', 'WITHDRAWN']),
  orderId: id,
  orderNumber: z.string(),
  siteId: id,
  flightId: id,
  flightNumber: z.string(),
  flightState: z.enum(FLIGHT_STATES),
  reason: z.string(),
  openedAt: wallTime,
  decided: z
    .object({
      means: z.enum(['drone', 'road']).nullable(),
      vehicleId: id.nullable().optional(),
      reason: z.string(),
      by: person,
    })
    .nullable(),
  /** What stock would give for it; nothing is held back. Missing 0 everywhere = it can be replaced. */
  lines: z.array(
    z.object({
      component: z.enum(COMPONENTS),
      abo: z.enum(ABO_GROUPS),
      rhd: z.enum(RHD_TYPES),
      needed: z.number().int(),
      missing: z.number().int(),
      /** First to expire first. */
      units: z.array(z.object({ din: z.string(), expiresAt: wallTime })),
    }),
  ),
  /** The boxes never left the ground: they can be sent as they are. */
  samePacked: z.boolean(),
  /** Best first. `against`: codes of what speaks against it; none = it can fly. */
  drones: z.array(
    z.object({
      vehicleId: id,
      name: z.string(),
      chargePct: z.number().nullable(),
      against: z.array(z.enum(['not_ready', 'busy', 'elsewhere', 'not_heard', 'charge'])),
      etaAt: wallTime,
    }),
  ),
  road: z.object({ etaAt: wallTime }),
  /** Boxes of the failed flight that are out of use. */
  boxes: z.array(
    z.object({
      id,
      boxNo: z.string(),
      temperatureClass: z.enum(TEMPERATURE_CLASSES),
      state: z.enum(['HELD', 'RELEASED', 'DISCARDED']),
      dins: z.array(z.string()),
      decided: z
        .object({
          outcome: z.enum(['release', 'discard']),
          reason: z.string(),
          temperatureC: z.number().nullable(),
          by: person,
          second: z.string().nullable(),
        })
        .nullable(),
    }),
  ),
});
export type FailedDelivery = z.infer<typeof failure>;

const list = z.object({ failures: z.array(failure) });

export const failures = {
  list: route({
    id: 'failures.list',
    method: 'GET',
    path: '/api/failed-deliveries',
    access: ['order.read.all'],
    summary: 'Deliveries that failed and still need a decision: a replacement, or what becomes of a box',
    response: list,
  }),
  accept: route({
    id: 'failures.accept',
    method: 'POST',
    path: '/api/failed-deliveries/:id/accept',
    access: ['order.road'],
    summary:
      'Replace it: reserves the units now, by a drone or by road; the first of two dispatchers decides',
    params: idParams,
    body: z.strictObject({
      means: z.enum(['drone', 'road']),
      vehicleId: id.nullable().default(null),
      reason: z.string().trim().max(200).default(''),
    }),
    response: failure,
  }),
  dismiss: route({
    id: 'failures.dismiss',
    method: 'POST',
    path: '/api/failed-deliveries/:id/dismiss',
    access: ['order.road'],
    summary: 'Do not replace it now; the order stays in the queue',
    params: idParams,
    body: z.strictObject({ reason }),
    response: failure,
  }),
  decideBox: route({
    id: 'failures.decideBox',
    method: 'POST',
    path: '/api/quarantined-boxes/:id/decide',
    access: ['stock.write'],
    summary: 'Release a box of a failed flight (temperature, second person) or discard it',
    params: idParams,
    body: z.strictObject({
      outcome: z.enum(['release', 'discard']),
      reason,
      temperatureC: z.number().min(-90).max(60).nullable().default(null),
      second: secondPerson.optional(),
    }),
    response: failure,
  }),
} as const;
