import type { z } from 'zod';
import type { TemporaryZoneView, temporaryZones } from '../api/contract/temporary-zones.ts';
import type { Cause } from '../core/cause.ts';
import type { Clock, WallMs } from '../core/clock.ts';
import type { LonLat } from '../core/geo.ts';
import { newId } from '../core/ids.ts';
import type { Rng } from '../core/ports.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import { ringOf, type TemporaryZone } from '../core/temporary-zone.ts';
import type { TemporaryZoneRow } from '../store/schema-airspace.ts';
import type { Reader, Store } from '../store/store.ts';

type NewZone = z.output<typeof temporaryZones.add.body>;

type Deps = {
  readonly store: Store;
  readonly clock: Clock;
  readonly rng: Rng;
  /** What is wrong with a ring, by the planner's reading; joined in `join/stages.ts`. */
  readonly ringFaults: (ring: readonly LonLat[]) => readonly string[];
  /** Called after a zone came or went: plans and flights in the air are judged anew. */
  readonly changed: () => void;
};

const drawnOf = (row: TemporaryZoneRow): TemporaryZone => ({
  id: row.id,
  name: row.name,
  lowerM: row.lower_m,
  upperM: row.upper_m,
  altitudeRef: row.altitude_ref === 'AGL' ? 'AGL' : 'AMSL',
  ring: JSON.parse(row.ring_json) as LonLat[],
  validFrom: row.valid_from,
  validTo: row.valid_to,
});

const openRows = (reader: Reader, wall: WallMs): Promise<TemporaryZoneRow[]> =>
  reader
    .selectFrom('temporary_zones')
    .selectAll()
    .where('ended_at', 'is', null)
    .where('valid_to', '>', wall)
    .orderBy('entered_at')
    .orderBy('id')
    .execute();

const viewOf = (row: TemporaryZoneRow): TemporaryZoneView => {
  const { ring, ...drawn } = drawnOf(row);
  return {
    ...drawn,
    ring: [...ring],
    reason: row.reason,
    by: { personId: row.person_id, name: row.person_name, at: row.entered_at },
  };
};

const faultOf = (wanted: NewZone, now: number): string | undefined => {
  if (wanted.lowerM >= wanted.upperM) return `lower ${wanted.lowerM} m is not below upper ${wanted.upperM} m`;
  if (wanted.to <= wanted.from) return 'it ends before it begins';
  if (wanted.to <= now) return 'it is over already';
  return undefined;
};

/** Zones that a person closes at once, on top of the published airspace. */
export const createTemporaryZones = ({ store, clock, rng, ringFaults, changed }: Deps) => ({
  /** Those that count now or later. */
  open: async (): Promise<TemporaryZone[]> => (await openRows(store.read, clock.wall())).map(drawnOf),

  list: async (): Promise<TemporaryZoneView[]> => (await openRows(store.read, clock.wall())).map(viewOf),

  add: async (cause: Cause, wanted: NewZone): Promise<Result<TemporaryZoneView>> => {
    const ring = ringOf(wanted.shape);
    const fault = faultOf(wanted, cause.now) ?? ringFaults(ring)[0];
    if (fault !== undefined)
      return refuse('fleet.invalid_zone', `The zone cannot be used: ${fault}.`, {
        place: 'shape',
        details: { fault },
      });
    const result = await store.transact(cause, async (tx) => {
      const { personId, name } = cause.actor;
      const row: TemporaryZoneRow = {
        id: newId(rng),
        name: wanted.name,
        lower_m: wanted.lowerM,
        upper_m: wanted.upperM,
        altitude_ref: wanted.altitudeRef,
        ring_json: JSON.stringify(ring),
        valid_from: wanted.from,
        valid_to: wanted.to,
        reason: wanted.reason,
        entered_at: tx.now,
        person_id: personId,
        person_name: name,
        ended_at: null,
        ended_by_id: null,
        ended_by_name: null,
      };
      await tx.db.insertInto('temporary_zones').values(row).execute();
      const { shape, ...figures } = wanted;
      await tx.emit({
        type: 'airspace.zone_closed',
        subject: `airspace:${row.id}`,
        data: { ...figures, shape: shape.kind, ring },
      });
      tx.created(row.id);
      return ok(viewOf(row));
    });
    if (result.ok) changed();
    return result;
  },

  end: async (cause: Cause, id: string, reason: string): Promise<Result<{ ok: true }>> => {
    const result = await store.transact(cause, async (tx) => {
      const ended = await tx.db
        .updateTable('temporary_zones')
        .set({
          ended_at: tx.now,
          ended_by_id: cause.actor.personId,
          ended_by_name: cause.actor.name,
        })
        .where('id', '=', id)
        .where('ended_at', 'is', null)
        .where('valid_to', '>', tx.now)
        .returning('name')
        .executeTakeFirst();
      if (ended === undefined)
        return refuse('fleet.no_zone', `There is no temporary zone ${id} that counts.`);
      await tx.emit({
        type: 'airspace.zone_opened',
        subject: `airspace:${id}`,
        data: { name: ended.name, reason },
      });
      return ok({ ok: true as const });
    });
    if (result.ok) changed();
    return result;
  },
});

export type TemporaryZones = ReturnType<typeof createTemporaryZones>;
