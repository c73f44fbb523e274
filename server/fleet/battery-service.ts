import type { z } from 'zod';
import type { batteries, Batteries } from '../api/contract/batteries.ts';
import { may } from '../core/access.ts';
import type { Cause } from '../core/cause.ts';
import { newId } from '../core/ids.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import { loggable } from '../orders/note-check.ts';
import type { BatteryRow } from '../store/schema-battery.ts';
import type { Tx } from '../store/store.ts';
import { batteryBoard, batteryViews } from './battery-queries.ts';
import { centreOf, judged, packNotFound, packOf, savePack } from './battery-record-queries.ts';
import { swapPack, type SwapDeps } from './battery-swap-service.ts';

type Body<K extends 'create' | 'change' | 'maintain'> = z.output<(typeof batteries)[K]['body']>;

/** What a drone says of the pack in it. */
export type PackReport = {
  readonly chargePct: number;
  readonly serial: string | undefined;
  readonly cycles: number | undefined;
  readonly healthPct: number | undefined;
  readonly imbalanceMv: number | undefined;
};

const create =
  ({ store }: SwapDeps) =>
  (cause: Cause, body: Body<'create'>): Promise<Result<Batteries>> =>
    store.transact(cause, async (tx) => {
      if ((await packOf(tx, body.id)) !== undefined)
        return refuse('batteries.exists', `There is a battery pack ${body.id} already.`, { place: 'id' });
      const profile = await tx
        .selectFrom('profiles')
        .select('id')
        .where('id', '=', body.profileId)
        .executeTakeFirst();
      if (profile === undefined)
        return refuse('fleet.invalid_profile', `There is no profile ${body.profileId}.`, {
          place: 'profileId',
        });
      const row = judged({
        id: body.id,
        profile_id: body.profileId,
        serial: body.serial,
        state: 'SHELF',
        vehicle_id: null,
        site_id: await centreOf(tx),
        put_at: tx.now,
        charge_pct: body.chargePct,
        charge_at: tx.now,
        cycles: body.cycles,
        health_pct: body.healthPct,
        imbalance_mv: body.imbalanceMv,
        grounded: '',
      });
      await tx.db.insertInto('batteries').values(row).execute();
      await tx.emit({
        type: 'battery.created',
        subject: `battery:${row.id}`,
        data: { ...body, grounded: row.grounded },
      });
      tx.created(row.id);
      return ok(await batteryBoard(tx, tx.now));
    });

/** The pack with what was entered. A pack that is moved is shown from then on with the charge that it has by then. */
const entered = async (tx: Tx, row: BatteryRow, body: Body<'change'>): Promise<BatteryRow> => {
  const { state = row.state, healthPct = row.health_pct, imbalanceMv = row.imbalance_mv } = body;
  const isMoved = state !== row.state;
  const [shown] = isMoved ? (await batteryViews(tx, tx.now)).filter(({ id }) => id === row.id) : [];
  const chargePct = body.chargePct ?? shown?.chargePct;
  return {
    ...row,
    state,
    put_at: isMoved ? tx.now : row.put_at,
    serial: body.serial ?? row.serial,
    ...(chargePct === undefined ? {} : { charge_pct: chargePct, charge_at: tx.now }),
    cycles: body.cycles ?? row.cycles,
    health_pct: healthPct,
    imbalance_mv: imbalanceMv,
  };
};

const change =
  ({ store }: SwapDeps) =>
  (cause: Cause, id: string, body: Body<'change'>): Promise<Result<Batteries>> =>
    store.transact(cause, async (tx) => {
      const row = await packOf(tx, id);
      if (row === undefined) return packNotFound(id);
      if (body.state !== undefined && row.state === 'ABOARD')
        return refuse('batteries.aboard', `Pack ${id} is in a drone: put another one in first.`);
      await savePack(tx, row, judged(await entered(tx, row, body), body.grounded));
      return ok(await batteryBoard(tx, tx.now));
    });

const maintain =
  ({ store, rng }: SwapDeps) =>
  (cause: Cause, vehicleId: string, body: Body<'maintain'>): Promise<Result<Batteries>> =>
    store.transact(cause, async (tx) => {
      const drone = await tx
        .selectFrom('vehicles')
        .select('name')
        .where('id', '=', vehicleId)
        .executeTakeFirst();
      if (drone === undefined) return refuse('fleet.not_found', 'There is no such drone.');
      if (body.kind === 'service' && !may(cause.actor.role, 'fleet.manage'))
        return refuse('batteries.service_by_admin', 'A service is entered by the administrator.');
      await tx.db
        .insertInto('maintenance_entries')
        .values({
          id: newId(rng),
          vehicle_id: vehicleId,
          at: tx.now,
          kind: body.kind,
          note: body.note,
          person_id: cause.actor.personId,
          person_name: cause.actor.name,
        })
        .execute();
      await tx.emit({
        type: body.kind === 'service' ? 'vehicle.serviced' : 'vehicle.fault',
        subject: `vehicle:${vehicleId}`,
        data: { note: loggable(body.note) },
      });
      return ok(await batteryBoard(tx, tx.now));
    });

/** Takes what a drone says of its pack; the record is written only where that changes something. */
const report =
  ({ store }: SwapDeps) =>
  (cause: Cause, vehicleId: string, said: PackReport): Promise<void> =>
    store.transact(cause, async (tx) => {
      const row = await tx
        .selectFrom('batteries')
        .selectAll()
        .where('vehicle_id', '=', vehicleId)
        .executeTakeFirst();
      if (row === undefined) return;
      const next = judged({
        ...row,
        serial: said.serial ?? row.serial,
        cycles: said.cycles ?? row.cycles,
        health_pct: said.healthPct ?? row.health_pct,
        imbalance_mv: said.imbalanceMv ?? row.imbalance_mv,
        charge_pct: said.chargePct,
        charge_at: tx.now,
      });
      await savePack(tx, row, next);
    });

/** Battery packs, where they are and whether they may fly, and the services of drones. Failures: `batteries.*`. */
export const createBatteries = (deps: SwapDeps) => ({
  board: (now: number): Promise<Batteries> => batteryBoard(deps.store.read, now),
  create: create(deps),
  change: change(deps),
  swap: swapPack(deps),
  maintain: maintain(deps),
  report: report(deps),
});

export type BatteryService = ReturnType<typeof createBatteries>;
