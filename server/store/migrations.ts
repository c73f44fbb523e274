import { AIRSPACE_CHANGES, URGENT_CHANGES } from './migrations-airspace.ts';
import { BATTERIES } from './migrations-batteries.ts';
import { FAILURES } from './migrations-failure.ts';
import { FOREIGN_INTENTS } from './migrations-intents.ts';

/**
 * Numbered steps; each runs once, in order, in one transaction with its number. A step is never edited once it has
 * landed: a change is a new step.
 */
export type Migration = { readonly version: number; readonly name: string; readonly sql: readonly string[] };

const EVENTS = [
  `CREATE TABLE events (
    seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, type TEXT NOT NULL, subject TEXT NOT NULL, site_id TEXT,
    actor_id TEXT NOT NULL, actor_name TEXT NOT NULL, session_id TEXT, request_id TEXT, data_json TEXT NOT NULL,
    prev_hash TEXT NOT NULL, hash TEXT NOT NULL UNIQUE)`,
  `CREATE INDEX events_subject ON events (subject, seq)`,
  `CREATE TRIGGER events_no_update BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are append-only'); END`,
  `CREATE TRIGGER events_no_delete BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are append-only'); END`,
];

const PEOPLE = [
  `CREATE TABLE people (
    id TEXT PRIMARY KEY, login TEXT NOT NULL UNIQUE, name TEXT NOT NULL, role TEXT NOT NULL, site_id TEXT,
    password_hash TEXT NOT NULL, active INTEGER NOT NULL, must_change_password INTEGER NOT NULL, created_at INTEGER NOT NULL)`,
  `CREATE TABLE sessions (
    id_hash TEXT PRIMARY KEY, person_id TEXT NOT NULL REFERENCES people (id), created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL, expires_at INTEGER NOT NULL)`,
  `CREATE INDEX sessions_person ON sessions (person_id)`,
  `CREATE TABLE idempotency (
    person_id TEXT NOT NULL, route_id TEXT NOT NULL, key TEXT NOT NULL, body_hash TEXT NOT NULL, resource TEXT,
    response_json TEXT, created_at INTEGER NOT NULL, PRIMARY KEY (person_id, route_id, key))`,
];

const PLACES = [
  `CREATE TABLE sites (
    id TEXT PRIMARY KEY, role TEXT NOT NULL, name_zh TEXT NOT NULL, name_en TEXT NOT NULL, address TEXT NOT NULL,
    phone TEXT NOT NULL, lon REAL NOT NULL, lat REAL NOT NULL, accuracy_m REAL NOT NULL, enabled INTEGER NOT NULL)`,
  `CREATE TABLE pads (
    id TEXT PRIMARY KEY, site_id TEXT NOT NULL REFERENCES sites (id), name TEXT NOT NULL, lon REAL NOT NULL,
    lat REAL NOT NULL, elevation_amsl_m REAL NOT NULL,
    height_above_ground_m REAL NOT NULL, surveyed INTEGER NOT NULL, clear_json TEXT)`,
  `CREATE TABLE profiles (id TEXT PRIMARY KEY, json TEXT NOT NULL)`,
  `CREATE TABLE links (name TEXT PRIMARY KEY, host TEXT NOT NULL, port INTEGER NOT NULL)`,
  `CREATE TABLE vehicles (
    id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, sysid INTEGER NOT NULL UNIQUE, compid INTEGER NOT NULL, link TEXT NOT NULL,
    uid TEXT NOT NULL, profile_id TEXT NOT NULL REFERENCES profiles (id), home_pad_id TEXT NOT NULL REFERENCES pads (id),
    state TEXT NOT NULL, state_reason TEXT NOT NULL, simulated INTEGER NOT NULL, pad_id TEXT REFERENCES pads (id))`,
  `CREATE TABLE airspace (
    version INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, imported_at INTEGER NOT NULL, imported_by TEXT NOT NULL,
    geojson TEXT NOT NULL)`,
];

const ORDERS = [
  `CREATE TABLE orders (
    id TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, site_id TEXT NOT NULL REFERENCES sites (id), state TEXT NOT NULL,
    state_reason TEXT NOT NULL, urgency TEXT NOT NULL, needed_by INTEGER NOT NULL, submitted_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL, ended_at INTEGER, request_no TEXT NOT NULL, ward_phone TEXT NOT NULL, note TEXT NOT NULL,
    receipt_json TEXT)`,
  `CREATE INDEX orders_site ON orders (site_id, submitted_at)`,
  `CREATE INDEX orders_state ON orders (state)`,
  `CREATE TABLE order_lines (
    id TEXT PRIMARY KEY, order_id TEXT NOT NULL REFERENCES orders (id), position INTEGER NOT NULL, component TEXT NOT NULL,
    abo TEXT NOT NULL, rhd TEXT NOT NULL, units INTEGER NOT NULL CHECK (units > 0))`,
  `CREATE INDEX order_lines_order ON order_lines (order_id)`,
];

const FLIGHTS = [
  `CREATE TABLE flights (
    id TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, state TEXT NOT NULL, state_reason TEXT NOT NULL,
    order_id TEXT REFERENCES orders (id), vehicle_id TEXT NOT NULL REFERENCES vehicles (id), from_pad_id TEXT NOT NULL REFERENCES pads (id),
    to_pad_id TEXT NOT NULL REFERENCES pads (id), created_at INTEGER NOT NULL, launched_at INTEGER, takeoff_at INTEGER,
    landed_at INTEGER, ended_at INTEGER, plan_json TEXT, issues_json TEXT NOT NULL, launch_json TEXT NOT NULL,
    launched_by_json TEXT, turnaround_json TEXT, summary_json TEXT)`,
  // A drone is on at most one flight that has not ended, and so is an order (INV-D3).
  `CREATE UNIQUE INDEX flights_one_per_vehicle ON flights (vehicle_id) WHERE ended_at IS NULL`,
  `CREATE UNIQUE INDEX flights_one_per_order ON flights (order_id) WHERE ended_at IS NULL AND order_id IS NOT NULL`,
  `CREATE INDEX flights_created ON flights (created_at)`,
  `CREATE INDEX flights_order ON flights (order_id)`,
  `CREATE TABLE launch_intents (
    id TEXT PRIMARY KEY, flight_id TEXT NOT NULL REFERENCES flights (id), kind TEXT NOT NULL, person_id TEXT NOT NULL,
    plan_hash TEXT NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, outcome TEXT NOT NULL)`,
  // One arming frame for a flight, ever (INV-S2).
  `CREATE UNIQUE INDEX launch_intents_one ON launch_intents (flight_id, kind)`,
];

const UNITS = [
  `CREATE TABLE boxes (
    id TEXT PRIMARY KEY, order_id TEXT NOT NULL REFERENCES orders (id), box_no TEXT NOT NULL, seal_no TEXT NOT NULL,
    temperature_class TEXT NOT NULL, mass_kg REAL NOT NULL, packed_json TEXT NOT NULL, checked_json TEXT NOT NULL,
    flight_id TEXT REFERENCES flights (id), loaded_json TEXT, unloaded_json TEXT)`,
  `CREATE INDEX boxes_order ON boxes (order_id)`,
  `CREATE INDEX boxes_flight ON boxes (flight_id)`,
  `CREATE TABLE units (
    id TEXT PRIMARY KEY, din TEXT NOT NULL UNIQUE, component TEXT NOT NULL, abo TEXT NOT NULL, rhd TEXT NOT NULL,
    product_code TEXT NOT NULL, volume_ml INTEGER NOT NULL, expires_at INTEGER NOT NULL, state TEXT NOT NULL,
    state_reason TEXT NOT NULL, line_id TEXT REFERENCES order_lines (id), box_id TEXT REFERENCES boxes (id),
    picked_json TEXT, checked_json TEXT,
    CHECK ((state = 'AVAILABLE') <= (line_id IS NULL)))`,
  `CREATE INDEX units_line ON units (line_id)`,
  `CREATE INDEX units_stock ON units (state, component, abo, rhd, expires_at)`,
];

const REST = [
  `CREATE TABLE alarms (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, severity TEXT NOT NULL, subject TEXT NOT NULL, sentence TEXT NOT NULL,
    params_json TEXT NOT NULL, raised_at INTEGER NOT NULL, cleared_at INTEGER, ack_json TEXT)`,
  // The same alarm about the same subject is raised once until it is cleared.
  `CREATE UNIQUE INDEX alarms_raised ON alarms (kind, subject) WHERE cleared_at IS NULL`,
  `CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL)`,
  `CREATE TABLE settings (name TEXT PRIMARY KEY, json TEXT NOT NULL)`,
];

const SIGNING = [
  `CREATE TABLE signing_keys (
    id TEXT PRIMARY KEY, vehicle_id TEXT NOT NULL REFERENCES vehicles (id), key_id TEXT NOT NULL, sealed TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'current', 'former')), made_at INTEGER NOT NULL, changed_at INTEGER NOT NULL)`,
  `CREATE UNIQUE INDEX signing_keys_one ON signing_keys (vehicle_id, state) WHERE state <> 'former'`,
  `ALTER TABLE links ADD COLUMN trusted INTEGER NOT NULL DEFAULT 0`,
];

const VEHICLE_LOGS = [
  `CREATE TABLE vehicle_logs (
    id TEXT PRIMARY KEY, flight_id TEXT NOT NULL REFERENCES flights (id), vehicle_id TEXT NOT NULL REFERENCES vehicles (id),
    state TEXT NOT NULL CHECK (state IN ('pending', 'verified', 'complete', 'failed')), reason TEXT NOT NULL,
    method TEXT, source_path TEXT, source_size INTEGER, file TEXT, crc32 INTEGER, tries INTEGER NOT NULL,
    created_at INTEGER NOT NULL, fetched_at INTEGER)`,
  `CREATE INDEX vehicle_logs_flight ON vehicle_logs (flight_id)`,
  `CREATE INDEX vehicle_logs_pending ON vehicle_logs (vehicle_id) WHERE state = 'pending'`,
  // What a drone was seen to have: what is new after a flight is of that flight.
  `CREATE TABLE vehicle_logs_seen (
    vehicle_id TEXT NOT NULL REFERENCES vehicles (id), path TEXT NOT NULL, size INTEGER NOT NULL,
    PRIMARY KEY (vehicle_id, path))`,
];

const LINK_KINDS = [
  `ALTER TABLE links ADD COLUMN kind TEXT NOT NULL DEFAULT 'udp' CHECK (kind IN ('udp', 'tcp-client', 'tcp-server', 'serial'))`,
  `ALTER TABLE links ADD COLUMN device TEXT NOT NULL DEFAULT ''`,
  `ALTER TABLE links ADD COLUMN baud INTEGER NOT NULL DEFAULT 57600`,
  `ALTER TABLE links ADD COLUMN priority INTEGER NOT NULL DEFAULT 5`,
];

const PREFLIGHT = [
  `CREATE TABLE weather (
    id TEXT PRIMARY KEY, at INTEGER NOT NULL, entered_at INTEGER NOT NULL, person_id TEXT NOT NULL, person_name TEXT NOT NULL,
    source TEXT NOT NULL, demo INTEGER NOT NULL, json TEXT NOT NULL)`,
  `CREATE INDEX weather_at ON weather (at)`,
  `CREATE TABLE airspace_approvals (
    id TEXT PRIMARY KEY, number TEXT NOT NULL, valid_from INTEGER NOT NULL, valid_to INTEGER NOT NULL, note TEXT NOT NULL,
    entered_at INTEGER NOT NULL, person_id TEXT NOT NULL, person_name TEXT NOT NULL, demo INTEGER NOT NULL,
    withdrawn_at INTEGER, CHECK (valid_to > valid_from))`,
  `CREATE INDEX airspace_approvals_to ON airspace_approvals (valid_to)`,
  `CREATE TABLE flight_ticks (
    flight_id TEXT NOT NULL REFERENCES flights (id), tick TEXT NOT NULL, person_id TEXT NOT NULL, person_name TEXT NOT NULL,
    at INTEGER NOT NULL, PRIMARY KEY (flight_id, tick))`,
  `CREATE TABLE launch_requests (
    id TEXT PRIMARY KEY, flight_id TEXT NOT NULL REFERENCES flights (id),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'approved', 'refused', 'withdrawn', 'expired')),
    requester_id TEXT NOT NULL, requester_name TEXT NOT NULL, reason TEXT NOT NULL, request_json TEXT NOT NULL,
    issues_json TEXT NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, approver_id TEXT, approver_name TEXT,
    approver_reason TEXT, decided_at INTEGER,
    CHECK (approver_id IS NULL OR approver_id <> requester_id),
    CHECK (state <> 'approved' OR (approver_id IS NOT NULL AND decided_at < expires_at)))`,
  // One question at a time.
  `CREATE UNIQUE INDEX launch_requests_one ON launch_requests (flight_id) WHERE state = 'waiting'`,
  `CREATE TABLE launch_records (
    flight_id TEXT PRIMARY KEY REFERENCES flights (id), at INTEGER NOT NULL, requester_id TEXT NOT NULL, approver_id TEXT,
    json TEXT NOT NULL, CHECK (approver_id IS NULL OR approver_id <> requester_id))`,
  `CREATE TABLE totp (
    person_id TEXT PRIMARY KEY REFERENCES people (id), sealed TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'current')), last_step INTEGER NOT NULL, made_at INTEGER NOT NULL)`,
  `ALTER TABLE boxes ADD COLUMN start_temperature_c REAL`,
];

const CONTROL = [
  // Whose console commands a drone; the epoch never falls (INV-S9).
  `CREATE TABLE control (
    vehicle_id TEXT PRIMARY KEY REFERENCES vehicles (id), epoch INTEGER NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('none', 'quarantine', 'free')),
    person_id TEXT, person_name TEXT, session_id TEXT, taken_at INTEGER)`,
  `CREATE TRIGGER control_epoch_rises BEFORE UPDATE ON control WHEN NEW.epoch < OLD.epoch
    BEGIN SELECT RAISE(ABORT, 'the epoch of control never falls'); END`,
  // Written before the guard lets the frame leave; the arming of a launch has launch_intents.
  `CREATE TABLE command_intents (
    id TEXT PRIMARY KEY, vehicle_id TEXT NOT NULL REFERENCES vehicles (id), flight_id TEXT REFERENCES flights (id),
    kind TEXT NOT NULL CHECK (kind IN ('resume', 'reroute', 'fly', 'two-person', 'param', 'key')), epoch INTEGER NOT NULL,
    person_id TEXT NOT NULL, second_id TEXT, wish_json TEXT NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL,
    CHECK ((kind = 'two-person') = (second_id IS NOT NULL)), CHECK (second_id <> person_id))`,
  `CREATE INDEX command_intents_vehicle ON command_intents (vehicle_id, created_at)`,
];

export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    name: 'first delivery',
    sql: [...EVENTS, ...PEOPLE, ...PLACES, ...ORDERS, ...FLIGHTS, ...UNITS, ...REST],
  },
  { version: 2, name: 'signing keys, trusted links', sql: SIGNING },
  { version: 3, name: 'logs of the vehicles', sql: VEHICLE_LOGS },
  { version: 4, name: 'kinds of links, priorities', sql: LINK_KINDS },
  { version: 5, name: 'pre-flight, second person, one-time codes', sql: PREFLIGHT },
  { version: 6, name: 'control of drones, intents of commands', sql: CONTROL },
  { version: 7, name: 'failed deliveries, incidents', sql: FAILURES },
  { version: 8, name: 'batteries, maintenance, roads', sql: BATTERIES },
  { version: 9, name: 'operational intents of others', sql: FOREIGN_INTENTS },
  { version: 10, name: 'temporary zones, drafts of the airspace, corridors', sql: AIRSPACE_CHANGES },
  { version: 11, name: 'applications for urgent flights', sql: URGENT_CHANGES },
];
