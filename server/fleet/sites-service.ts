import type { z } from 'zod';
import type { contract } from '../api/contract/contract.ts';
import type { Site } from '../api/contract/fleet.ts';
import type { Actor } from '../core/access.ts';
import type { Cause } from '../core/cause.ts';
import { newId } from '../core/ids.ts';
import type { Rng } from '../core/ports.ts';
import { ok, refuse, type Failure, type Result } from '../core/result.ts';
import { loggable } from '../orders/note-check.ts';
import type { PadRow, SiteRecord } from '../store/schema.ts';
import type { Reader, Store, Tx } from '../store/store.ts';
import { forReader, padView, readSites, siteView, type Pad, type PadClear } from './views-queries.ts';

type Body<K extends 'createSite' | 'changeSite' | 'createPad' | 'changePad' | 'padClear'> = z.output<
  (typeof contract)['fleet'][K]['body']
>;
type SiteDeps = { readonly store: Store; readonly rng: Rng };

/** How long "the pad is clear" counts: people and cars move. */
export const PAD_CLEAR_MS = 30 * 60_000;

const NO_SITE: Failure = { code: 'fleet.not_found', message: 'There is no such site.' };
const NO_PAD: Failure = { code: 'fleet.not_found', message: 'There is no such pad.' };

const oneSite = async (reader: Reader, id: string): Promise<SiteRecord | undefined> =>
  reader.selectFrom('sites').selectAll().where('id', '=', id).executeTakeFirst();

const onePad = async (reader: Reader, id: string): Promise<PadRow | undefined> =>
  reader.selectFrom('pads').selectAll().where('id', '=', id).executeTakeFirst();

const padsOf = (reader: Reader, siteId: string): Promise<PadRow[]> =>
  reader.selectFrom('pads').selectAll().where('site_id', '=', siteId).orderBy('name').execute();

const siteRow = (id: string, role: string, body: Omit<Body<'createSite'>, 'id' | 'role'>): SiteRecord => ({
  id,
  role,
  name_zh: body.nameZh,
  name_en: body.nameEn,
  address: body.address,
  phone: body.phone,
  lon: body.position[0],
  lat: body.position[1],
  accuracy_m: body.accuracyM,
  enabled: body.enabled ? 1 : 0,
  road_min: body.roadMin,
  road_verified: body.roadVerified ? 1 : 0,
});

const padRow = (id: string, siteId: string, body: Body<'createPad'>): PadRow => ({
  id,
  site_id: siteId,
  name: body.name,
  lon: body.position[0],
  lat: body.position[1],
  elevation_amsl_m: body.elevationAmslM,
  height_above_ground_m: body.heightAboveGroundM,
  surveyed: body.surveyed ? 1 : 0,
  clear_json: null,
});

/** A drone on its way to a pad flies to where the pad was planned: such a pad keeps its place. */
const isInUse = async (tx: Tx, padId: string): Promise<boolean> => {
  const flight = await tx
    .selectFrom('flights')
    .select('id')
    .where('ended_at', 'is', null)
    .where((where) => where.or([where('from_pad_id', '=', padId), where('to_pad_id', '=', padId)]))
    .executeTakeFirst();
  return flight !== undefined;
};

const createSite =
  ({ store }: SiteDeps) =>
  (cause: Cause, body: Body<'createSite'>): Promise<Result<Site>> =>
    store.transact(cause, async (tx) => {
      if ((await oneSite(tx, body.id)) !== undefined) {
        return refuse('fleet.site_exists', `There is a site ${body.id} already.`, { place: 'id' });
      }
      const row = siteRow(body.id, body.role, body);
      await tx.db.insertInto('sites').values(row).execute();
      await tx.emit({ type: 'site.created', subject: `site:${row.id}`, data: { ...body } });
      tx.created(row.id);
      return ok(siteView(row, []));
    });

const changeSite =
  ({ store }: SiteDeps) =>
  (cause: Cause, id: string, body: Body<'changeSite'>): Promise<Result<Site>> =>
    store.transact(cause, async (tx) => {
      const row = await oneSite(tx, id);
      if (row === undefined) return { ok: false, error: NO_SITE };
      const old = siteView(row, []);
      const next = siteRow(id, row.role, {
        nameZh: body.nameZh ?? old.nameZh,
        nameEn: body.nameEn ?? old.nameEn,
        address: body.address ?? old.address,
        phone: body.phone ?? old.phone,
        position: body.position ?? old.position,
        accuracyM: body.accuracyM ?? old.accuracyM,
        enabled: body.enabled ?? old.enabled,
        roadMin: body.roadMin ?? old.roadMin,
        roadVerified: body.roadVerified ?? old.roadVerified,
      });
      await tx.db.updateTable('sites').set(next).where('id', '=', id).execute();
      await tx.emit({ type: 'site.changed', subject: `site:${id}`, data: { ...body } });
      return ok(siteView(next, await padsOf(tx, id)));
    });

const createPad =
  ({ store, rng }: SiteDeps) =>
  (cause: Cause, siteId: string, body: Body<'createPad'>): Promise<Result<Pad>> =>
    store.transact(cause, async (tx) => {
      if ((await oneSite(tx, siteId)) === undefined) return { ok: false, error: NO_SITE };
      const row = padRow(newId(rng), siteId, body);
      await tx.db.insertInto('pads').values(row).execute();
      await tx.emit({ type: 'pad.created', subject: `pad:${row.id}`, data: { siteId, ...body } });
      tx.created(row.id);
      return ok(padView(row));
    });

const changePad =
  ({ store }: SiteDeps) =>
  (cause: Cause, id: string, body: Body<'changePad'>): Promise<Result<Pad>> =>
    store.transact(cause, async (tx) => {
      const row = await onePad(tx, id);
      if (row === undefined) return { ok: false, error: NO_PAD };
      const old = padView(row);
      if (await isInUse(tx, id))
        return refuse('fleet.pad_in_use', 'A flight uses this pad: change it when the flight has ended.');
      const next = padRow(id, row.site_id, {
        name: body.name ?? old.name,
        position: body.position ?? old.position,
        elevationAmslM: body.elevationAmslM ?? old.elevationAmslM,
        heightAboveGroundM: body.heightAboveGroundM ?? old.heightAboveGroundM,
        surveyed: body.surveyed ?? old.surveyed,
      });
      await tx.db.updateTable('pads').set(next).where('id', '=', id).execute();
      await tx.emit({ type: 'pad.changed', subject: `pad:${id}`, data: { ...body } });
      return ok(padView(next));
    });

/** Only people of the pad's own site speak for it. */
const setPadClear =
  ({ store }: SiteDeps) =>
  (cause: Cause, id: string, body: Body<'padClear'>): Promise<Result<Pad>> =>
    store.transact(cause, async (tx) => {
      const row = await onePad(tx, id);
      const { actor } = cause;
      if (row === undefined || row.site_id !== actor.siteId) return { ok: false, error: NO_PAD };
      const clear: PadClear = {
        clear: body.clear,
        by: { personId: actor.personId, name: actor.name, at: tx.now },
        expiresAt: tx.now + PAD_CLEAR_MS,
        note: body.note,
      };
      const next: PadRow = { ...row, clear_json: JSON.stringify(clear) };
      await tx.db.updateTable('pads').set({ clear_json: next.clear_json }).where('id', '=', id).execute();
      await tx.emit({
        type: body.clear ? 'pad.clear' : 'pad.not_clear',
        subject: `pad:${id}`,
        siteId: row.site_id,
        data: { siteId: row.site_id, name: row.name, note: loggable(body.note), expiresAt: clear.expiresAt },
      });
      return ok(padView(next));
    });

/** Sites and their landing pads. */
export const createSites = (deps: SiteDeps) => ({
  list: async (actor: Actor): Promise<Site[]> =>
    (await readSites(deps.store.read)).map((site) => forReader(actor, site)),
  create: createSite(deps),
  change: changeSite(deps),
  createPad: createPad(deps),
  changePad: changePad(deps),
  padClear: setPadClear(deps),
});

export type Sites = ReturnType<typeof createSites>;
