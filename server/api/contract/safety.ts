import { z } from 'zod';
import { id, reason, route, wallTime } from './common.ts';

const COLLECTIVE_STATES = ['holding', 'waiting', 'returning', 'home', 'left_alone'] as const;

export const groundStop = z.object({
  stop: z.object({ at: wallTime, by: z.string(), reason: z.string() }).nullable(),
  /** The collective return of this run of the service; null = none was asked for. */
  collective: z
    .object({
      at: wallTime,
      by: z.string(),
      reason: z.string(),
      running: z.boolean(),
      /** Nobody moves and nobody can: a person has to move one of them. */
      stuck: z.boolean(),
      drones: z.array(
        z.object({
          flightId: id,
          number: z.string(),
          vehicleId: id,
          state: z.enum(COLLECTIVE_STATES),
          /** Numbers of the flights that it waits for. */
          behind: z.array(z.string()),
        }),
      ),
    })
    .nullable(),
});
export type GroundStopView = z.infer<typeof groundStop>;

const body = z.strictObject({ reason });

export const safety = {
  groundStop: route({
    id: 'safety.groundStop',
    method: 'GET',
    path: '/api/ground-stop',
    access: ['flight.read.all'],
    summary: 'Whether launches are held, and how a collective return goes',
    response: groundStop,
  }),
  orderStop: route({
    id: 'safety.orderStop',
    method: 'POST',
    path: '/api/ground-stop',
    access: ['flight.command'],
    summary: 'Hold every launch at once; launches whose drone is not armed yet are called off',
    body,
    response: groundStop,
  }),
  releaseStop: route({
    id: 'safety.releaseStop',
    method: 'POST',
    path: '/api/ground-stop/release',
    access: ['flight.command'],
    summary: 'Allow launches again',
    body,
    response: groundStop,
  }),
  collectiveReturn: route({
    id: 'safety.collectiveReturn',
    method: 'POST',
    path: '/api/collective-return',
    access: ['flight.command'],
    summary:
      'Ground stop, and every drone in the air home, one after another so that none comes near another',
    body,
    response: groundStop,
  }),
  cancelCollective: route({
    id: 'safety.cancelCollective',
    method: 'POST',
    path: '/api/collective-return/cancel',
    access: ['flight.command'],
    summary: 'Stop sending drones home: each goes on as it is, and people decide',
    body,
    response: groundStop,
  }),
} as const;
