/** Operational intents of other operators, as they were imported. A removed one is kept: decisions were made with it. */
export const FOREIGN_INTENTS: readonly string[] = [
  `CREATE TABLE operational_intents (
    id TEXT PRIMARY KEY, source TEXT NOT NULL, reference TEXT NOT NULL, state TEXT NOT NULL, priority INTEGER NOT NULL,
    starts_at INTEGER NOT NULL, ends_at INTEGER NOT NULL, json TEXT NOT NULL, entered_at INTEGER NOT NULL,
    person_id TEXT NOT NULL, person_name TEXT NOT NULL, removed_at INTEGER, CHECK (ends_at > starts_at))`,
  `CREATE INDEX operational_intents_ends ON operational_intents (ends_at)`,
  // What is imported again takes the place of what was known of it.
  `CREATE UNIQUE INDEX operational_intents_one ON operational_intents (source, reference) WHERE removed_at IS NULL`,
];
