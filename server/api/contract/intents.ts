import { z } from 'zod';
import { done, id, idParams, reason, route, signature, wallTime } from './common.ts';
import { flight } from './flights.ts';

/** An operational intent of another operator, as it was imported. */
export const foreignIntent = z.object({
  id,
  source: z.string(),
  reference: z.string(),
  state: z.string(),
  priority: z.number().int(),
  from: wallTime,
  to: wallTime,
  volumes: z.number().int(),
  by: signature,
});
export type ForeignIntent = z.infer<typeof foreignIntent>;

/** Whom a flight in preparation would meet if it left now, and what would keep it clear. */
export const separation = z.object({
  met: z.array(
    z.object({ kind: z.enum(['flight', 'intent']), name: z.string(), from: wallTime, to: wallTime }),
  ),
  /** Number of a flight in preparation that has the destination's pad then. */
  padWantedBy: z.string().nullable(),
  /** The smallest delay that is free, seconds from now, and the departure that it comes to; null: none helps. */
  delayS: z.number().int().nullable(),
  departAt: wallTime.nullable(),
  /** The nearest cruise height that is free now, metres above take-off; null: none helps. */
  cruiseRelAltM: z.number().nullable(),
  longestDelayS: z.number().int(),
});
export type Separation = z.infer<typeof separation>;

export const intents = {
  list: route({
    id: 'intents.list',
    method: 'GET',
    path: '/api/operational-intents',
    access: ['fleet.live', 'airspace.manage'],
    summary: 'Operational intents of other operators that count now or later',
    response: z.object({ intents: z.array(foreignIntent) }),
  }),
  add: route({
    id: 'intents.add',
    method: 'POST',
    path: '/api/operational-intents',
    access: ['conditions.write', 'airspace.manage'],
    summary:
      'Import an operational intent of another operator (ASTM F3548-21, OperationalIntent or OperationalIntentDetails); one of the same source and reference is replaced',
    body: z.strictObject({
      source: z.string().trim().min(2).max(80),
      /** What the source knows it by; needed where the file has no reference of its own. */
      reference: z.string().trim().max(80).default(''),
      state: z.enum(['Accepted', 'Activated', 'Nonconforming', 'Contingent']).default('Accepted'),
      intent: z.unknown(),
    }),
    response: foreignIntent,
    creates: true,
  }),
  remove: route({
    id: 'intents.remove',
    method: 'POST',
    path: '/api/operational-intents/:id/remove',
    access: ['conditions.write', 'airspace.manage'],
    summary: 'Take an imported operational intent out; it stays in the record',
    params: idParams,
    body: z.strictObject({ reason }),
    response: done,
  }),
  separation: route({
    id: 'intents.separation',
    method: 'GET',
    path: '/api/flights/:id/separation',
    access: ['flight.read.all'],
    summary:
      'Whom a flight in preparation would meet now; the smallest delay and the nearest height that are free',
    params: idParams,
    response: separation,
  }),
  separate: route({
    id: 'intents.separate',
    method: 'POST',
    path: '/api/flights/:id/separate',
    access: ['flight.plan'],
    summary: 'Plan again with a later departure or another cruise height',
    params: idParams,
    body: z.strictObject({
      departAt: wallTime.nullable().default(null),
      /** Metres above take-off. */
      cruiseRelAltM: z.number().min(30).max(120).nullable().default(null),
    }),
    response: flight,
  }),
} as const;
