import { ok, refuse, type Result } from '../core/result.ts';
import type { PlanIds } from './ports.ts';
import { emitFlight, findFlight, parseLaunch, type FlightDeps, type StoredPlan } from './record-service.ts';
import { changePad, rerouteTarget } from './reroute-queries.ts';
import { divertedOf, type Scene } from './reroute-scene-service.ts';

/** From the intent to the last byte of three plans on a bad link; the guard's limit is 90 s. */
const REROUTE_LIFE_MS = 80_000;

/** A fact about the change of way, on its flight. */
export const emitReroute = (
  deps: FlightDeps,
  scene: Scene,
  type: `flight.${string}`,
  data: Readonly<Record<string, unknown>>,
): Promise<void> =>
  deps.store.transact(scene.cause, async (tx) => {
    const row = await findFlight(tx, scene.active.id);
    if (row !== undefined) await emitFlight(tx, row, type, { data });
  });

/** The record has the intent before the first byte of the plan leaves (INV-S6). */
export const intendReroute = async (
  deps: FlightDeps,
  scene: Scene,
  { plan }: StoredPlan,
): Promise<Result<{ readonly id: string }>> => {
  const { cause, active, wish } = scene;
  await emitReroute(deps, scene, 'flight.reroute_intended', { ...wish, planHash: plan.hash });
  const { vehicleId, id: flightId } = active;
  return deps.grants.give(cause, {
    vehicleId,
    flightId,
    lifeMs: REROUTE_LIFE_MS,
    wish: { kind: 'reroute' },
  });
};

/** The flight has its new plan and pad, and the order its new hospital, in one transaction. */
export const writeReroute = (
  deps: FlightDeps,
  scene: Scene,
  stored: StoredPlan,
  ids: PlanIds,
): Promise<Result<undefined>> => {
  const { cause, active, wish, target } = scene;
  return deps.store.transact(cause, async (tx) => {
    const row = await findFlight(tx, active.id);
    if (row === undefined) return refuse('flights.not_found', 'The flight is gone.');
    const free = await rerouteTarget(tx, { ...wish, vehicleId: row.vehicle_id, orderId: row.order_id });
    if (!free.ok) return free;
    const { diverted: _, ...launch } = parseLaunch(row);
    const diverted = divertedOf(scene);
    await tx.db
      .updateTable('flights')
      .set({
        plan_json: JSON.stringify(stored),
        launch_json: JSON.stringify({ ...launch, ...ids, ...(diverted === undefined ? {} : { diverted }) }),
      })
      .where('id', '=', row.id)
      .execute();
    await changePad(tx, row.id, target.pad.id);
    if (wish.kind === 'redirect') {
      const moved = await deps.hooks.onRedirected?.(tx, row.id, target.siteId);
      if (moved?.ok !== true)
        return moved ?? refuse('flights.not_redirectable', 'Orders cannot be redirected here.');
    }
    await emitFlight(tx, row, 'flight.rerouted', { data: { ...wish, ...ids, planHash: stored.plan.hash } });
    return ok(undefined);
  });
};
