/** A zone that a person closed at once; ended early it stays in the record. */
export type TemporaryZoneRow = {
  id: string;
  name: string;
  /** Metres in `altitude_ref`: `AGL` or `AMSL`. */
  lower_m: number;
  upper_m: number;
  altitude_ref: string;
  /** One closed ring, WGS-84 `[lon, lat]`. */
  ring_json: string;
  valid_from: number;
  valid_to: number;
  reason: string;
  entered_at: number;
  person_id: string;
  person_name: string;
  ended_at: number | null;
  ended_by_id: string | null;
  ended_by_name: string | null;
};

/** An airspace version that a second person has to publish. */
export type AirspaceDraftRow = {
  id: string;
  name: string;
  reason: string;
  /** What the file was: `geojson` or `ed269`. */
  format: string;
  geojson: string;
  /** The version that was in use when it was drafted; null = none. */
  base_version: number | null;
  /** `draft`, `published`, `withdrawn`. */
  state: string;
  created_at: number;
  person_id: string;
  person_name: string;
  decided_at: number | null;
  decider_id: string | null;
  decider_name: string | null;
  decider_reason: string | null;
  version: number | null;
};

/** The authority's word, about an hour before, that a flight may take off (UAV Regulations Art. 30). */
export type TakeoffConfirmationRow = {
  id: string;
  approval_id: string;
  takeoff_at: number;
  reference: string;
  confirmed_at: number;
  person_id: string;
  person_name: string;
};

/** An application for one urgent flight (UAV Regulations Art. 29). */
export type UrgentApplicationRow = {
  id: string;
  flight_id: string;
  /** `rescue`, `special`. */
  basis: string;
  /** `draft`, `sent`, `granted`, `refused`, `withdrawn`. */
  state: string;
  takeoff_at: number;
  created_at: number;
  person_id: string;
  person_name: string;
  /** What people filled in, by field. */
  answers_json: string;
  /** What was exported last; null = nothing, or it was changed since. */
  document_json: string | null;
  /** Who did which step when. */
  steps_json: string;
  /** The approval that it was granted with. */
  approval_id: string | null;
};
