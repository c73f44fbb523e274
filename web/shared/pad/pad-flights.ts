import type { Flight } from '../../../server/api/contract/flights.ts';
import { isFlightAirborne, type FlightState } from '../../../server/flight/states.ts';

const NEVER_ARRIVED: ReadonlySet<FlightState> = new Set<FlightState>(['ABORTED', 'RETURNED', 'LOST']);

/** How long a drone whose way home was prepared is still shown. */
const SHOWN_AFTER_TURNAROUND_MS = 30 * 60_000;

/** Flights whose drone stands here: landed at this site, and not yet long prepared for the way home. */
export const landedHere = (flights: readonly Flight[], siteId: string, now: number): readonly Flight[] => {
  // A later flight that left here takes its drone away.
  const left = new Map(
    flights
      .filter((flight) => flight.fromSiteId === siteId && flight.takeoffAt !== null)
      .map((flight) => [flight.vehicleId, flight.takeoffAt ?? 0]),
  );
  return flights.filter(
    (flight) =>
      flight.toSiteId === siteId &&
      flight.landedAt !== null &&
      !NEVER_ARRIVED.has(flight.state) &&
      (left.get(flight.vehicleId) ?? 0) < flight.landedAt &&
      (flight.turnaround === null || now - flight.turnaround.by.at < SHOWN_AFTER_TURNAROUND_MS),
  );
};

/** Flights in the air towards this site. */
export const inboundTo = (flights: readonly Flight[], siteId: string): readonly Flight[] =>
  flights.filter((flight) => flight.toSiteId === siteId && isFlightAirborne(flight.state));
