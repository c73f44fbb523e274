import { z } from 'zod';
import { altitude, latLng, rfc3339 } from './f3548.ts';

/**
 * Remote identification as a service provider answers it: the schemas of the published API (uastech/standards,
 * remoteid 2.1.0, of ASTM F3411-19 and 22a's network part).
 */
const HORIZONTAL = [
  'HAUnknown',
  'HA10NMPlus',
  'HA10NM',
  'HA4NM',
  'HA2NM',
  'HA1NM',
  'HA05NM',
  'HA03NM',
  'HA01NM',
  'HA005NM',
  'HA30m',
  'HA10m',
  'HA3m',
  'HA1m',
] as const;
const VERTICAL = ['VAUnknown', 'VA150mPlus', 'VA150m', 'VA45m', 'VA25m', 'VA10m', 'VA3m', 'VA1m'] as const;
const SPEED = ['SAUnknown', 'SA10mpsPlus', 'SA10mps', 'SA3mps', 'SA1mps', 'SA03mps'] as const;
const STATUS = ['Undeclared', 'Ground', 'Airborne', 'Emergency', 'RemoteIDSystemFailure'] as const;
const TYPES = [
  'NotDeclared',
  'Aeroplane',
  'Helicopter',
  'Gyroplane',
  'HybridLift',
  'Ornithopter',
  'Glider',
  'Kite',
  'FreeBalloon',
  'CaptiveBalloon',
  'Airship',
  'FreeFallOrParachute',
  'Rocket',
  'TetheredPoweredAircraft',
  'GroundObstacle',
  'Other',
] as const;

const aircraftPosition = latLng.extend({
  /** Above the WGS-84 ellipsoid, metres; −1000 = not known. */
  alt: z.number().default(-1000),
  accuracy_h: z.enum(HORIZONTAL),
  accuracy_v: z.enum(VERTICAL),
  extrapolated: z.boolean().default(false),
  pressure_altitude: z.number().default(-1000),
  height: z
    .object({ distance: z.number(), reference: z.enum(['TakeoffLocation', 'GroundLevel']) })
    .optional(),
});

const aircraftState = z.object({
  timestamp: rfc3339,
  /** Seconds. */
  timestamp_accuracy: z.number().min(0),
  operational_status: z.enum(STATUS).optional(),
  position: aircraftPosition,
  /** Degrees from true north; 361 = not known or not moving. */
  track: z.number().min(0).max(361),
  /** m/s over the ground; 255 = not known. */
  speed: z.number().min(0).max(255),
  speed_accuracy: z.enum(SPEED),
  /** m/s upward; 63 = not known. */
  vertical_speed: z.number().min(-62).max(63),
});

const ridFlight = z.object({
  id: z
    .string()
    .min(1)
    .max(255)
    .regex(/^[^\0\t\r\n#%/:?@[\]\\]+$/),
  aircraft_type: z.enum(TYPES),
  current_state: aircraftState.optional(),
  simulated: z.boolean().default(false),
  recent_positions: z.array(z.object({ time: rfc3339, position: aircraftPosition })).default([]),
});
export type RidFlight = z.infer<typeof ridFlight>;

export const ridFlights = z.object({
  timestamp: rfc3339,
  flights: z.array(ridFlight),
  no_isas_present: z.boolean().default(false),
});

const ridDetails = z.object({
  id: z.string(),
  operator_id: z.string().default(''),
  operator_location: z
    .object({
      position: latLng,
      altitude: altitude.optional(),
      altitude_type: z.enum(['Takeoff', 'Dynamic', 'Fixed']).optional(),
    })
    .optional(),
  operation_description: z.string().default(''),
  uas_id: z
    .object({
      serial_number: z.string().default(''),
      registration_id: z.string().default(''),
      utm_id: z.string().default(''),
    })
    .optional(),
});

export const ridFlightDetails = z.object({ details: ridDetails });
