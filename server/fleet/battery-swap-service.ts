import { may } from '../core/access.ts';
import type { Cause } from '../core/cause.ts';
import { newId } from '../core/ids.ts';
import type { Rng } from '../core/ports.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { VehicleRow } from '../store/schema.ts';
import type { BatteryRow } from '../store/schema-battery.ts';
import type { Store, Tx } from '../store/store.ts';
import { batteryViews } from './battery-queries.ts';
import { centreOf, judged, packNotFound, packOf, savePack } from './battery-record-queries.ts';

export type SwapDeps = {
  readonly store: Store;
  readonly rng: Rng;
  /** Charge that a drone reports now, percent; undefined = not heard. */
  readonly chargeOf: (vehicleId: string) => number | undefined;
};

/** From the last touch-down at home to now; null where it has not flown since the change before. */
const turnaroundS = async (tx: Tx, vehicleId: string): Promise<number | null> => {
  const landed = await tx
    .selectFrom('flights')
    .select('landed_at')
    .where('vehicle_id', '=', vehicleId)
    .where('landed_at', 'is not', null)
    .orderBy('landed_at', 'desc')
    .executeTakeFirst();
  const last = await tx
    .selectFrom('battery_swaps')
    .select('at')
    .where('vehicle_id', '=', vehicleId)
    .orderBy('at', 'desc')
    .executeTakeFirst();
  const at = landed?.landed_at ?? null;
  return at === null || at < (last?.at ?? 0) ? null : Math.round((tx.now - at) / 1000);
};

/** People of a hospital change packs of the drone that stands on their own pad only. */
const mayTouch = async (tx: Tx, padId: string | null): Promise<boolean> => {
  const { role, siteId } = tx.cause.actor;
  if (may(role, 'fleet.manage') || may(role, 'flight.plan')) return true;
  const pad = await tx
    .selectFrom('pads')
    .select('site_id')
    .where('id', '=', padId ?? '')
    .executeTakeFirst();
  return pad !== undefined && pad.site_id === siteId;
};

/** A fitting pack that may fly and is in no other drone. */
const fitting = async (
  tx: Tx,
  id: string,
  drone: { readonly id: string; readonly profile_id: string },
): Promise<Result<BatteryRow>> => {
  const pack = await packOf(tx, id);
  if (pack === undefined) return packNotFound(id);
  if (pack.grounded !== '')
    return refuse('batteries.grounded', `Pack ${id} may not fly: ${pack.grounded}.`, { place: 'batteryId' });
  if (pack.profile_id !== drone.profile_id)
    return refuse(
      'batteries.other_profile',
      `Pack ${id} is for ${pack.profile_id}, not ${drone.profile_id}.`,
    );
  if (pack.state === 'RETIRED' || pack.vehicle_id !== null)
    return refuse('batteries.not_free', `Pack ${id} is out of use or in a drone.`, { place: 'batteryId' });
  return ok(pack);
};

/** The drone, on the ground, for people who may touch it. */
const droneFor = async (tx: Tx, vehicleId: string): Promise<Result<VehicleRow>> => {
  const drone = await tx.selectFrom('vehicles').selectAll().where('id', '=', vehicleId).executeTakeFirst();
  if (drone === undefined || !(await mayTouch(tx, drone.pad_id)))
    return refuse('fleet.not_found', 'There is no such drone.');
  const flying = await tx
    .selectFrom('flights')
    .select('number')
    .where('vehicle_id', '=', vehicleId)
    .where('ended_at', 'is', null)
    .where('launched_at', 'is not', null)
    .executeTakeFirst();
  return flying === undefined
    ? ok(drone)
    : refuse('fleet.vehicle_in_use', `${drone.name} is on flight ${flying.number}.`);
};

/** The pack that was in it goes on a charger: one cycle older, unless it counts itself. */
const takeOut = async (tx: Tx, vehicleId: string, chargePct: number | undefined): Promise<string | null> => {
  const out = await tx
    .selectFrom('batteries')
    .selectAll()
    .where('vehicle_id', '=', vehicleId)
    .executeTakeFirst();
  if (out === undefined) return null;
  const next = {
    ...out,
    state: 'CHARGING',
    vehicle_id: null,
    site_id: await centreOf(tx),
    put_at: tx.now,
    charge_at: tx.now,
    charge_pct: chargePct ?? out.charge_pct,
    cycles: out.serial === '' ? out.cycles + 1 : out.cycles,
  };
  await savePack(tx, out, judged(next));
  return out.id;
};

/** Puts a pack into a drone, in one transaction with what follows for the one that was in it. */
export const swapPack =
  ({ store, rng, chargeOf }: SwapDeps) =>
  (
    cause: Cause,
    vehicleId: string,
    { batteryId, outChargePct }: { readonly batteryId: string; readonly outChargePct: number | null },
  ): Promise<Result<{ ok: true }>> =>
    store.transact(cause, async (tx) => {
      const drone = await droneFor(tx, vehicleId);
      if (!drone.ok) return drone;
      const pack = await fitting(tx, batteryId, drone.value);
      if (!pack.ok) return pack;
      const [shown] = (await batteryViews(tx, tx.now)).filter(({ id }) => id === batteryId);
      const outId = await takeOut(tx, vehicleId, outChargePct ?? chargeOf(vehicleId));
      await savePack(tx, pack.value, {
        ...pack.value,
        state: 'ABOARD',
        vehicle_id: vehicleId,
        site_id: null,
        put_at: tx.now,
        charge_at: tx.now,
        charge_pct: shown?.chargePct ?? pack.value.charge_pct,
      });
      await tx.db
        .insertInto('battery_swaps')
        .values({
          id: newId(rng),
          at: tx.now,
          vehicle_id: vehicleId,
          out_id: outId,
          in_id: batteryId,
          person_id: cause.actor.personId,
          person_name: cause.actor.name,
          turnaround_s: await turnaroundS(tx, vehicleId),
        })
        .execute();
      return ok({ ok: true });
    });
