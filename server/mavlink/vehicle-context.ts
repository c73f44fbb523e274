import type { Clock } from '../core/clock.ts';
import type { CommandSender } from './command-sender.ts';
import type { MavLog } from './log.ts';
import type { MavId, ProtocolPort } from './protocol.ts';
import type { VehicleSnapshot } from './snapshot.ts';

/** What the actions on a vehicle work with. */
export type VehicleContext = {
  readonly clock: Clock;
  readonly log: MavLog;
  readonly id: MavId;
  readonly self: MavId;
  readonly port: ProtocolPort;
  readonly commands: CommandSender;
  /** Aborted when the vehicle is given up: every running protocol then ends. */
  readonly signal: AbortSignal;
  snapshot(): VehicleSnapshot;
  /** The first snapshot that passes the test, from the present one on; undefined after `withinMs`. */
  waitFor(
    test: (snapshot: VehicleSnapshot) => boolean,
    withinMs: number,
  ): Promise<VehicleSnapshot | undefined>;
};
