import type { FlightState } from './states.ts';

/** Everything that telemetry may show of a vehicle that is, or may be, in the air. */
const OBSERVED = [
  'CLIMBING',
  'EN_ROUTE',
  'ARRIVING',
  'HOLDING',
  'DIVERTING',
  'RETURNING',
  'EXTERNAL_CONTROL',
  'SILENT',
  'UNKNOWN',
  'LANDED',
  'RETURNED',
] as const satisfies readonly FlightState[];

/** The published graph (INV-D5): from each state, where a flight may go. */
export const FLIGHT_TRANSITIONS: Readonly<Record<FlightState, readonly FlightState[]>> = {
  DRAFT: ['UNITS_RESERVED', 'ABORTED'],
  UNITS_RESERVED: ['DRONE_LEASED', 'ABORTED'],
  DRONE_LEASED: ['PLANNED', 'ABORTED'],
  PLANNED: ['DRONE_LEASED', 'UPLOADED', 'UNKNOWN', 'ABORTED'],
  UPLOADED: ['VERIFIED', 'UNKNOWN', 'ABORTED'],
  VERIFIED: ['PREFLIGHT', 'UNKNOWN', 'ABORTED'],
  PREFLIGHT: ['AUTHORISED', 'UNKNOWN', 'ABORTED'],
  AUTHORISED: ['ARM_INTENT', 'UNKNOWN', 'ABORTED'],
  ARM_INTENT: ['CONFIRMED', 'UNKNOWN', 'ABORTED', 'CLIMBING', 'EN_ROUTE'],
  CONFIRMED: [...OBSERVED, 'ABORTED'],
  CLIMBING: OBSERVED,
  EN_ROUTE: OBSERVED,
  ARRIVING: OBSERVED,
  HOLDING: OBSERVED,
  DIVERTING: OBSERVED,
  RETURNING: OBSERVED,
  EXTERNAL_CONTROL: [...OBSERVED, 'ABORTED', 'LOST'],
  SILENT: [...OBSERVED, 'ABORTED', 'LOST'],
  UNKNOWN: [...OBSERVED, 'CONFIRMED', 'ABORTED', 'LOST'],
  LANDED: ['COMPLETED', 'UNKNOWN'],
  COMPLETED: [],
  ABORTED: [],
  RETURNED: [],
  LOST: [],
};

/** True for a step of the published graph; a state does not lead to itself. */
export const mayGo = (from: FlightState, to: FlightState): boolean =>
  from !== to && FLIGHT_TRANSITIONS[from].includes(to);
