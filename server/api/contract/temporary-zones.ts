import { z } from 'zod';
import { done, id, idParams, lonLat, reason, route, signature, wallTime } from './common.ts';

const figures = {
  name: z.string().trim().min(1).max(80),
  /** Metres in `altitudeRef`. */
  lowerM: z.number().min(-500).max(20_000),
  upperM: z.number().min(-500).max(20_000),
  altitudeRef: z.enum(['AGL', 'AMSL']),
};

const temporaryZone = z.object({
  id,
  ...figures,
  /** Closed, WGS-84. */
  ring: z.array(lonLat),
  validFrom: wallTime,
  validTo: wallTime,
  reason: z.string(),
  by: signature,
});
export type TemporaryZoneView = z.infer<typeof temporaryZone>;

export const temporaryZones = {
  list: route({
    id: 'temporaryZones.list',
    method: 'GET',
    path: '/api/temporary-zones',
    access: ['fleet.live', 'airspace.manage'],
    summary: 'Temporary zones that count now or later',
    response: z.object({ zones: z.array(temporaryZone) }),
  }),
  add: route({
    id: 'temporaryZones.add',
    method: 'POST',
    path: '/api/temporary-zones',
    access: ['conditions.write', 'airspace.manage'],
    summary:
      'Close a zone at once, a ring or a circle (WGS-84): in force for planning, launches and flights in the air',
    body: z.strictObject({
      ...figures,
      shape: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('polygon'), ring: z.array(lonLat).min(3).max(500) }),
        z.strictObject({
          kind: z.literal('circle'),
          centre: lonLat,
          radiusM: z.number().min(10).max(20_000),
        }),
      ]),
      from: wallTime,
      to: wallTime,
      reason,
    }),
    response: temporaryZone,
    creates: true,
  }),
  end: route({
    id: 'temporaryZones.end',
    method: 'POST',
    path: '/api/temporary-zones/:id/end',
    access: ['conditions.write', 'airspace.manage'],
    summary: 'End a temporary zone early; it stays in the record',
    params: idParams,
    body: z.strictObject({ reason }),
    response: done,
  }),
} as const;
