import type { AirspaceReview } from '../api/contract/airspace-drafts.ts';
import type { DraftDeps, ReadFile } from '../fleet/airspace-drafts-service.ts';
import { datumSuspicion, referenceOf, type Reference } from '../plan/airspace/datum.ts';
import { diffAirspace, zonesTouching } from '../plan/airspace/diff.ts';
import { readEd269 } from '../plan/airspace/ed269.ts';
import { parseAirspace, type Airspace, type Zone } from '../plan/airspace.ts';
import type { Plan } from '../plan/plan-types.ts';
import type { Store } from '../store/store.ts';

const NOTHING: Pick<Airspace, 'zones'> = { zones: [] };

const airspaceOf = (geojson: string | undefined): Pick<Airspace, 'zones'> =>
  geojson === undefined ? NOTHING : parseAirspace(JSON.parse(geojson)).airspace;

const named = ({ id, nameZh, nameEn, kind }: Zone) => ({ id, nameZh, nameEn, kind });

/** Sites whose places are known, by their names. */
const siteReferences = async (store: Store): Promise<Reference[]> => {
  const rows = await store.read
    .selectFrom('sites')
    .innerJoin('pads', 'pads.site_id', 'sites.id')
    .select(['sites.id', 'sites.name_zh', 'sites.name_en', 'pads.lon', 'pads.lat'])
    .execute();
  return rows.map(({ id, name_zh, name_en, lon, lat }) => ({
    names: [id, name_zh, name_en],
    at: [lon, lat],
  }));
};

/** How the planner reads a file of airspace data, and what a draft changes. */
export const airspaceReview = (store: Store): Pick<DraftDeps, 'read' | 'review'> => ({
  read: async ({ format, file }, inUse): Promise<ReadFile> => {
    const { geojson, issues } =
      format === 'ed269' ? readEd269(file) : { geojson: file as ReadFile['geojson'], issues: [] };
    if (geojson === undefined) return { geojson: undefined, issues };
    const parsed = parseAirspace(geojson);
    const references = [...airspaceOf(inUse).zones.map(referenceOf), ...(await siteReferences(store))];
    return {
      geojson,
      issues: [...issues, ...parsed.issues, ...datumSuspicion(parsed.airspace.zones, references)],
    };
  },

  review: (inUse, draft, flights): AirspaceReview => {
    const diff = diffAirspace(airspaceOf(inUse), airspaceOf(draft));
    return {
      added: diff.added.map(named),
      removed: diff.removed.map(named),
      changed: diff.changed.map(({ after, parts }) => ({ zone: named(after), parts: [...parts] })),
      flights: flights.flatMap(({ planJson, ...flight }) => {
        const { plan } = JSON.parse(planJson) as { plan: Pick<Plan, 'legs'> };
        const zones = zonesTouching(diff, plan).map(named);
        return zones.length === 0 ? [] : [{ ...flight, zones }];
      }),
    };
  },
});
