import type { PlanPad } from '../plan/sites.ts';
import type { Reader } from '../store/store.ts';

const padsOf = (reader: Reader) =>
  reader
    .selectFrom('pads')
    .innerJoin('sites', 'sites.id', 'pads.site_id')
    .selectAll('pads')
    .select(['sites.name_zh', 'sites.name_en', 'sites.enabled']);

type Row = Awaited<ReturnType<ReturnType<typeof padsOf>['execute']>>[number];

const padOfRow = (row: Row): PlanPad => ({
  id: row.id,
  nameZh: row.name_zh,
  nameEn: row.name_en,
  at: [row.lon, row.lat],
  groundAmslM: row.elevation_amsl_m - row.height_above_ground_m,
  heightM: row.height_above_ground_m,
  surveyed: row.surveyed === 1,
  siteId: row.site_id,
  padName: row.name,
});

export const planPad = async (reader: Reader, id: string): Promise<PlanPad> =>
  padOfRow(await padsOf(reader).where('pads.id', '=', id).executeTakeFirstOrThrow());

/** Pads of enabled sites: where a drone may land. By id, so that equal worlds give equal plans. */
export const landingPads = async (reader: Reader): Promise<PlanPad[]> =>
  (await padsOf(reader).where('sites.enabled', '=', 1).orderBy('pads.id').execute()).map(padOfRow);
