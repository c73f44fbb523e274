import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { DRILL_SETTING, refuseMixed } from './drill.ts';
import { StoreUnusable } from './sqlite-driver.ts';

type Held = { readonly mark: boolean | undefined; readonly facts: boolean };

const tableIsThere = (database: DatabaseSync, name: string): boolean =>
  database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(name) !== undefined;

const heldBy = (database: DatabaseSync): Held => {
  const row = tableIsThere(database, 'settings')
    ? database.prepare('SELECT json FROM settings WHERE name = ?').get(DRILL_SETTING)
    : undefined;
  return {
    mark: row === undefined ? undefined : JSON.parse(String(row['json'])) === true,
    facts:
      tableIsThere(database, 'events') &&
      database.prepare('SELECT 1 FROM events LIMIT 1').get() !== undefined,
  };
};

/**
 * Whether the record in this file is of the kind that was asked for, before anything is written to its folder: no
 * migration, no key, no mark. A file that is not there yet is of either kind. Throws `DrillMixed`, or `StoreUnusable`
 * where it cannot be read.
 */
export const checkDrillFile = (path: string, wanted: boolean): void => {
  if (!existsSync(path)) return;
  let held: Held;
  try {
    const database = new DatabaseSync(path, { readOnly: true });
    try {
      held = heldBy(database);
    } finally {
      database.close();
    }
  } catch (error) {
    throw new StoreUnusable(
      `The database ${path} cannot be read (${error instanceof Error ? error.message : String(error)}): move it away and restore a backup, or start with another --data folder`,
      { cause: error },
    );
  }
  refuseMixed(held.mark ?? (held.facts ? false : wanted), wanted);
};
