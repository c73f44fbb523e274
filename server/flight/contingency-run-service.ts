import { systemCause, type Cause } from '../core/cause.ts';
import type { MonoMs } from '../core/clock.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { Active, Actives } from './active-service.ts';
import type { createCommands } from './command-service.ts';
import { createAround, type Watched } from './contingency-around-service.ts';
import { UNKNOWN_SURROUNDINGS } from './contingency-queries.ts';
import { createContingencyRecord } from './contingency-record-service.ts';
import type { ContingencyLook, WayAction } from './contingency-types.ts';
import { lookOf, newWatch, watchSilence, waysOf, type Watch } from './contingency-watch.ts';
import { stepContingency, type ContingencyEffect, type ContingencyInput } from './contingency.ts';
import type { SeenOutcome } from './contingency-view-service.ts';
import type { FlightDeps } from './record-service.ts';
import type { createReroutes } from './reroute-service.ts';
import { isFlightAirborne } from './states.ts';

type Command = ReturnType<typeof createCommands>;
type Reroute = ReturnType<typeof createReroutes>;

export type RunDeps = {
  readonly deps: FlightDeps;
  readonly actives: Actives;
  readonly command: Command;
  readonly reroute: Reroute;
};

/** Under way in the air for certain, and watched by nobody's launch any more. */
const isAloft = ({ watched, launch, life }: Active): boolean =>
  watched &&
  life.tookOff &&
  life.state !== 'UNKNOWN' &&
  isFlightAirborne(life.state) &&
  (launch === undefined || launch.isOver());

type By = { readonly cause: Cause; readonly reason: string };

/** Looks at every flight in the air, records what the machine says, and commands what it decides. */
export const createContingencyRun = ({ deps, actives, command, reroute }: RunDeps) => {
  const watches = new Map<string, Watch>();
  const outcomes: SeenOutcome[] = [];
  const record = createContingencyRecord(deps, actives);
  const around = createAround(deps);

  /** To the pad that is nearest now; the route is checked before anything is changed. */
  const changeWay = (
    cause: Cause,
    active: Active,
    { kind, reason }: { readonly kind: WayAction; readonly reason: string },
  ): Promise<Result<undefined>> => {
    const watch = watches.get(active.id);
    const way = watch && waysOf(watch, active, actives.factsOf(active))[kind];
    return way === undefined
      ? Promise.resolve(refuse('flights.no_such_pad', 'Expected a pad that nobody has, there is none.'))
      : reroute(cause, active.id, { kind, padId: way.padId, reason });
  };

  const carryOut = async (
    cause: Cause,
    active: Active,
    { action, proposal }: Extract<ContingencyEffect, { kind: 'execute' }>,
  ): Promise<Result<undefined>> => {
    if (action === 'continue') return ok(undefined);
    const reason = `contingency ${proposal.id}`;
    const done =
      action === 'divert' || action === 'redirect' || action === 'around'
        ? await changeWay(cause, active, { kind: action, reason })
        : await command(cause, active.id, { command: action, reason });
    if (done.ok) return done;
    deps.log('error', `flight ${active.number}: ${action} for ${proposal.id}: ${done.error.message}`);
    await Promise.all(put(active, { kind: 'failed', id: proposal.id }));
    return done;
  };

  /** A step of the machine: recorded, and carried out. Gives what the commands came to. */
  const put = (active: Active, input: ContingencyInput, by?: By): Promise<Result<undefined>>[] => {
    const watch = watches.get(active.id);
    if (watch === undefined) return [];
    const { state, effects } = stepContingency(watch.machine, input);
    watch.machine = state;
    const cause = by?.cause ?? systemCause(deps.clock.wall());
    // On the wire first: what moves a drone towards safety waits for nothing.
    const sent = effects.flatMap((effect) =>
      effect.kind === 'execute' ? [carryOut(cause, active, effect)] : [],
    );
    for (const effect of effects) record.effect(cause, active, effect, by?.reason);
    return sent;
  };

  const lookAt = (active: Active, now: MonoMs): void => {
    const watch = watches.get(active.id) ?? newWatch(now, UNKNOWN_SURROUNDINGS);
    watches.set(active.id, watch);
    const facts = actives.factsOf(active);
    const change = watchSilence(watch, active, facts, now);
    if (change !== undefined) record.forecast(active, change);
    if (change?.kind === 'compared')
      outcomes.push({ flightId: active.id, at: deps.clock.wall(), outcome: change.outcome });
    const look = lookOf(watch, active, facts, now);
    around.askParams({ watch, active }, look.heard);
    void Promise.all(put(active, { kind: 'looked', look }));
  };

  const flying = (): readonly Watched[] =>
    actives
      .all()
      .filter(isAloft)
      .flatMap((active) => {
        const watch = watches.get(active.id);
        return watch === undefined ? [] : [{ active, watch }];
      });

  return {
    put,
    outcomes,
    /** The airspace has changed: it is looked at now, not at the next turn. */
    airspaceChanged: (): void => around.refresh(flying(), true),
    flying,

    look: (): void => {
      const now = deps.clock.mono();
      const aloft = actives.all().filter(isAloft);
      for (const id of watches.keys()) if (!aloft.some((active) => active.id === id)) watches.delete(id);
      for (const active of aloft)
        try {
          lookAt(active, now);
        } catch (error) {
          const sentence = error instanceof Error ? error.message : 'unknown error';
          deps.log('error', `flight ${active.number}: its contingencies could not be judged: ${sentence}`);
        }
      around.refresh(flying());
    },

    boxTemperature: (flightId: string, box: NonNullable<ContingencyLook['temperature']>): void => {
      const watch = watches.get(flightId);
      if (watch !== undefined) watch.probe = { at: deps.clock.mono(), box };
    },

    stop: (): Promise<void> => around.stop(),
  };
};
