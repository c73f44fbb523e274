import type { VehicleSigning } from '../api/contract/signing.ts';
import { systemCause, type Cause } from '../core/cause.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { SigningKeyRow, VehicleRow } from '../store/schema.ts';
import type { Reader } from '../store/store.ts';
import {
  createKeyCabinet,
  type IsTrusted,
  type KeyCabinet,
  type SigningDeps,
} from './signing-keys-service.ts';
import { keyRows, writeLastStamp } from './signing-queries.ts';

/** Twice as often as MAVLink asks for, so that one write may fail. */
const STORE_STAMP_MS = 30_000;

type Parts = SigningDeps & { readonly cabinet: KeyCabinet; readonly busy: Set<string> };

const trustedLinks = async (reader: Reader): Promise<string[]> =>
  (await reader.selectFrom('links').select('name').where('trusted', '=', 1).orderBy('name').execute()).map(
    ({ name }) => name,
  );

/** As of now: a link that is opened anew under an old name is not trusted for it. */
const trustNow = async ({ store }: Parts): Promise<IsTrusted> => {
  const names = await trustedLinks(store.read);
  return (link) => names.includes(link);
};

const viewOf = (
  { port, busy }: Parts,
  vehicle: VehicleRow,
  rows: readonly SigningKeyRow[],
): VehicleSigning => {
  const own = rows.filter((row) => row.vehicle_id === vehicle.id);
  const current = own.find(({ state }) => state === 'current');
  return {
    vehicleId: vehicle.id,
    name: vehicle.name,
    ...port.onAir(vehicle.sysid),
    keyId: current?.key_id ?? null,
    pendingKeyId: own.find(({ state }) => state === 'pending')?.key_id ?? null,
    formerKeyIds: own.filter(({ state }) => state === 'former').map((row) => row.key_id),
    busy: busy.has(vehicle.id),
    provenAt: current?.changed_at ?? null,
  };
};

const checkFree = async ({ store }: Parts, vehicle: VehicleRow): Promise<Result<undefined>> => {
  const flight = await store.read
    .selectFrom('flights')
    .select('number')
    .where('vehicle_id', '=', vehicle.id)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return flight === undefined
    ? ok(undefined)
    : refuse('fleet.vehicle_in_use', `${vehicle.name} is on flight ${flight.number}: do it afterwards.`);
};

/** One change of one drone's key at a time, and none of a drone on a flight. */
const changing = async (
  parts: Parts,
  id: string,
  change: (vehicle: VehicleRow) => Promise<Result<undefined>>,
): Promise<Result<VehicleSigning>> => {
  const { store, busy } = parts;
  const vehicle = await store.read.selectFrom('vehicles').selectAll().where('id', '=', id).executeTakeFirst();
  if (vehicle === undefined) return refuse('fleet.not_found', 'There is no such drone.');
  if (busy.has(id))
    return refuse('fleet.signing_busy', `A key of ${vehicle.name} is being changed: wait for its end.`);
  busy.add(id);
  try {
    const free = await checkFree(parts, vehicle);
    const changed = free.ok ? await change(vehicle) : free;
    if (!changed.ok) return changed;
  } finally {
    busy.delete(id);
  }
  return ok(viewOf(parts, vehicle, await keyRows(store.read, id)));
};

const give =
  (parts: Parts) =>
  (cause: Cause, id: string, { reason }: { reason: string }): Promise<Result<VehicleSigning>> =>
    changing(parts, id, async (vehicle) => {
      const { cabinet, clock, port } = parts;
      const isTrusted = await trustNow(parts);
      const obstacle = port.obstacle(vehicle, isTrusted);
      if (obstacle !== undefined) return { ok: false, error: obstacle };
      const key = await cabinet.pending(cause, vehicle, reason);
      const given = await port.give(vehicle, key, isTrusted);
      const later: Cause = { actor: cause.actor, now: clock.wall() };
      if (given.ok) await cabinet.promote(later, vehicle, key.id, 'answer');
      else {
        const data = { keyId: key.id, code: given.error.code, sentence: given.error.message };
        await cabinet.record(later, { type: 'signing.key_not_proven', vehicle, data });
      }
      return given;
    });

const take =
  (parts: Parts) =>
  (
    cause: Cause,
    id: string,
    { reason, forget }: { reason: string; forget: boolean },
  ): Promise<Result<VehicleSigning>> =>
    changing(parts, id, async (vehicle) => {
      const { cabinet, port } = parts;
      const { current, pending } = await cabinet.keysOf(id);
      const keyId = (current ?? pending)?.id;
      if (keyId === undefined) return refuse('fleet.no_signing_key', `${vehicle.name} has no signing key.`);
      if (!forget) {
        const taken = await port.take(vehicle, await trustNow(parts));
        if (taken.ok) await cabinet.retireAll(cause, vehicle, { keyId, reason, by: 'answer' });
        return taken;
      }
      const { state } = port.onAir(vehicle.sysid);
      if (vehicle.state !== 'OUT_OF_SERVICE' || state === 'signed')
        return refuse(
          'fleet.signing_in_use',
          `Expected ${vehicle.name} out of service and not signed; it is ${vehicle.state}, ${state}.`,
        );
      await cabinet.retireAll(cause, vehicle, { keyId, reason, by: 'forgotten' });
      return ok(undefined);
    });

const recall =
  (parts: Parts) =>
  (cause: Cause, id: string, { reason }: { reason: string }): Promise<Result<VehicleSigning>> =>
    changing(parts, id, async (vehicle) => {
      const { cabinet, port } = parts;
      const { aboard } = port.onAir(vehicle.sysid);
      const { former } = await cabinet.keysOf(id);
      if (aboard === null || !former.some((key) => key.id === aboard))
        return refuse(
          'fleet.no_former_key',
          `Expected frames of ${vehicle.name} signed with a former key; they show ${aboard ?? 'nothing'}.`,
        );
      await cabinet.recall(cause, vehicle, { keyId: aboard, reason });
      return ok(undefined);
    });

const trustLink =
  ({ store }: Parts) =>
  (
    cause: Cause,
    name: string,
    { trusted, reason }: { trusted: boolean; reason: string },
  ): Promise<Result<{ ok: true }>> =>
    store.transact(cause, async (tx) => {
      const row = await tx.selectFrom('links').select('name').where('name', '=', name).executeTakeFirst();
      if (row === undefined) return refuse('fleet.not_found', 'There is no such link.');
      await tx.db
        .updateTable('links')
        .set({ trusted: trusted ? 1 : 0 })
        .where('name', '=', name)
        .execute();
      await tx.emit({ type: 'link.trusted', subject: `link:${name}`, data: { trusted, reason } });
      return ok({ ok: true });
    });

/** An outcome that nobody saw is told by the drone's signatures. */
const onShown = async (parts: Parts, sysid: number, keyId: string): Promise<void> => {
  const { store, busy, cabinet, clock } = parts;
  const vehicle = await store.read
    .selectFrom('vehicles')
    .selectAll()
    .where('sysid', '=', sysid)
    .executeTakeFirst();
  if (vehicle === undefined || busy.has(vehicle.id)) return;
  const { pending } = await cabinet.keysOf(vehicle.id);
  if (pending?.id === keyId) await cabinet.promote(systemCause(clock.wall()), vehicle, keyId, 'signatures');
};

/** From the first frame on keys count: to be called before a link is open. */
const start = (parts: Parts) => async (): Promise<{ stop(): Promise<void> }> => {
  const { store, clock, port, cabinet, onError } = parts;
  const vehicles = await store.read.selectFrom('vehicles').selectAll().execute();
  for (const vehicle of vehicles) await cabinet.apply(vehicle);
  const storeStamp = (): Promise<void> =>
    store.transact(systemCause(clock.wall()), (tx) => writeLastStamp(tx, port.stamp())).catch(onError);
  await storeStamp();
  const timer = clock.every(STORE_STAMP_MS, () => void storeStamp());
  const unsubscribe = port.onKeyShown((sysid, keyId) => void onShown(parts, sysid, keyId).catch(onError));
  return {
    stop: async () => {
      timer.cancel();
      unsubscribe();
      await storeStamp();
    },
  };
};

/** MAVLink signing keys of registered drones: given, proven, taken away. */
export const createSigningKeys = (deps: SigningDeps) => {
  const parts: Parts = { ...deps, cabinet: createKeyCabinet(deps), busy: new Set() };
  const { store, port } = deps;
  return {
    list: async () => {
      const vehicles = await store.read.selectFrom('vehicles').selectAll().orderBy('name').execute();
      const rows = await keyRows(store.read);
      return {
        clock: port.clock(),
        strayKeys: port.strayKeys(),
        trustedLinks: await trustedLinks(store.read),
        vehicles: vehicles.map((vehicle) => viewOf(parts, vehicle, rows)),
      };
    },
    give: give(parts),
    take: take(parts),
    recall: recall(parts),
    trustLink: trustLink(parts),
    start: start(parts),
  };
};

export type SigningKeys = ReturnType<typeof createSigningKeys>;
