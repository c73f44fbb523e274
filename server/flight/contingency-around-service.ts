import { delay, type MonoMs } from '../core/clock.ts';
import type { Active } from './active-service.ts';
import { sceneOf } from './airspace-ahead.ts';
import { surroundingsOf } from './contingency-queries.ts';
import { lookAhead, type Watch } from './contingency-watch.ts';
import { failsafeProfile } from './forecast-params.ts';
import type { FlightDeps } from './record-service.ts';
import { planReroute } from './reroute-plan-service.ts';

/** How often the record and the airspace are asked. */
const AROUND_MS = 2000;
/** Parameters that could not be read are asked for again after that. */
const PARAMS_AGAIN_MS = 30_000;

/** Temporary zones come into force and end: the same version is cut anew after that. */
const AIRSPACE_MS = 60_000;

const isOld = ({ airspace }: Watch, version: string, wall: number): boolean =>
  airspace === undefined || airspace.version !== version || wall - airspace.madeAt > AIRSPACE_MS;

/** One flight in the air with what is remembered of it. */
export type Watched = { readonly active: Active; readonly watch: Watch };

/** What no telemetry tells: the drone's parameters, the airspace in use, weather and pads of the record. */
export const createAround = (deps: FlightDeps) => {
  let reading: Promise<void> = Promise.resolve();
  let readAt: MonoMs | undefined;

  const read = async (flying: readonly Watched[]): Promise<void> => {
    const world = await deps.planWorld();
    for (const { active, watch } of flying) {
      const wall = deps.clock.wall();
      watch.surroundings = await surroundingsOf(deps.store, active, wall);
      if (world !== undefined && isOld(watch, world.airspace.version, wall))
        watch.airspace = sceneOf(world, active.plan, wall);
      lookAhead(watch, active);
      await seekAround({ active, watch });
    }
  };

  /** A way around what lies ahead, planned from where it is now; none is offered that was not checked. */
  const seekAround = async ({ active, watch }: Watched): Promise<void> => {
    const facts = watch.ahead && deps.vehicles.get(active.vehicleId)?.facts();
    const { to } = active.plan;
    const planned = facts && (await planReroute(deps, active, facts, to));
    watch.around = planned?.ok === true ? { padId: to.id, distM: planned.value.plan.distanceM } : undefined;
  };

  const readParams = async ({ watch, active }: Watched): Promise<void> => {
    const answer = await deps.vehicles.get(active.vehicleId)?.readParams();
    if (answer === undefined) return;
    if (!answer.ok)
      return deps.log('warn', `flight ${active.number}: its parameters: ${answer.error.message}`);
    watch.params = answer.value;
    watch.flies = failsafeProfile(answer.value);
  };

  return {
    /** What was read last stands while nothing can be read. `atOnce`: not only every other second. */
    refresh: (flying: readonly Watched[], atOnce = false): void => {
      const now = deps.clock.mono();
      const isFresh = readAt !== undefined && now - readAt < AROUND_MS;
      if (flying.length === 0 || (isFresh && !atOnce)) return;
      readAt = now;
      reading = reading
        .then(() => read(flying))
        .catch((error: unknown) =>
          deps.log('error', 'the surroundings of flights could not be read', {
            error: error instanceof Error ? error.message : 'unknown',
          }),
        );
    },

    /** Once it is heard; a drone that does not answer is asked again. */
    askParams: (watched: Watched, heard: boolean): void => {
      const { watch } = watched;
      if (!heard || watch.asking || watch.params !== undefined) return;
      watch.asking = true;
      void readParams(watched)
        .then(() => (watch.params === undefined ? delay(deps.clock, PARAMS_AGAIN_MS) : undefined))
        .finally(() => {
          watch.asking = false;
        });
    },

    stop: (): Promise<void> => reading,
  };
};
