import type { Airspace } from '../plan/airspace.ts';
import { parseAirspace } from '../plan/airspace.ts';
import type { AirspaceService } from '../fleet/airspace-service.ts';

export type PlanWorld = { readonly version: number; readonly airspace: Airspace };

/** The airspace in use, parsed once per version. */
export const createPlanWorld = (service: AirspaceService) => {
  let known: PlanWorld | undefined;
  return {
    /** Undefined while no airspace data is in use: nothing can be planned then. */
    current: async (): Promise<PlanWorld | undefined> => {
      if (known !== undefined) return known;
      const row = await service.current();
      if (row === undefined) return undefined;
      known = { version: row.version, airspace: parseAirspace(JSON.parse(row.geojson)).airspace };
      return known;
    },
    forget: (): void => {
      known = undefined;
    },
  };
};
