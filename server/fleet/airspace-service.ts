import type { z } from 'zod';
import type { contract } from '../api/contract/contract.ts';
import type { Actor } from '../core/access.ts';
import type { Cause } from '../core/cause.ts';
import { hasBlocker, type Issue } from '../core/issue.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { AirspaceRow } from '../store/schema.ts';
import type { Store } from '../store/store.ts';

type Import = z.output<(typeof contract)['fleet']['importAirspace']['body']>;
type AirspaceView = z.input<(typeof contract)['fleet']['airspace']['response']>;

export type AirspaceDeps = {
  readonly store: Store;
  /** The planner's reading of the file; joined in `app.ts`. */
  readonly check: (geojson: unknown) => readonly Issue[];
  /** Called after a version came into use. */
  readonly changed: () => void;
};

type Selected = Omit<AirspaceRow, 'version'> & { version: number };

/** Versions of the airspace data: the newest is in use, none is ever changed. */
export const createAirspace = ({ store, check, changed }: AirspaceDeps) => {
  const current = async (): Promise<Selected | undefined> =>
    store.read.selectFrom('airspace').selectAll().orderBy('version', 'desc').limit(1).executeTakeFirst();

  const view = async (actor: Actor): Promise<Result<AirspaceView>> => {
    const row = await current();
    if (row === undefined)
      return refuse('fleet.no_airspace', 'No airspace data is in use: import a version first.');
    const geojson = JSON.parse(row.geojson) as AirspaceView['geojson'];
    return ok({
      version: row.version,
      name: row.name,
      importedAt: row.imported_at,
      // A hospital does not learn the names of the service's staff.
      importedBy: actor.role === 'hospital' ? '' : row.imported_by,
      zones: geojson.features.length,
      geojson,
    });
  };

  const importVersion = async (cause: Cause, body: Import): Promise<Result<{ version: number }>> => {
    const issues = check(body.geojson);
    if (hasBlocker(issues)) {
      return refuse('fleet.invalid_airspace', `The file has ${issues.length} faults: it is not put in use.`, {
        place: 'geojson',
        details: issues,
      });
    }
    const result = await store.transact(cause, async (tx) => {
      const row = await tx.db
        .insertInto('airspace')
        .values({
          name: body.name,
          imported_at: tx.now,
          imported_by: cause.actor.name,
          geojson: JSON.stringify(body.geojson),
        })
        .returning('version')
        .executeTakeFirstOrThrow();
      await tx.emit({
        type: 'airspace.imported',
        subject: `airspace:${row.version}`,
        data: { name: body.name, reason: body.reason, features: body.geojson.features.length },
      });
      tx.created(String(row.version));
      return ok({ version: row.version });
    });
    if (result.ok) changed();
    return result;
  };

  return { current, view, importVersion };
};

export type AirspaceService = ReturnType<typeof createAirspace>;
