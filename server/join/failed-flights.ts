import type { Clock } from '../core/clock.ts';
import type { Rng } from '../core/ports.ts';
import { followFlight } from '../custody/failure-follow-queries.ts';
import type { DroneNow } from '../custody/failure-view-queries.ts';
import { isFresh, type Vehicles } from '../flight/ports.ts';
import type { FlightHooks } from '../flight/record-service.ts';
import { incidentKindOf, openIncident } from '../review/incident-queries.ts';
import type { LastHeardOf } from '../review/search-queries.ts';

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

/** What a drone said last, however long ago: where to look for it. */
export const lastHeardOf =
  (vehicles: Vehicles, clock: Clock): LastHeardOf =>
  (vehicleId) => {
    const facts = vehicles.get(vehicleId)?.facts();
    return facts && { facts, params: undefined, now: clock.mono() };
  };

/** What follows a flight's step in the same transaction: a replacement is proposed, an incident opened. */
export const onStateOf =
  (deps: { readonly rng: Rng; readonly lastHeard: LastHeardOf }): NonNullable<FlightHooks['onState']> =>
  async (tx, row, step) => {
    const kind = incidentKindOf(step.to, step.code);
    if (kind !== undefined) {
      const sentence = `Flight ${row.number}: ${step.reason}`;
      // First: the record names what is aboard, which the next line takes off the order.
      await openIncident(tx, deps, { kind, sentence, flight: row });
    }
    await followFlight(tx, deps.rng, row, step);
  };
