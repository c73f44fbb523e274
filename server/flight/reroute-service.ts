import type { Cause } from '../core/cause.ts';
import { delay, type MonoMs } from '../core/clock.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import { FIRST_ITEM_IN_AIR } from '../plan/mission-items.ts';
import type { Active, Actives } from './active-service.ts';
import { notFlying } from './air-checks.ts';
import type { createCommands } from './command-service.ts';
import type { PlanIds, VehicleControl } from './ports.ts';
import { emitFlight, findFlight, parseLaunch, type FlightDeps, type StoredPlan } from './record-service.ts';
import { planReroute } from './reroute-plan-service.ts';
import { changePad, rerouteTarget, type RerouteTarget } from './reroute-queries.ts';
import type { RerouteKind, Rerouting, RerouteStep } from './rerouting.ts';
import { isFlightAirborne } from './states.ts';

export type RerouteWish = { readonly kind: RerouteKind; readonly padId: string; readonly reason: string };

/** From the intent to the last byte of three plans on a bad link; the guard's limit is 90 s. */
const REROUTE_LIFE_MS = 80_000;
/** A route begins where the vehicle stands still: from full speed that takes some seconds. */
const STILL_WITHIN_MS = 25_000;
/** Slower than that, metres per second. */
const STILL_SPEED_MS = 1;
const LOOK_MS = 100;

type Scene = {
  readonly cause: Cause;
  readonly active: Active;
  readonly control: VehicleControl;
  readonly wish: RerouteWish;
  readonly target: RerouteTarget;
};

const viewOf = ({ wish, target }: Scene, step: RerouteStep): Rerouting => ({
  kind: wish.kind,
  padId: target.pad.id,
  step,
  failed: undefined,
});

/**
 * A new way for a drone in the air, to an alternate or to another hospital. It holds first; the new plan begins where it
 * holds and is aboard, read back and at its item before it goes on. Where anything of that fails it stays in its hold, and
 * the failure says so.
 */
export const createReroutes = (
  deps: FlightDeps,
  actives: Actives,
  command: ReturnType<typeof createCommands>,
) => {
  const busy = new Set<string>();

  const findScene = async (cause: Cause, id: string, wish: RerouteWish): Promise<Result<Scene>> => {
    const active = actives.get(id);
    const control = active && deps.vehicles.get(active.vehicleId);
    if (active === undefined || !isFlightAirborne(active.life.state))
      return refuse('flights.not_in_air', `Flight ${id}: expected it in the air.`);
    if (control === undefined) return refuse('flights.no_link', 'There is no link to its drone.');
    const against = notFlying(control.facts(), deps.clock.mono());
    if (against !== undefined)
      return refuse('flights.reroute_unsafe', `Flight ${active.number}: ${against}.`);
    const { vehicleId, orderId } = active;
    const target = await rerouteTarget(deps.store.read, { ...wish, vehicleId, orderId });
    return target.ok ? ok({ cause, active, control, wish, target: target.value }) : target;
  };

  const planned = ({ active, control, target }: Scene): Promise<Result<StoredPlan>> =>
    planReroute(deps, active, control.facts(), target.pad);

  const standsStill = async ({ control }: Scene): Promise<boolean> => {
    const until = deps.clock.mono() + STILL_WITHIN_MS;
    const since = deps.clock.mono();
    const isStill = (from: MonoMs): boolean => {
      const { position, heartbeat } = control.facts();
      const seen = position !== undefined && position.at > from && heartbeat?.value.mode === 'AUTO.LOITER';
      return (
        seen &&
        position.value.groundSpeedMs < STILL_SPEED_MS &&
        Math.abs(position.value.climbMs) < STILL_SPEED_MS
      );
    };
    while (deps.clock.mono() < until) {
      if (isStill(since)) return true;
      await delay(deps.clock, LOOK_MS);
    }
    return false;
  };

  const emit = (scene: Scene, type: `flight.${string}`, data: Readonly<Record<string, unknown>>) =>
    deps.store.transact(scene.cause, async (tx) => {
      const row = await findFlight(tx, scene.active.id);
      if (row !== undefined) await emitFlight(tx, row, type, { data });
    });

  /** The record has the intent before the first byte of the plan leaves (INV-S6). */
  const intend = async (scene: Scene, { plan }: StoredPlan): Promise<Result<{ readonly id: string }>> => {
    const { cause, active, wish } = scene;
    await emit(scene, 'flight.reroute_intended', { ...wish, planHash: plan.hash });
    const { vehicleId, id: flightId } = active;
    return deps.grants.give(cause, {
      vehicleId,
      flightId,
      lifeMs: REROUTE_LIFE_MS,
      wish: { kind: 'reroute' },
    });
  };

  const upload = async (scene: Scene, stored: StoredPlan): Promise<Result<PlanIds>> => {
    const { active, control } = scene;
    const grant = await intend(scene, stored);
    if (!grant.ok) return grant;
    // Until it is done, whatever is aboard is our own doing.
    active.frame = { ...active.frame, aboard: undefined };
    const ids = await control.reroute(stored.plan, FIRST_ITEM_IN_AIR);
    deps.grants.revoke(active.vehicleId, grant.value.id);
    return ids;
  };

  const divertedOf = ({ wish, target, active }: Scene): 'back' | 'elsewhere' | undefined => {
    if (wish.kind === 'redirect' || active.kind === 'return') return undefined;
    const home = active.plan.inFlight?.home ?? active.plan.from;
    return target.pad.id === home.id ? 'back' : 'elsewhere';
  };

  /** The flight has its new plan and pad, and the order its new hospital, in one transaction. */
  const write = (scene: Scene, stored: StoredPlan, ids: PlanIds): Promise<Result<undefined>> => {
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

  const adopt = (scene: Scene, { plan }: StoredPlan, aboard: PlanIds): void => {
    const { active, target } = scene;
    active.plan = plan;
    active.progress = undefined;
    active.frame = { ...active.frame, toPad: target.pad.at, aboard, landSeq: plan.items.length - 1 };
    actives.apply(active, { kind: 'rerouted', diverted: divertedOf(scene) !== undefined });
  };

  const goOn = (scene: Scene, commands: number): Promise<Result<unknown>> => {
    const { cause, active, wish } = scene;
    actives.lookNow(active);
    // Whoever held it, sent it home or landed it meanwhile means that.
    if (active.commands !== commands)
      return Promise.resolve(
        refuse('flights.reroute_failed', 'Somebody has commanded something else meanwhile.'),
      );
    return command(cause, active.id, { command: 'resume', reason: wish.reason });
  };

  /** Its steps in their order; each begins when the one before it is proven. */
  const changeWay = async (scene: Scene, commands: number): Promise<Result<unknown>> => {
    const { active } = scene;
    const at = (step: RerouteStep): void => void (active.reroute = viewOf(scene, step));
    at('hold');
    if (!(await standsStill(scene)))
      return refuse('flights.reroute_failed', 'Expected it to stand still within 25 s.');
    at('plan');
    const stored = await planned(scene);
    if (!stored.ok) return stored;
    at('upload');
    const ids = await upload(scene, stored.value);
    if (!ids.ok) return ids;
    at('record');
    const written = await write(scene, stored.value, ids.value);
    if (!written.ok) return written;
    adopt(scene, stored.value, ids.value);
    at('resume');
    return goOn(scene, commands);
  };

  /** Where a step fails it stays in its hold, and that is said with the step. */
  const run = async (scene: Scene): Promise<void> => {
    const { active, wish } = scene;
    const ended = await changeWay(scene, active.commands).catch((error: unknown) =>
      refuse('flights.reroute_failed', error instanceof Error ? error.message : 'unknown error'),
    );
    const step = active.reroute?.step ?? 'hold';
    if (ended.ok) {
      active.reroute = viewOf(scene, 'done');
      return;
    }
    const sentence = ended.error.message;
    active.reroute = { ...viewOf(scene, step), failed: sentence };
    actives.later(active, () => emit(scene, 'flight.reroute_failed', { ...wish, step, sentence }));
  };

  return async (cause: Cause, id: string, wish: RerouteWish): Promise<Result<undefined>> => {
    const scene = await findScene(cause, id, wish);
    if (!scene.ok) return scene;
    if (busy.has(id)) return refuse('flights.reroute_running', 'Its way is being changed already.');
    busy.add(id);
    const begin = async (): Promise<Result<undefined>> => {
      // Judged before it is stopped: what cannot be flown changes nothing.
      const possible = await planned(scene.value);
      if (!possible.ok) return possible;
      const held = await command(cause, id, { command: 'hold', reason: wish.reason });
      if (!held.ok) return held;
      void run(scene.value).finally(() => busy.delete(id));
      return ok(undefined);
    };
    const begun = await begin().catch((error: unknown) => {
      busy.delete(id);
      throw error;
    });
    if (!begun.ok) busy.delete(id);
    return begun;
  };
};
