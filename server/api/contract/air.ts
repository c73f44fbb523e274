import { z } from 'zod';
import { id, idParams, reason, route, secondPerson, wallTime } from './common.ts';
import { flight } from './flights.ts';

/** What a click carries: it acts neither late nor twice. `validUntil` by the service's clock. */
const click = { nonce: z.string().min(8).max(64), validUntil: wallTime };

/** Commands to a drone in the air beyond hold, resume, return and land. */
export const air = {
  divert: route({
    id: 'air.divert',
    method: 'POST',
    path: '/api/flights/:id/divert',
    access: ['flight.command'],
    summary:
      'Fly to another pad instead: it holds, gets a checked route from there, and goes on; `reroute` of the flight shows how far that is',
    params: idParams,
    body: z.strictObject({ padId: id, reason, ...click }),
    response: flight,
  }),
  redirect: route({
    id: 'air.redirect',
    method: 'POST',
    path: '/api/flights/:id/redirect',
    access: ['flight.command'],
    summary: 'Deliver to another hospital: as divert, and the order goes with it',
    params: idParams,
    body: z.strictObject({ padId: id, reason, ...click }),
    response: flight,
  }),
  speed: route({
    id: 'air.speed',
    method: 'POST',
    path: '/api/flights/:id/speed',
    access: ['flight.command'],
    summary: 'Fly slower or faster from now on, within the limits of the drone profile',
    params: idParams,
    body: z.strictObject({ groundSpeedMs: z.number(), reason, ...click }),
    response: flight,
  }),
  terminate: route({
    id: 'air.terminate',
    method: 'POST',
    path: '/api/flights/:id/terminate',
    access: ['flight.command'],
    summary: 'Stop the motors, or release the parachute; needs a second person. The drone may refuse',
    params: idParams,
    body: z.strictObject({
      how: z.enum(['terminate', 'parachute']),
      reason,
      second: secondPerson,
      ...click,
    }),
    response: flight,
  }),
} as const;
