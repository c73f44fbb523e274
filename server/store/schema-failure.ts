/** A delivery that will not arrive by its flight, and what a person decided. */
export type FailedDeliveryRow = {
  id: string;
  order_id: string;
  flight_id: string;
  /** `OPEN`, `ACCEPTED`, `DISMISSED`, `WITHDRAWN` (it arrived after all). */
  state: string;
  /** State of the flight that began it, and why. */
  flight_state: string;
  reason: string;
  opened_at: number;
  /** `{ means, vehicleId, reason, by: {personId, name, at} }`, null before. */
  decided_json: string | null;
};

/** A box that was in a flight that failed: out of use until a person decides. */
export type QuarantinedBoxRow = {
  id: string;
  failure_id: string;
  box_id: string;
  box_no: string;
  temperature_class: string;
  /** `HELD`, `RELEASED`, `DISCARDED`. */
  state: string;
  /** DINs. */
  units_json: string;
  /** `{ by, second, temperatureC, reason }`, null before. */
  decided_json: string | null;
};

export type IncidentRow = {
  id: string;
  number: string;
  kind: string;
  /** `OPEN`, `CLOSED`. */
  state: string;
  flight_id: string | null;
  vehicle_id: string | null;
  opened_at: number;
  /** `{ personId, name, at }`. */
  opened_by_json: string;
  sentence: string;
  /** Search area, load and contacts of the moment of its opening. */
  facts_json: string;
  finding: string | null;
  closed_json: string | null;
};

export type IncidentEntryRow = { id: string; incident_id: string; at: number; by_json: string; text: string };
