/** Temporary zones, drafts of airspace versions, corridors and confirmations of approvals. */
export const AIRSPACE_CHANGES: readonly string[] = [
  `CREATE TABLE temporary_zones (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, lower_m REAL NOT NULL, upper_m REAL NOT NULL,
    altitude_ref TEXT NOT NULL CHECK (altitude_ref IN ('AGL', 'AMSL')), ring_json TEXT NOT NULL,
    valid_from INTEGER NOT NULL, valid_to INTEGER NOT NULL, reason TEXT NOT NULL, entered_at INTEGER NOT NULL,
    person_id TEXT NOT NULL, person_name TEXT NOT NULL, ended_at INTEGER, ended_by_id TEXT, ended_by_name TEXT,
    CHECK (valid_to > valid_from), CHECK (upper_m >= lower_m), CHECK ((ended_at IS NULL) = (ended_by_id IS NULL)))`,
  `CREATE INDEX temporary_zones_to ON temporary_zones (valid_to)`,
  // Two persons: the database refuses the first one as the second.
  `CREATE TABLE airspace_drafts (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, reason TEXT NOT NULL, format TEXT NOT NULL CHECK (format IN ('geojson', 'ed269')),
    geojson TEXT NOT NULL, base_version INTEGER, state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'withdrawn')),
    created_at INTEGER NOT NULL, person_id TEXT NOT NULL, person_name TEXT NOT NULL,
    decided_at INTEGER, decider_id TEXT, decider_name TEXT, decider_reason TEXT, version INTEGER REFERENCES airspace (version),
    CHECK (state <> 'published' OR (version IS NOT NULL AND decider_id IS NOT NULL AND decider_id <> person_id)))`,
  `CREATE INDEX airspace_drafts_open ON airspace_drafts (created_at) WHERE state = 'draft'`,
  // Null: the approval has a window only.
  `ALTER TABLE airspace_approvals ADD COLUMN corridor_json TEXT`,
  `ALTER TABLE airspace_approvals ADD COLUMN needs_confirmation INTEGER NOT NULL DEFAULT 0`,
  `CREATE TABLE takeoff_confirmations (
    id TEXT PRIMARY KEY, approval_id TEXT NOT NULL REFERENCES airspace_approvals (id), takeoff_at INTEGER NOT NULL,
    reference TEXT NOT NULL, confirmed_at INTEGER NOT NULL, person_id TEXT NOT NULL, person_name TEXT NOT NULL)`,
  `CREATE INDEX takeoff_confirmations_approval ON takeoff_confirmations (approval_id, takeoff_at)`,
  `CREATE TABLE urgent_applications (
    id TEXT PRIMARY KEY, flight_id TEXT NOT NULL REFERENCES flights (id), takeoff_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL, person_id TEXT NOT NULL, person_name TEXT NOT NULL, steps_json TEXT NOT NULL,
    decision TEXT CHECK (decision IN ('granted', 'refused')), decided_at INTEGER)`,
  `CREATE INDEX urgent_applications_flight ON urgent_applications (flight_id, created_at)`,
];

/** One application for one flight, with what was filled in, what went out, and each step; nothing was in it before. */
export const URGENT_CHANGES: readonly string[] = [
  `DROP TABLE urgent_applications`,
  `CREATE TABLE urgent_applications (
    id TEXT PRIMARY KEY, flight_id TEXT NOT NULL REFERENCES flights (id),
    basis TEXT NOT NULL CHECK (basis IN ('rescue', 'special')),
    state TEXT NOT NULL CHECK (state IN ('draft', 'sent', 'granted', 'refused', 'withdrawn')),
    takeoff_at INTEGER NOT NULL, created_at INTEGER NOT NULL, person_id TEXT NOT NULL, person_name TEXT NOT NULL,
    answers_json TEXT NOT NULL, document_json TEXT, steps_json TEXT NOT NULL,
    approval_id TEXT REFERENCES airspace_approvals (id),
    CHECK (state NOT IN ('sent', 'granted', 'refused') OR document_json IS NOT NULL),
    CHECK (state <> 'granted' OR approval_id IS NOT NULL))`,
  `CREATE INDEX urgent_applications_flight ON urgent_applications (flight_id, created_at)`,
  // One that stands for each flight.
  `CREATE UNIQUE INDEX urgent_applications_one ON urgent_applications (flight_id) WHERE state IN ('draft', 'sent', 'granted')`,
];
