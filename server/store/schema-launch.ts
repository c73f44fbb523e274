type Bool = 0 | 1;

/** A report of the weather, entered by a person. */
export type WeatherRow = {
  id: string;
  /** When it was observed. */
  at: number;
  entered_at: number;
  person_id: string;
  person_name: string;
  source: string;
  demo: Bool;
  /** Figures of `flight/weather.ts`. */
  json: string;
};

export type AirspaceApprovalRow = {
  id: string;
  number: string;
  valid_from: number;
  valid_to: number;
  note: string;
  entered_at: number;
  person_id: string;
  person_name: string;
  demo: Bool;
  withdrawn_at: number | null;
  /** A corridor of `flight/approval-corridor.ts`; null = anywhere within the window. */
  corridor_json: string | null;
  /** The authority has to confirm each take-off. */
  needs_confirmation: Bool;
};

export type FlightTickRow = {
  flight_id: string;
  tick: string;
  person_id: string;
  person_name: string;
  at: number;
};

/** A launch that one person alone may not do; the database refuses an approver who is the requester. */
export type LaunchRequestRow = {
  id: string;
  flight_id: string;
  /** `waiting`, `approved`, `refused`, `withdrawn`, `expired`. */
  state: string;
  requester_id: string;
  requester_name: string;
  reason: string;
  request_json: string;
  issues_json: string;
  created_at: number;
  expires_at: number;
  approver_id: string | null;
  approver_name: string | null;
  approver_reason: string | null;
  decided_at: number | null;
};

export type LaunchRecordRow = {
  flight_id: string;
  at: number;
  requester_id: string;
  approver_id: string | null;
  json: string;
};

export type TotpRow = {
  person_id: string;
  /** `core/secrets.ts`, Vault: about `one-time code of PERSON_ID`. */
  sealed: string;
  /** `pending` until the person has shown a code. */
  state: string;
  /** The last 30 s step whose code was taken: none is taken twice. */
  last_step: number;
  made_at: number;
};
