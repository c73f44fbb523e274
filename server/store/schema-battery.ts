/** A battery pack by the label that is on it. */
export type BatteryRow = {
  id: string;
  profile_id: string;
  /** As the pack names itself; empty = not read. */
  serial: string;
  /** `ABOARD`, `CHARGING` (on a charger or waiting for one), `SHELF`, `RETIRED`. */
  state: string;
  vehicle_id: string | null;
  site_id: string | null;
  /** Since when it is in that state. */
  put_at: number;
  /** Percent, and when that was so. */
  charge_pct: number;
  charge_at: number;
  cycles: number;
  /** Capacity against new, percent; null = not known. */
  health_pct: number | null;
  /** Highest against lowest cell, millivolts; null = not known. */
  imbalance_mv: number | null;
  /** Codes of what keeps it on the ground, separated by spaces; empty = none. */
  grounded: string;
};

export type BatterySwapRow = {
  id: string;
  at: number;
  vehicle_id: string;
  out_id: string | null;
  in_id: string;
  person_id: string;
  person_name: string;
  /** From touch-down to the fresh pack, seconds; null = the drone had not flown since the change before. */
  turnaround_s: number | null;
};

export type MaintenanceEntryRow = {
  id: string;
  vehicle_id: string;
  at: number;
  /** `service`: the counters begin anew; `fault`: grounds it until the next service. */
  kind: string;
  note: string;
  person_id: string;
  person_name: string;
};
