/** The logs that drones write of their flights. Rows as in `schema.ts`. */

/** A log that a drone wrote of a flight; `pending` until it is here, whatever is in the way. */
export type VehicleLogRow = {
  id: string;
  flight_id: string;
  vehicle_id: string;
  /** `pending`, `verified` (checksum), `complete` (size only), `failed`. */
  state: string;
  /** Code of what was in the way last, empty = nothing. */
  reason: string;
  /** `ftp` or `log_data`; null before it was found. */
  method: string | null;
  /** Where it is on the drone; null before it was found. */
  source_path: string | null;
  source_size: number | null;
  /** Where it is below the data folder; null before it is whole. */
  file: string | null;
  crc32: number | null;
  /** Failures since the last progress that are not the link's. */
  tries: number;
  created_at: number;
  fetched_at: number | null;
};

export type VehicleLogSeenRow = { vehicle_id: string; path: string; size: number };
