import { z } from 'zod';
import { done, id, idParams, route, wallTime } from './common.ts';

export const vehicleLog = z.object({
  id,
  /** `verified`: the drone's checksum is ours; `complete`: its size is, the drone tells no checksum. */
  state: z.enum(['waiting', 'searching', 'fetching', 'verifying', 'verified', 'complete', 'failed']),
  /** Code of what is in the way, or was; empty = nothing. */
  reason: z.string(),
  method: z.enum(['ftp', 'log_data']).nullable(),
  /** Bytes; null before it was found on the drone. */
  size: z.number().int().nullable(),
  received: z.number().int(),
  /** As the drone computes it, 8 hexadecimal digits. */
  crc32: z.string().nullable(),
  fetchedAt: wallTime.nullable(),
});
export type VehicleLog = z.infer<typeof vehicleLog>;

export const vehicleLogs = {
  list: route({
    id: 'flights.logs',
    method: 'GET',
    path: '/api/flights/:id/logs',
    access: ['review.read'],
    summary: "The drone's own logs of a flight, with the progress of their transfer",
    params: idParams,
    response: z.object({
      /** The flight has left the ground, so that there will be a log; none is looked for before it has landed. */
      expected: z.boolean(),
      landed: z.boolean(),
      logs: z.array(vehicleLog),
    }),
  }),
  fetch: route({
    id: 'flights.fetchLogs',
    method: 'POST',
    path: '/api/flights/:id/logs/fetch',
    access: ['review.read'],
    summary: "Look for the drone's logs of a flight again and fetch them, once it stands and is disarmed",
    params: idParams,
    body: z.strictObject({}),
    response: done,
  }),
  file: route({
    id: 'flights.logFile',
    method: 'GET',
    path: '/api/flights/:id/logs/:logId/file',
    access: ['review.read'],
    summary: 'One log of the drone as it is (ULog)',
    params: z.object({ id, logId: id }),
    response: z.unknown(),
    file: 'application/octet-stream',
  }),
} as const;
