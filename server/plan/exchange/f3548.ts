import { z } from 'zod';

/**
 * Operational intents as ASTM F3548-21 has them: the schemas of its published API (astm-utm/Protocol, utm.yaml 1.0.0).
 * Heights are above the WGS-84 ellipsoid, not AMSL.
 */

const MAX_ALTITUDE_M = 100_000;
const MIN_ALTITUDE_M = -8_000;

/** RFC 3339 whose time zone is `Z`. */
export const rfc3339 = z.object({
  value: z.iso.datetime({ offset: false }),
  format: z.literal('RFC3339'),
});

export const latLng = z.object({
  lat: z.number().min(-90).max(90),
  lng: z.number().min(-180).max(180),
});

export const altitude = z.object({
  value: z.number().min(MIN_ALTITUDE_M).max(MAX_ALTITUDE_M),
  reference: z.literal('W84'),
  units: z.literal('M'),
});

const circle = z.object({
  center: latLng,
  radius: z.object({ value: z.number().positive(), units: z.literal('M') }),
});

const polygon = z
  .object({ vertices: z.array(latLng).min(3) })
  .refine(
    ({ vertices }) => new Set(vertices.map(({ lat, lng }) => `${lat} ${lng}`)).size === vertices.length,
    {
      message: 'vertices may not be duplicated; the last is not the first again',
    },
  );

const volume3d = z
  .object({
    outline_circle: circle.nullish(),
    outline_polygon: polygon.nullish(),
    altitude_lower: altitude.nullish(),
    altitude_upper: altitude.nullish(),
  })
  .refine((volume) => (volume.outline_circle == null) !== (volume.outline_polygon == null), {
    message: 'exactly one outline must be specified',
  });

/** A volume of an operational intent: the standard requires times and altitudes of it. */
export const volume4d = z
  .object({
    volume: volume3d.refine((volume) => volume.altitude_lower != null && volume.altitude_upper != null, {
      message: 'lower and upper altitude are required of an operational intent',
    }),
    time_start: rfc3339,
    time_end: rfc3339,
  })
  .refine(({ time_start, time_end }) => Date.parse(time_end.value) > Date.parse(time_start.value), {
    path: ['time_end'],
    message: 'expected an end after the start',
  })
  .refine(({ volume }) => (volume.altitude_upper?.value ?? 0) > (volume.altitude_lower?.value ?? 0), {
    path: ['volume', 'altitude_upper'],
    message: 'expected it above the lower altitude',
  });
export type Volume4d = z.infer<typeof volume4d>;

export const INTENT_STATES = ['Accepted', 'Activated', 'Nonconforming', 'Contingent'] as const;

export const intentDetails = z
  .object({
    volumes: z.array(volume4d).max(500).default([]),
    off_nominal_volumes: z.array(volume4d).max(500).default([]),
    priority: z.number().int().default(0),
  })
  .refine(({ volumes, off_nominal_volumes }) => volumes.length + off_nominal_volumes.length > 0, {
    path: ['volumes'],
    message: 'expected at least one volume',
  });
export type IntentDetails = z.infer<typeof intentDetails>;

const UUID4 = /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-4[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$/;
const uuid4 = z.string().regex(UUID4, 'expected a UUID of version 4');

const intentReference = z.object({
  id: uuid4,
  manager: z.string(),
  uss_availability: z.enum(['Unknown', 'Normal', 'Down']),
  version: z.number().int(),
  state: z.enum(INTENT_STATES),
  time_start: rfc3339,
  time_end: rfc3339,
  uss_base_url: z.string(),
  subscription_id: uuid4,
  ovn: z.string().min(16).max(128).optional(),
});

export const operationalIntent = z.object({ reference: intentReference, details: intentDetails });
export type OperationalIntent = z.infer<typeof operationalIntent>;
