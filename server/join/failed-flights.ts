import type { Clock } from '../core/clock.ts';
import type { Rng } from '../core/ports.ts';
import { followFlight } from '../custody/failure-follow-queries.ts';
import type { DroneNow } from '../custody/failure-view-queries.ts';
import { isFresh, type Vehicles } from '../flight/ports.ts';
import type { FlightHooks } from '../flight/record-service.ts';

/** Heard within this time counts as heard now, milliseconds. */
const HEARD_MS = 10_000;

/** What drones say of themselves, for the proposal of a replacement. */
export const droneNowOf =
  (vehicles: Vehicles, clock: Clock): DroneNow =>
  (vehicleId) => {
    const facts = vehicles.get(vehicleId)?.facts();
    if (facts === undefined || !isFresh(facts.heartbeat, clock.mono(), HEARD_MS)) return undefined;
    return { chargePct: facts.battery?.value };
  };

/** What follows a flight's step in the same transaction: the proposal of a replacement. */
export const onStateOf =
  ({ rng }: { readonly rng: Rng }): NonNullable<FlightHooks['onState']> =>
  (tx, row, step) =>
    followFlight(tx, rng, row, step);
