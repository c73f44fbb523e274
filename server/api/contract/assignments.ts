import { z } from 'zod';
import { id, idParams, route, wallTime } from './common.ts';

const words = z.object({
  /** Key of the pages' catalogue `assign`. */
  id: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});

const decision = z.object({
  orderId: id,
  choice: z.enum(['fly', 'road', 'none']),
  lift: z
    .object({
      droneId: id,
      /** Label of the pack; `aboard-…` = the one that is in the drone, not entered. */
      packId: z.string(),
      padId: id,
      departAt: wallTime,
      /** 95 of 100 flights are there by then. */
      arriveAt: wallTime,
      neededPct: z.number(),
    })
    .nullable(),
  roadAt: wallTime.nullable(),
  /** The minutes by road were confirmed by somebody. */
  roadVerified: z.boolean(),
  /** The earliest by air if no other order wanted a drone. */
  airAt: wallTime.nullable(),
  why: words,
  against: z.array(words.extend({ droneId: id })),
});
export type AssignmentView = z.infer<typeof decision>;

export const assignments = {
  list: route({
    id: 'assignments.list',
    method: 'GET',
    path: '/api/assignments',
    access: ['flight.plan'],
    summary: 'Which drone should fly which waiting order, which should go by road, and why',
    response: z.object({
      at: wallTime,
      /** Nothing better exists; false = the search was cut. */
      proven: z.boolean(),
      decisions: z.array(decision),
    }),
  }),
  take: route({
    id: 'assignments.take',
    method: 'POST',
    path: '/api/orders/:id/assignment',
    access: ['flight.plan'],
    summary:
      'Take what is proposed for an order, or something else with a reason: drafts the flight, or hands it to the road',
    params: idParams,
    body: z.strictObject({
      means: z.enum(['drone', 'road']),
      vehicleId: id.nullable().default(null),
      /** Needed where it is not what is proposed. */
      reason: z.string().trim().max(300).default(''),
    }),
    response: z.object({ flightId: id.nullable() }),
    creates: true,
  }),
} as const;
