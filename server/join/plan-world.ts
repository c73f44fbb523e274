import { parseAirspace, type Airspace, type Zone } from '../plan/airspace.ts';
import type { TemporaryZone } from '../core/temporary-zone.ts';
import { withTemporary, zoneOfTemporary } from '../plan/airspace/temporary.ts';
import type { AirspaceService } from '../fleet/airspace-service.ts';
import type { TerrainWorld } from '../plan/terrain/world.ts';
import type { TemporaryZones } from '../fleet/temporary-zones-service.ts';

export type PlanWorld = {
  readonly version: number;
  readonly airspace: Airspace;
  readonly terrain?: TerrainWorld;
};

/**
 * The airspace in use: the published version, parsed once, with the temporary zones on top. Zones stay the same objects from
 * one reading to the next: the planner keeps what it reckoned for each.
 */
export const createPlanWorld = (
  service: Pick<AirspaceService, 'current'>,
  temporary: Pick<TemporaryZones, 'open'>,
  terrain?: TerrainWorld,
) => {
  let published: PlanWorld | undefined;
  let known: PlanWorld | undefined;
  let drawn = new Map<string, Zone>();

  const publishedNow = async (): Promise<PlanWorld | undefined> => {
    const row = await service.current();
    if (row === undefined) return undefined;
    if (published?.version !== row.version)
      published = { version: row.version, airspace: parseAirspace(JSON.parse(row.geojson)).airspace };
    return published;
  };

  const zonesOf = (rows: readonly TemporaryZone[]): Zone[] => {
    drawn = new Map(rows.map((row) => [row.id, drawn.get(row.id) ?? zoneOfTemporary(row)]));
    return [...drawn.values()];
  };

  let changes = 0;
  return {
    /** Undefined while no airspace data is in use: nothing can be planned then. */
    current: async (): Promise<PlanWorld | undefined> => {
      if (known !== undefined) return known;
      const seen = changes;
      const base = await publishedNow();
      if (base === undefined) return undefined;
      const world = {
        ...base,
        airspace: withTemporary(base.airspace, zonesOf(await temporary.open())),
        ...(terrain === undefined ? {} : { terrain }),
      };
      // What changed while it was read is read again.
      if (seen === changes) known = world;
      return world;
    },
    forget: (): void => {
      changes += 1;
      known = undefined;
    },
  };
};
