/** Battery packs, their changes, maintenance of drones, and how long the road to a hospital takes. */
export const BATTERIES: readonly string[] = [
  `CREATE TABLE batteries (
    id TEXT PRIMARY KEY, profile_id TEXT NOT NULL REFERENCES profiles (id), serial TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('ABOARD', 'CHARGING', 'SHELF', 'RETIRED')), vehicle_id TEXT REFERENCES vehicles (id),
    site_id TEXT REFERENCES sites (id), put_at INTEGER NOT NULL, charge_pct REAL NOT NULL, charge_at INTEGER NOT NULL,
    cycles INTEGER NOT NULL, health_pct REAL, imbalance_mv INTEGER, grounded TEXT NOT NULL,
    CHECK ((state = 'ABOARD') = (vehicle_id IS NOT NULL)))`,
  // One pack in a drone.
  `CREATE UNIQUE INDEX batteries_one_aboard ON batteries (vehicle_id) WHERE vehicle_id IS NOT NULL`,
  `CREATE TABLE battery_swaps (
    id TEXT PRIMARY KEY, at INTEGER NOT NULL, vehicle_id TEXT NOT NULL REFERENCES vehicles (id),
    out_id TEXT REFERENCES batteries (id), in_id TEXT NOT NULL REFERENCES batteries (id), person_id TEXT NOT NULL,
    person_name TEXT NOT NULL, turnaround_s INTEGER)`,
  `CREATE INDEX battery_swaps_at ON battery_swaps (at)`,
  `CREATE TABLE maintenance_entries (
    id TEXT PRIMARY KEY, vehicle_id TEXT NOT NULL REFERENCES vehicles (id), at INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('service', 'fault')), note TEXT NOT NULL, person_id TEXT NOT NULL, person_name TEXT NOT NULL)`,
  `CREATE INDEX maintenance_entries_of ON maintenance_entries (vehicle_id, at)`,
  // 35 to 40 min by road: published for the trial in Nanjing; nobody has measured it for this site.
  `ALTER TABLE sites ADD COLUMN road_min REAL NOT NULL DEFAULT 38`,
  `ALTER TABLE sites ADD COLUMN road_verified INTEGER NOT NULL DEFAULT 0`,
];
