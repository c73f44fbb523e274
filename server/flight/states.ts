/** Life cycle of a flight; the table of allowed steps is `life-cycle.ts`. */
export const FLIGHT_STATES = [
  'DRAFT',
  'UNITS_RESERVED',
  'DRONE_LEASED',
  'PLANNED',
  'UPLOADED',
  'VERIFIED',
  'PREFLIGHT',
  'AUTHORISED',
  'ARM_INTENT',
  'CONFIRMED',
  'CLIMBING',
  'EN_ROUTE',
  'ARRIVING',
  'LANDED',
  'COMPLETED',
  'HOLDING',
  'DIVERTING',
  'RETURNING',
  'EXTERNAL_CONTROL',
  'SILENT',
  'ABORTED',
  'RETURNED',
  'LOST',
  'UNKNOWN',
] as const;
export type FlightState = (typeof FLIGHT_STATES)[number];

/** Nothing more happens to a flight in one of these. */
export const FLIGHT_END_STATES = [
  'COMPLETED',
  'ABORTED',
  'RETURNED',
  'LOST',
] as const satisfies readonly FlightState[];

/** In the air, or possibly so. */
export const FLIGHT_AIR_STATES = [
  'CONFIRMED',
  'CLIMBING',
  'EN_ROUTE',
  'ARRIVING',
  'HOLDING',
  'DIVERTING',
  'RETURNING',
  'EXTERNAL_CONTROL',
  'SILENT',
  'UNKNOWN',
] as const satisfies readonly FlightState[];

export const isFlightEnded = (state: FlightState): boolean =>
  (FLIGHT_END_STATES as readonly string[]).includes(state);

export const isFlightAirborne = (state: FlightState): boolean =>
  (FLIGHT_AIR_STATES as readonly string[]).includes(state);

export const FLIGHT_KINDS = ['delivery', 'return'] as const;
export type FlightKind = (typeof FLIGHT_KINDS)[number];
