/** Failed deliveries, boxes in quarantine, incidents. */
export const FAILURES: readonly string[] = [
  `CREATE TABLE failed_deliveries (
    id TEXT PRIMARY KEY, order_id TEXT NOT NULL REFERENCES orders (id), flight_id TEXT NOT NULL UNIQUE REFERENCES flights (id),
    state TEXT NOT NULL CHECK (state IN ('OPEN', 'ACCEPTED', 'DISMISSED', 'WITHDRAWN')), flight_state TEXT NOT NULL,
    reason TEXT NOT NULL, opened_at INTEGER NOT NULL, decided_json TEXT,
    CHECK ((state = 'OPEN') = (decided_json IS NULL)))`,
  `CREATE INDEX failed_deliveries_order ON failed_deliveries (order_id)`,
  `CREATE TABLE quarantined_boxes (
    id TEXT PRIMARY KEY, failure_id TEXT NOT NULL REFERENCES failed_deliveries (id), box_id TEXT NOT NULL REFERENCES boxes (id),
    box_no TEXT NOT NULL, temperature_class TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('HELD', 'RELEASED', 'DISCARDED')),
    units_json TEXT NOT NULL, decided_json TEXT, UNIQUE (failure_id, box_id), CHECK ((state = 'HELD') = (decided_json IS NULL)))`,
  `CREATE TABLE incidents (
    id TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('OPEN', 'CLOSED')),
    flight_id TEXT REFERENCES flights (id), vehicle_id TEXT REFERENCES vehicles (id), opened_at INTEGER NOT NULL,
    opened_by_json TEXT NOT NULL, sentence TEXT NOT NULL, facts_json TEXT NOT NULL, finding TEXT, closed_json TEXT,
    CHECK ((state = 'CLOSED') = (closed_json IS NOT NULL)), CHECK ((state = 'CLOSED') = (finding IS NOT NULL)))`,
  // One flight, one kind, one record: however often it is told.
  `CREATE UNIQUE INDEX incidents_one ON incidents (flight_id, kind) WHERE flight_id IS NOT NULL`,
  `CREATE TABLE incident_entries (
    id TEXT PRIMARY KEY, incident_id TEXT NOT NULL REFERENCES incidents (id), at INTEGER NOT NULL, by_json TEXT NOT NULL,
    text TEXT NOT NULL)`,
  `CREATE INDEX incident_entries_of ON incident_entries (incident_id, at)`,
  `CREATE TRIGGER incident_entries_no_update BEFORE UPDATE ON incident_entries
    BEGIN SELECT RAISE(ABORT, 'entries of an incident are append-only'); END`,
  `CREATE TRIGGER incident_entries_no_delete BEFORE DELETE ON incident_entries
    BEGIN SELECT RAISE(ABORT, 'entries of an incident are append-only'); END`,
];
