import { z } from 'zod';
import { id, idParams, route, wallTime } from './common.ts';
import { eventBatch } from './live.ts';

export const alarm = z.object({
  id,
  /** `vehicle.silent`, `flight.deviation`, `order.sla`, … translated by the pages. */
  kind: z.string(),
  severity: z.enum(['critical', 'warning', 'info']),
  subject: z.string(),
  sentence: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  raisedAt: wallTime,
  clearedAt: wallTime.nullable(),
  acknowledged: z.object({ by: z.string(), at: wallTime }).nullable(),
});
export type Alarm = z.infer<typeof alarm>;

export const system = {
  health: route({
    id: 'system.health',
    method: 'GET',
    path: '/api/health',
    access: 'public',
    summary: 'Whether the service is up',
    response: z.object({
      ok: z.boolean(),
      version: z.string(),
      demo: z.boolean(),
      /** An exercise: nothing here is real. */
      drill: z.boolean(),
      /** Nothing can be recorded: flights in the air go on, nothing new is accepted. */
      flightOnly: z.boolean(),
    }),
  }),
  info: route({
    id: 'system.info',
    method: 'GET',
    path: '/api/system',
    access: 'signed-in',
    summary: 'What pages need to know of the service',
    response: z.object({
      version: z.string(),
      demo: z.boolean(),
      /** False: launches need no one-time code; every page says so. */
      totp: z.boolean(),
      drill: z.boolean(),
      now: wallTime,
      map: z.object({ tiandituKey: z.string(), pmtilesUrl: z.string() }),
    }),
  }),
  events: route({
    id: 'system.events',
    method: 'GET',
    path: '/api/events',
    access: 'signed-in',
    summary: 'Facts after a cursor, as far as the reader may see them',
    query: z.strictObject({
      after: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(1000).default(200),
    }),
    response: eventBatch,
  }),
  alarms: route({
    id: 'system.alarms',
    method: 'GET',
    path: '/api/alarms',
    access: ['fleet.live'],
    summary: 'Alarms that are raised or not yet acknowledged, worst first',
    response: z.object({ alarms: z.array(alarm) }),
  }),
  acknowledge: route({
    id: 'system.acknowledge',
    method: 'POST',
    path: '/api/alarms/:id/acknowledge',
    access: ['alarm.work'],
    summary: 'Acknowledge an alarm',
    params: idParams,
    response: alarm,
  }),
  audit: route({
    id: 'system.audit',
    method: 'GET',
    path: '/api/audit',
    access: ['audit.read'],
    summary: 'Checks the hash chain of the event log from the first fact to the last',
    response: z.object({
      ok: z.boolean(),
      events: z.number().int(),
      head: z.string(),
      firstBadSeq: z.number().int().nullable(),
    }),
  }),
} as const;
