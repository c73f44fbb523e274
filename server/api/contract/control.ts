import { z } from 'zod';
import { id, idParams, route, signature } from './common.ts';

const controlView = z.object({
  vehicleId: id,
  /** Rises with each owner; to be named when the drone is taken over. */
  epoch: z.number().int(),
  /** Whose console commands the drone; null = nobody's. */
  owner: signature.nullable(),
  /** It is the console that asks. */
  mine: z.boolean(),
  /** Only hold, return and land leave until a person has decided about its flight. */
  quarantine: z.boolean(),
});
export type Control = z.infer<typeof controlView>;

export const control = {
  list: route({
    id: 'control.list',
    method: 'GET',
    path: '/api/control',
    access: ['fleet.live'],
    summary: 'Whose console commands which drone',
    response: z.object({ vehicles: z.array(controlView) }),
  }),
  take: route({
    id: 'control.take',
    method: 'POST',
    path: '/api/vehicles/:id/control',
    access: ['flight.command'],
    summary: 'Take a drone over',
    params: idParams,
    body: z.strictObject({ epoch: z.number().int().min(0) }),
    response: controlView,
  }),
} as const;
