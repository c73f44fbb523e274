import type { MavMessage } from '../../server/mavlink/codec.ts';
import type { Partner } from './plan-transfer.ts';
import type { Autopilot } from './state.ts';

/** One MAVLink microservice of the vehicle's side, with a state of its own. */
export type VehicleService = {
  /** True if the message belongs to this service, answered or not. */
  handle(ap: Autopilot, message: MavMessage, from: Partner): boolean;
  /** Called on each tick. */
  run(ap: Autopilot): void;
  /** The vehicle has said a text; severity is MAV_SEVERITY. */
  text?(ap: Autopilot, severity: number, said: string): void;
};
