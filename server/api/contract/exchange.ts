import { z } from 'zod';
import { ridFlightDetails, ridFlights } from '../../plan/exchange/f3411.ts';
import { id, idParams, route } from './common.ts';

export const EXPORT_FORMATS = ['intent', 'geojson', 'kml', 'plan'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** What of a plan file is not what our plan would upload. */
export const planDifference = z.object({
  part: z.enum(['mission', 'fence', 'rally']),
  /** Counted from 1. */
  item: z.number().int(),
  what: z.enum(['missing', 'extra', 'command', 'place', 'height', 'param', 'shape']),
  ours: z.string().nullable(),
  theirs: z.string().nullable(),
});
export type PlanDifference = z.infer<typeof planDifference>;

export const exchange = {
  export: route({
    id: 'exchange.export',
    method: 'GET',
    path: '/api/flights/:id/export/:format',
    access: ['flight.read.all'],
    summary:
      'The plan of a flight as a file: operational intent (ASTM F3548-21), GeoJSON, KML 2.2, or QGroundControl plan version 1',
    params: z.strictObject({ id, format: z.enum(EXPORT_FORMATS) }),
    response: z.unknown(),
    file: 'application/octet-stream',
  }),
  compare: route({
    id: 'exchange.compare',
    method: 'POST',
    path: '/api/flights/:id/compare',
    access: ['flight.read.all'],
    summary: 'Compare a QGroundControl plan file with the plan of a flight, item by item; changes nothing',
    params: idParams,
    body: z.strictObject({ plan: z.unknown() }),
    response: z.object({ differences: z.array(planDifference) }),
  }),
  ridFlights: route({
    id: 'exchange.ridFlights',
    method: 'GET',
    path: '/api/rid/flights',
    access: ['fleet.live'],
    summary:
      'Our flights in the air as network remote identification has them (ASTM F3411); as fresh as the drones are heard, to be asked once a second',
    query: z.strictObject({
      /** Two corners: `lat,lng,lat,lng`; without it all flights. */
      view: z
        .string()
        .regex(/^-?\d+(\.\d+)?(,-?\d+(\.\d+)?){3}$/, 'expected lat,lng,lat,lng')
        .optional(),
    }),
    response: ridFlights,
  }),
  ridDetails: route({
    id: 'exchange.ridDetails',
    method: 'GET',
    path: '/api/rid/flights/:id/details',
    access: ['fleet.live'],
    summary: 'Details of a flight in the air as network remote identification has them',
    params: idParams,
    response: ridFlightDetails,
  }),
} as const;
