import { z } from 'zod';
import { done, id, idParams, issue, reason, route, signature, wallTime } from './common.ts';

const zoneName = z.object({ id: z.string(), nameZh: z.string(), nameEn: z.string(), kind: z.string() });

/** What a draft changes, against the version in use now. */
const review = z.object({
  added: z.array(zoneName),
  removed: z.array(zoneName),
  changed: z.array(
    z.object({
      zone: zoneName,
      parts: z.array(z.enum(['kind', 'name', 'heights', 'times', 'outline'])),
    }),
  ),
  /** Flights in preparation or in the air whose route lies on or beside what changes. */
  flights: z.array(
    z.object({ flightId: id, number: z.string(), state: z.string(), zones: z.array(zoneName) }),
  ),
});
export type AirspaceReview = z.infer<typeof review>;

const draft = z.object({
  id,
  name: z.string(),
  reason: z.string(),
  format: z.enum(['geojson', 'ed269']),
  /** The version that was in use when it was drafted; another one in use now, and it has to be drafted again. */
  baseVersion: z.number().int().nullable(),
  isStale: z.boolean(),
  createdAt: wallTime,
  by: signature,
  /** The reader drafted it: another person has to publish it. */
  isOwn: z.boolean(),
  zones: z.number().int(),
  review,
});
export type AirspaceDraft = z.infer<typeof draft>;

export const airspaceDrafts = {
  list: route({
    id: 'airspaceDrafts.list',
    method: 'GET',
    path: '/api/airspace-drafts',
    access: ['airspace.manage', 'airspace.publish'],
    summary:
      'Airspace versions that wait for a second person, with what each changes and which flights it touches',
    response: z.object({ drafts: z.array(draft) }),
  }),
  add: route({
    id: 'airspaceDrafts.add',
    method: 'POST',
    path: '/api/airspace-drafts',
    access: ['airspace.manage'],
    summary: 'Draft a new airspace version from GeoJSON or ED-269; refused with its faults if it has any',
    body: z.strictObject({
      name: z.string().trim().min(1).max(80),
      reason,
      format: z.enum(['geojson', 'ed269']).default('geojson'),
      file: z.unknown(),
    }),
    response: z.object({ id, notes: z.array(issue) }),
    creates: true,
  }),
  publish: route({
    id: 'airspaceDrafts.publish',
    method: 'POST',
    path: '/api/airspace-drafts/:id/publish',
    access: ['airspace.publish'],
    summary:
      'A second person puts a draft in use, with a reason; plans of older versions are not flown from then on',
    params: idParams,
    body: z.strictObject({ reason }),
    response: z.object({ version: z.number().int() }),
    creates: true,
  }),
  withdraw: route({
    id: 'airspaceDrafts.withdraw',
    method: 'POST',
    path: '/api/airspace-drafts/:id/withdraw',
    access: ['airspace.manage', 'airspace.publish'],
    summary: 'Give a draft up; it stays in the record',
    params: idParams,
    body: z.strictObject({ reason }),
    response: done,
  }),
} as const;
