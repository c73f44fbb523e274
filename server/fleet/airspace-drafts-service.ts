import type { z } from 'zod';
import type { AirspaceDraft, airspaceDrafts, AirspaceReview } from '../api/contract/airspace-drafts.ts';
import type { Actor } from '../core/access.ts';
import type { Cause } from '../core/cause.ts';
import { newId } from '../core/ids.ts';
import { hasBlocker, type Issue } from '../core/issue.ts';
import type { Rng } from '../core/ports.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { AirspaceDraftRow } from '../store/schema-airspace.ts';
import type { Store, Tx } from '../store/store.ts';

type NewDraft = z.output<typeof airspaceDrafts.add.body>;

/** Our own GeoJSON, whatever the file was. */
export type ReadFile = {
  readonly geojson: { readonly features: readonly unknown[] } | undefined;
  readonly issues: readonly Issue[];
};

/** A flight in preparation or in the air, with its plan as the record has it. */
export type PlannedFlight = {
  readonly flightId: string;
  readonly number: string;
  readonly state: string;
  readonly planJson: string;
};

export type DraftDeps = {
  readonly store: Store;
  readonly rng: Rng;
  /** The planner's reading; `inUse` is the version in use, for places that are known. Joined in `join`. */
  readonly read: (wanted: Pick<NewDraft, 'format' | 'file'>, inUse: string | undefined) => Promise<ReadFile>;
  readonly review: (
    inUse: string | undefined,
    draft: string,
    flights: readonly PlannedFlight[],
  ) => AirspaceReview;
  /** Called after a version came into use. */
  readonly changed: () => void;
};

const versionInUse = (reader: Pick<Store['read'], 'selectFrom'>) =>
  reader
    .selectFrom('airspace')
    .select(['version', 'geojson'])
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();

const plannedFlights = async (reader: Store['read']): Promise<PlannedFlight[]> => {
  const rows = await reader
    .selectFrom('flights')
    .select(['id', 'number', 'state', 'plan_json'])
    .where('ended_at', 'is', null)
    .where('landed_at', 'is', null)
    .where('plan_json', 'is not', null)
    .orderBy('number')
    .execute();
  return rows.map(({ id, number, state, plan_json }) => ({
    flightId: id,
    number,
    state,
    planJson: plan_json ?? '',
  }));
};

const openDraft = (tx: Tx, id: string): Promise<AirspaceDraftRow | undefined> =>
  tx.db
    .selectFrom('airspace_drafts')
    .selectAll()
    .where('id', '=', id)
    .where('state', '=', 'draft')
    .executeTakeFirst();

const noDraft = (id: string): Result<never> => refuse('fleet.no_draft', `There is no open draft ${id}.`);

const decide = (
  tx: Tx,
  { id }: AirspaceDraftRow,
  reason: string,
  end: { readonly state: 'published' | 'withdrawn'; readonly version: number | null },
): Promise<unknown> =>
  tx.db
    .updateTable('airspace_drafts')
    .set({
      ...end,
      decided_at: tx.now,
      decider_id: tx.cause.actor.personId,
      decider_name: tx.cause.actor.name,
      decider_reason: reason,
    })
    .where('id', '=', id)
    .execute();

const writePublished = async (tx: Tx, id: string, reason: string): Promise<Result<{ version: number }>> => {
  const row = await openDraft(tx, id);
  if (row === undefined) return noDraft(id);
  if (row.person_id === tx.cause.actor.personId)
    return refuse('fleet.same_person', 'Expected another person than the one who drafted it.');
  const inUse = await versionInUse(tx);
  if ((inUse?.version ?? null) !== row.base_version)
    return refuse(
      'fleet.stale_draft',
      `It was drafted for version ${row.base_version ?? 'none'}, version ${inUse?.version ?? 'none'} is in use.`,
    );
  const { version } = await tx.db
    .insertInto('airspace')
    .values({
      name: row.name,
      imported_at: tx.now,
      imported_by: `${row.person_name}, ${tx.cause.actor.name}`,
      geojson: row.geojson,
    })
    .returning('version')
    .executeTakeFirstOrThrow();
  await decide(tx, row, reason, { state: 'published', version });
  await tx.emit({
    type: 'airspace.published',
    subject: `airspace:${version}`,
    data: { name: row.name, drafted: row.person_name, why: row.reason, reason, before: row.base_version },
  });
  tx.created(String(version));
  return ok({ version });
};

const newRow = (
  { now, cause: { actor } }: Tx,
  id: string,
  { name, reason, format }: NewDraft,
  { geojson, baseVersion }: { readonly geojson: string; readonly baseVersion: number | null },
): AirspaceDraftRow => ({
  id,
  name,
  reason,
  format,
  geojson,
  base_version: baseVersion,
  state: 'draft',
  created_at: now,
  person_id: actor.personId,
  person_name: actor.name,
  decided_at: null,
  decider_id: null,
  decider_name: null,
  decider_reason: null,
  version: null,
});

/** Versions of the airspace wait as drafts until a second person has published them. */
export const createAirspaceDrafts = ({ store, rng, read, review, changed }: DraftDeps) => {
  const viewOf = (
    row: AirspaceDraftRow,
    actor: Actor,
    {
      inUse,
      flights,
    }: {
      readonly inUse: Awaited<ReturnType<typeof versionInUse>>;
      readonly flights: readonly PlannedFlight[];
    },
  ): AirspaceDraft => ({
    id: row.id,
    name: row.name,
    reason: row.reason,
    format: row.format === 'ed269' ? 'ed269' : 'geojson',
    baseVersion: row.base_version,
    isStale: (inUse?.version ?? null) !== row.base_version,
    createdAt: row.created_at,
    by: { personId: row.person_id, name: row.person_name, at: row.created_at },
    isOwn: row.person_id === actor.personId,
    zones: (JSON.parse(row.geojson) as { features: unknown[] }).features.length,
    review: review(inUse?.geojson, row.geojson, flights),
  });

  return {
    list: async (actor: Actor): Promise<AirspaceDraft[]> => {
      const rows = await store.read
        .selectFrom('airspace_drafts')
        .selectAll()
        .where('state', '=', 'draft')
        .orderBy('created_at', 'desc')
        .execute();
      if (rows.length === 0) return [];
      const now = { inUse: await versionInUse(store.read), flights: await plannedFlights(store.read) };
      return rows.map((row) => viewOf(row, actor, now));
    },

    add: async (cause: Cause, wanted: NewDraft): Promise<Result<{ id: string; notes: Issue[] }>> => {
      const inUse = await versionInUse(store.read);
      const { geojson, issues } = await read(wanted, inUse?.geojson);
      if (geojson === undefined || hasBlocker(issues))
        return refuse('fleet.invalid_airspace', `The file has ${issues.length} faults: it is not drafted.`, {
          place: 'file',
          details: issues,
        });
      return store.transact(cause, async (tx) => {
        const row = newRow(tx, newId(rng), wanted, {
          geojson: JSON.stringify(geojson),
          baseVersion: inUse?.version ?? null,
        });
        await tx.db.insertInto('airspace_drafts').values(row).execute();
        const { name, reason, format } = wanted;
        await tx.emit({
          type: 'airspace.drafted',
          subject: `airspace:${row.id}`,
          data: { name, reason, format, features: geojson.features.length },
        });
        tx.created(row.id);
        return ok({ id: row.id, notes: [...issues] });
      });
    },

    publish: async (cause: Cause, id: string, reason: string): Promise<Result<{ version: number }>> => {
      const result = await store.transact(cause, (tx) => writePublished(tx, id, reason));
      if (result.ok) changed();
      return result;
    },

    withdraw: (cause: Cause, id: string, reason: string): Promise<Result<{ ok: true }>> =>
      store.transact(cause, async (tx) => {
        const row = await openDraft(tx, id);
        if (row === undefined) return noDraft(id);
        await decide(tx, row, reason, { state: 'withdrawn', version: null });
        await tx.emit({
          type: 'airspace.draft_withdrawn',
          subject: `airspace:${id}`,
          data: { name: row.name, reason },
        });
        return ok({ ok: true });
      }),
  };
};

export type AirspaceDrafts = ReturnType<typeof createAirspaceDrafts>;
