import type { z } from 'zod';
import type { contract } from '../api/contract/contract.ts';
import type { Actor } from '../core/access.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import { featureOfTemporary, type TemporaryZone } from '../core/temporary-zone.ts';
import type { AirspaceRow } from '../store/schema.ts';
import type { Store } from '../store/store.ts';

type AirspaceView = z.input<(typeof contract)['fleet']['airspace']['response']>;

export type AirspaceDeps = {
  readonly store: Store;
  /** Temporary zones on top, for the maps. */
  readonly temporary: () => Promise<readonly TemporaryZone[]>;
};

type Selected = Omit<AirspaceRow, 'version'> & { version: number };

/** Versions of the airspace data: the newest is in use, none is ever changed. */
export const createAirspace = ({ store, temporary }: AirspaceDeps) => {
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
      geojson: {
        ...geojson,
        features: [...geojson.features, ...(await temporary()).map(featureOfTemporary)],
      },
    });
  };

  return { current, view };
};

export type AirspaceService = ReturnType<typeof createAirspace>;
