import type { Generated, Selectable } from 'kysely';
import type * as Air from './schema-airspace.ts';
import type * as Battery from './schema-battery.ts';
import type * as Control from './schema-control.ts';
import type * as Failure from './schema-failure.ts';
import type * as Intents from './schema-intents.ts';
import type * as Launch from './schema-launch.ts';
import type * as Logs from './schema-vehicle-logs.ts';

/**
 * Rows as the database holds them. Times are milliseconds since 1970 UTC, booleans 0 or 1, `…_json` plain JSON.
 * States are text here: their unions belong to the stages.
 */
type Bool = 0 | 1;

export type EventRow = {
  seq: number;
  at: number;
  type: string;
  subject: string;
  site_id: string | null;
  actor_id: string;
  actor_name: string;
  session_id: string | null;
  request_id: string | null;
  data_json: string;
  prev_hash: string;
  hash: string;
};

export type PersonRow = {
  id: string;
  login: string;
  name: string;
  role: string;
  site_id: string | null;
  password_hash: string;
  active: Bool;
  must_change_password: Bool;
  created_at: number;
};

export type SessionRow = {
  /** SHA-256 of the cookie's token: the token itself is never stored. */
  id_hash: string;
  person_id: string;
  created_at: number;
  seen_at: number;
  expires_at: number;
};

export type IdempotencyRow = {
  person_id: string;
  route_id: string;
  key: string;
  body_hash: string;
  resource: string | null;
  response_json: string | null;
  created_at: number;
};

export type SiteRow = {
  id: string;
  role: string;
  name_zh: string;
  name_en: string;
  address: string;
  phone: string;
  lon: number;
  lat: number;
  accuracy_m: number;
  enabled: Bool;
  /** Minutes by road from the blood centre; `road_verified`: somebody has confirmed it. */
  road_min: Generated<number>;
  road_verified: Generated<Bool>;
};
export type SiteRecord = Selectable<SiteRow>;

export type PadRow = {
  id: string;
  site_id: string;
  name: string;
  lon: number;
  lat: number;
  elevation_amsl_m: number;
  height_above_ground_m: number;
  surveyed: Bool;
  /** `{ clear, by: {personId, name, at}, expiresAt, note }` or null. */
  clear_json: string | null;
};

export type ProfileRow = { id: string; json: string };

export type LinkRow = {
  name: string;
  host: string;
  port: number;
  /** Nobody else listens there: keys may be sent over it. */
  trusted: Generated<Bool>;
  kind: Generated<'udp' | 'tcp-client' | 'tcp-server' | 'serial'>;
  device: Generated<string>;
  baud: Generated<number>;
  priority: Generated<number>;
};

export type SigningKeyRow = {
  id: string;
  vehicle_id: string;
  /** By which people know the key. */
  key_id: string;
  /** `core/secrets.ts`, Vault: about `signing key ID of VEHICLE_ID`. */
  sealed: string;
  /** `pending`, `current`, `former`. */
  state: string;
  made_at: number;
  changed_at: number;
};

export type VehicleRow = {
  id: string;
  name: string;
  sysid: number;
  compid: number;
  link: string;
  uid: string;
  profile_id: string;
  home_pad_id: string;
  state: string;
  state_reason: string;
  simulated: Bool;
  pad_id: string | null;
};

export type AirspaceRow = {
  version: Generated<number>;
  name: string;
  imported_at: number;
  imported_by: string;
  geojson: string;
};

export type OrderRow = {
  id: string;
  number: string;
  site_id: string;
  state: string;
  state_reason: string;
  urgency: string;
  needed_by: number;
  submitted_at: number;
  due_at: number;
  ended_at: number | null;
  request_no: string;
  ward_phone: string;
  note: string;
  receipt_json: string | null;
};

export type OrderLineRow = {
  id: string;
  order_id: string;
  position: number;
  component: string;
  abo: string;
  rhd: string;
  units: number;
};

export type UnitRow = {
  id: string;
  din: string;
  component: string;
  abo: string;
  rhd: string;
  product_code: string;
  volume_ml: number;
  expires_at: number;
  state: string;
  state_reason: string;
  line_id: string | null;
  box_id: string | null;
  /** `{personId, name, at}` of the picker, null before. */
  picked_json: string | null;
  checked_json: string | null;
};

export type BoxRow = {
  id: string;
  order_id: string;
  box_no: string;
  seal_no: string;
  temperature_class: string;
  mass_kg: number;
  packed_json: string;
  checked_json: string;
  flight_id: string | null;
  loaded_json: string | null;
  unloaded_json: string | null;
  /** Inside, when it was closed; null = nobody measured. */
  start_temperature_c: number | null;
};

export type FlightRow = {
  id: string;
  number: string;
  kind: string;
  state: string;
  state_reason: string;
  order_id: string | null;
  vehicle_id: string;
  from_pad_id: string;
  to_pad_id: string;
  created_at: number;
  launched_at: number | null;
  takeoff_at: number | null;
  landed_at: number | null;
  ended_at: number | null;
  /** The whole plan value of `plan/plan.ts`. */
  plan_json: string | null;
  issues_json: string;
  launch_json: string;
  launched_by_json: string | null;
  turnaround_json: string | null;
  summary_json: string | null;
};

export type AlarmRow = {
  id: string;
  kind: string;
  severity: string;
  subject: string;
  sentence: string;
  params_json: string;
  raised_at: number;
  cleared_at: number | null;
  ack_json: string | null;
};

export type CounterRow = { name: string; value: number };
export type SettingRow = { name: string; json: string };

export type Schema = {
  events: EventRow;
  people: PersonRow;
  sessions: SessionRow;
  idempotency: IdempotencyRow;
  sites: SiteRow;
  pads: PadRow;
  profiles: ProfileRow;
  links: LinkRow;
  signing_keys: SigningKeyRow;
  vehicles: VehicleRow;
  airspace: AirspaceRow;
  orders: OrderRow;
  order_lines: OrderLineRow;
  units: UnitRow;
  boxes: BoxRow;
  flights: FlightRow;
  launch_intents: Control.LaunchIntentRow;
  control: Control.ControlRow;
  command_intents: Control.CommandIntentRow;
  alarms: AlarmRow;
  vehicle_logs: Logs.VehicleLogRow;
  vehicle_logs_seen: Logs.VehicleLogSeenRow;
  weather: Launch.WeatherRow;
  airspace_approvals: Launch.AirspaceApprovalRow;
  flight_ticks: Launch.FlightTickRow;
  launch_requests: Launch.LaunchRequestRow;
  launch_records: Launch.LaunchRecordRow;
  totp: Launch.TotpRow;
  failed_deliveries: Failure.FailedDeliveryRow;
  quarantined_boxes: Failure.QuarantinedBoxRow;
  incidents: Failure.IncidentRow;
  incident_entries: Failure.IncidentEntryRow;
  operational_intents: Intents.OperationalIntentRow;
  temporary_zones: Air.TemporaryZoneRow;
  airspace_drafts: Air.AirspaceDraftRow;
  takeoff_confirmations: Air.TakeoffConfirmationRow;
  urgent_applications: Air.UrgentApplicationRow;
  batteries: Battery.BatteryRow;
  battery_swaps: Battery.BatterySwapRow;
  maintenance_entries: Battery.MaintenanceEntryRow;
  counters: CounterRow;
  settings: SettingRow;
};
