import { z } from 'zod';
import { id, idParams, reason, route, wallTime } from './common.ts';

export const baselineDifference = z.object({
  /** PX4's name of the parameter. */
  name: z.string(),
  /** `2`, `3 / 5` (one of these) or `0.4 … 0.9` (from … to). */
  expected: z.string(),
  /** Null: it could not be read, or the drone lacks it. */
  actual: z.string().nullable(),
  unit: z.string(),
  severity: z.enum(['blocker', 'note']),
  whyEn: z.string(),
  whyZh: z.string(),
  /** There is one right value, which can be set from here. */
  writable: z.boolean(),
});

export const baselineView = z.object({
  vehicleId: id,
  profile: z.enum(['field', 'simulation']),
  /** Parameters of the profile. */
  checked: z.number().int(),
  readAt: wallTime,
  differences: z.array(baselineDifference),
});
export type Baseline = z.infer<typeof baselineView>;

export const baseline = {
  get: route({
    id: 'baseline.get',
    method: 'GET',
    path: '/api/vehicles/:id/baseline',
    access: ['fleet.read'],
    summary: 'Parameters of a drone against the profile that it has to fly by, read over the link now',
    params: idParams,
    response: baselineView,
  }),
  apply: route({
    id: 'baseline.apply',
    method: 'POST',
    path: '/api/vehicles/:id/baseline',
    access: ['fleet.manage'],
    summary: 'Set what differs and has one right value, on a disarmed drone that is on no flight',
    params: idParams,
    body: z.strictObject({ reason }),
    response: baselineView,
    creates: true,
  }),
};
