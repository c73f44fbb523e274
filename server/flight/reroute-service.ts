import type { Cause } from '../core/cause.ts';
import { delay, type MonoMs } from '../core/clock.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import { FIRST_ITEM_IN_AIR } from '../plan/mission-items.ts';
import type { Actives } from './active-service.ts';
import type { createCommands } from './command-service.ts';
import type { PlanIds } from './ports.ts';
import type { FlightDeps, StoredPlan } from './record-service.ts';
import { planReroute } from './reroute-plan-service.ts';
import { emitReroute, intendReroute, writeReroute } from './reroute-record-service.ts';
import { divertedOf, findScene, type Scene } from './reroute-scene-service.ts';
import type { Rerouting, RerouteStep, RerouteWish } from './rerouting.ts';
import { createTraffic, type TrafficService } from './traffic-service.ts';

/** A route begins where the vehicle stands still: from full speed that takes some seconds. */
const STILL_WITHIN_MS = 25_000;
/** Slower than that, metres per second. */
const STILL_SPEED_MS = 1;
const LOOK_MS = 100;

const viewOf = ({ wish, target }: Scene, step: RerouteStep): Rerouting => ({
  kind: wish.kind,
  padId: target.pad.id,
  step,
  failed: undefined,
});

/**
 * The way from where it is now. Another hospital can wait, and a hold is safe: a way there, or around a zone, that would meet
 * others is refused. To an alternate it goes for its safety: that is said and flown.
 */
const planned = async (
  deps: FlightDeps,
  traffic: TrafficService,
  { active, control, target, wish }: Scene,
): Promise<Result<StoredPlan>> => {
  const stored = await planReroute(deps, active, control.facts(), target.pad);
  if (!stored.ok) return stored;
  const [met] = await traffic.ofReroute(active.id, stored.value.plan);
  if (met === undefined) return stored;
  const { name } = met.other;
  if (wish.kind !== 'divert')
    return refuse('flights.conflict', 'On that way it would meet somebody else.', { details: { name } });
  deps.log('warn', `flight ${active.number}: on that way it would meet ${name}`);
  return stored;
};

/** False where it still moves when the time for that is over. */
const standsStill = async ({ clock }: FlightDeps, { control }: Scene): Promise<boolean> => {
  const until = clock.mono() + STILL_WITHIN_MS;
  const since = clock.mono();
  const isStill = (from: MonoMs): boolean => {
    const { position, heartbeat } = control.facts();
    const seen = position !== undefined && position.at > from && heartbeat?.value.mode === 'AUTO.LOITER';
    return (
      seen &&
      position.value.groundSpeedMs < STILL_SPEED_MS &&
      Math.abs(position.value.climbMs) < STILL_SPEED_MS
    );
  };
  while (clock.mono() < until) {
    if (isStill(since)) return true;
    await delay(clock, LOOK_MS);
  }
  return false;
};

/** The plan goes aboard, under a grant that ends with it. */
const upload = async (deps: FlightDeps, scene: Scene, stored: StoredPlan): Promise<Result<PlanIds>> => {
  const { active, control } = scene;
  const grant = await intendReroute(deps, scene, stored);
  if (!grant.ok) return grant;
  // Until it is done, whatever is aboard is our own doing.
  active.frame = { ...active.frame, aboard: undefined };
  const ids = await control.reroute(stored.plan, FIRST_ITEM_IN_AIR);
  deps.grants.revoke(active.vehicleId, grant.value.id);
  return ids;
};

/**
 * A new way for a drone in the air, to an alternate, to another hospital or around a closed zone. It holds first; the new plan begins where it
 * holds and is aboard, read back and at its item before it goes on. Where anything of that fails it stays in its hold, and
 * the failure says so.
 */
export const createReroutes = (
  deps: FlightDeps,
  actives: Actives,
  command: ReturnType<typeof createCommands>,
) => {
  const busy = new Set<string>();
  const traffic = createTraffic(deps, actives);

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
        refuse('flights.reroute_overruled', 'Somebody has commanded something else meanwhile.'),
      );
    return command(cause, active.id, { command: 'resume', reason: wish.reason });
  };

  /** Its steps in their order; each begins when the one before it is proven. */
  const changeWay = async (scene: Scene, commands: number): Promise<Result<unknown>> => {
    const { active } = scene;
    const at = (step: RerouteStep): void => void (active.reroute = viewOf(scene, step));
    at('hold');
    if (!(await standsStill(deps, scene)))
      return refuse('flights.reroute_moving', 'Expected it to stand still within 25 s.');
    at('plan');
    const stored = await planned(deps, traffic, scene);
    if (!stored.ok) return stored;
    at('upload');
    const ids = await upload(deps, scene, stored.value);
    if (!ids.ok) return ids;
    at('record');
    const written = await writeReroute(deps, scene, stored.value, ids.value);
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
    active.reroute = { ...viewOf(scene, step), failed: { code: ended.error.code, sentence } };
    actives.later(active, () =>
      emitReroute(deps, scene, 'flight.reroute_failed', { ...wish, step, sentence }),
    );
  };

  return async (cause: Cause, id: string, wish: RerouteWish): Promise<Result<undefined>> => {
    const scene = await findScene(deps, actives.get(id), { cause, id, wish });
    if (!scene.ok) return scene;
    if (busy.has(id)) return refuse('flights.reroute_running', 'Its way is being changed already.');
    busy.add(id);
    const begin = async (): Promise<Result<undefined>> => {
      // Judged before it is stopped: what cannot be flown changes nothing.
      const possible = await planned(deps, traffic, scene.value);
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
