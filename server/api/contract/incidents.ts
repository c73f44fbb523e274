import { z } from 'zod';
import { id, idParams, lonLat, reason, route, signature, wallTime } from './common.ts';

export const INCIDENT_KINDS = [
  'lost',
  'no_climb',
  'landed_elsewhere',
  'terminated',
  'fence_breach',
  'other',
] as const;

/** Where to look for a drone that is not heard; WGS-84. */
export const searchArea = z.object({
  lastFix: lonLat,
  silentS: z.number(),
  fallRadiusM: z.number(),
  likely: z.array(lonLat).readonly(),
  reachM: z.number(),
});

/** What the record keeps of the moment: for those who go there. No patient data. */
export const incidentFacts = z.object({
  search: searchArea.nullable(),
  load: z.array(z.object({ boxNo: z.string(), component: z.string(), units: z.number().int() })),
  contacts: z.array(
    z.object({ siteId: id, nameZh: z.string(), nameEn: z.string(), phone: z.string(), address: z.string() }),
  ),
});

export const incident = z.object({
  id,
  number: z.string(),
  kind: z.enum(INCIDENT_KINDS),
  state: z.enum(['OPEN', 'CLOSED']),
  flightId: id.nullable(),
  flightNumber: z.string().nullable(),
  vehicleId: id.nullable(),
  vehicleName: z.string().nullable(),
  openedAt: wallTime,
  openedBy: signature,
  sentence: z.string(),
  facts: incidentFacts,
  finding: z.string().nullable(),
  closed: signature.nullable(),
  entries: z.array(z.object({ id, by: signature, text: z.string() })),
});
export type Incident = z.infer<typeof incident>;

const text = z.string().trim().min(3, 'expected at least 3 characters').max(2000);

export const incidents = {
  list: route({
    id: 'incidents.list',
    method: 'GET',
    path: '/api/incidents',
    access: ['review.read'],
    summary: 'Incidents, open ones first, then newest first',
    response: z.object({ incidents: z.array(incident) }),
  }),
  get: route({
    id: 'incidents.get',
    method: 'GET',
    path: '/api/incidents/:id',
    access: ['review.read'],
    summary: 'One incident with its entries, oldest first',
    params: idParams,
    response: incident,
  }),
  open: route({
    id: 'incidents.open',
    method: 'POST',
    path: '/api/incidents',
    access: ['alarm.work'],
    summary: 'Open an incident by hand, about a flight or about none',
    body: z.strictObject({ flightId: id.nullable().default(null), sentence: text }),
    response: incident,
    creates: true,
  }),
  addEntry: route({
    id: 'incidents.addEntry',
    method: 'POST',
    path: '/api/incidents/:id/entries',
    access: ['review.read'],
    summary: 'Add to the record; what is written stays',
    params: idParams,
    body: z.strictObject({ text }),
    response: incident,
    creates: true,
  }),
  close: route({
    id: 'incidents.close',
    method: 'POST',
    path: '/api/incidents/:id/close',
    access: ['alarm.work'],
    summary: 'Close it with what was found',
    params: idParams,
    body: z.strictObject({ finding: reason }),
    response: incident,
  }),
  search: route({
    id: 'incidents.search',
    method: 'GET',
    path: '/api/flights/:id/search-area',
    access: ['review.read'],
    summary: 'Last fix and where to look, as of now, for a flight that is silent, lost or not known',
    params: idParams,
    response: incidentFacts,
  }),
} as const;
