/** Who commands a drone, and what was about to be sent to it. Rows as in `schema.ts`. */

/** Whose console commands a drone. */
export type ControlRow = {
  vehicle_id: string;
  /** Rises with each owner and each verdict. */
  epoch: number;
  /** `none`, `quarantine`, `free`. */
  verdict: string;
  person_id: string | null;
  person_name: string | null;
  session_id: string | null;
  taken_at: number | null;
};

/** What somebody was about to send; the frame left after it was written, if at all. */
export type CommandIntentRow = {
  id: string;
  vehicle_id: string;
  flight_id: string | null;
  /** A kind of grant. */
  kind: string;
  epoch: number;
  person_id: string;
  second_id: string | null;
  wish_json: string;
  created_at: number;
  expires_at: number;
};

export type LaunchIntentRow = {
  id: string;
  flight_id: string;
  kind: string;
  person_id: string;
  plan_hash: string;
  created_at: number;
  expires_at: number;
  /** `intended`, `confirmed`, `unknown`, `refused`. */
  outcome: string;
};
