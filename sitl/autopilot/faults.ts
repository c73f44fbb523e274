import { noEventFaults, type EventFaults } from './event-faults.ts';
/** The vehicle's side of one MAVLink microservice. */
export type ServiceName = 'commands' | 'plans' | 'parameters' | 'timesync' | 'files' | 'logs' | 'events';

/** What goes wrong with a plan transfer. */
export type PlanFault =
  | 'none'
  /** Each request asks for the item after the one that is due. */
  | 'wrong-sequence'
  /** The plan is stored, and yet the last ACK says ERROR. */
  | 'error-ack'
  /** The plan is stored, and the last ACK never comes. */
  | 'no-final-ack'
  /** As on PX4 after a transfer that never ended: whatever begins is answered with ERROR. */
  | 'busy'
  /** Stored, then refused by the checks of the navigator. */
  | 'infeasible';

/** Where a receiver of satellite navigation fails. */
export type GnssFault =
  | 'none'
  /** No fix. */
  | 'lost'
  /** The same position again and again: the estimator notices and goes without, then it is as lost. */
  | 'stuck'
  /** A position that walks away with `gnssDriftMs`: the estimator follows, and the vehicle with it. */
  | 'drifting';

/** Faults of link, protocols, sensors and airframe that are switched on while the vehicle runs. */
export type FlightFaults = {
  /** The radio: nothing goes out, nothing comes in, or both. */
  muteTx: boolean;
  muteRx: boolean;
  muteLink: boolean;
  /** Services that do not hear what is sent to them. */
  readonly deaf: Set<ServiceName>;
  /** Services that do as they are told and never answer. */
  readonly dumb: Set<ServiceName>;
  /** COMMAND_ACK: that late (vehicle's wall ms), that many times, and with this MAV_RESULT whatever was done. */
  ackDelayMs: number;
  ackCopies: number;
  ackResult: number | undefined;
  plan: PlanFault;
  refuseArming: boolean;
  /** By so much its UTC is ahead, ms. */
  utcSkewMs: number;
  gnss: GnssFault;
  /** Speed of a drifting fix over the ground, m/s. */
  gnssDriftMs: { northMs: number; eastMs: number };
  /** GNSS_INTEGRITY: GPS_JAMMING_STATE and GPS_SPOOFING_STATE (0 unknown, 1 ok, 2 mitigated, 3 detected). */
  jamming: number;
  spoofing: number;
  /** Sensors that fail without a consequence on a multicopter that has others: texts alone. */
  magLost: boolean;
  baroLost: boolean;
  /** Motors that stand still: one of six can be flown out, two cannot. */
  motorsOut: number;
  /**
   * On its mission, m/s: it has passed a waypoint without accepting it and drifts away from it, back along its leg, and
   * says that all is well (seen on PX4: 4.3 m/s for 20 minutes). 0 = off.
   */
  astrayMs: number;
  /** Drawn from the pack besides the flight, W. */
  extraDrainW: number;
  readonly events: EventFaults;
};

/** All off, as at the start. */
export const noFlightFaults = (): FlightFaults => ({
  muteTx: false,
  muteRx: false,
  muteLink: false,
  deaf: new Set(),
  dumb: new Set(),
  ackDelayMs: 0,
  ackCopies: 1,
  ackResult: undefined,
  plan: 'none',
  refuseArming: false,
  utcSkewMs: 0,
  gnss: 'none',
  gnssDriftMs: { northMs: 0, eastMs: 0 },
  jamming: 1,
  spoofing: 1,
  magLost: false,
  baroLost: false,
  motorsOut: 0,
  astrayMs: 0,
  extraDrainW: 0,
  events: noEventFaults(),
});
