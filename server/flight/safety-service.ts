import type { GroundStopView } from '../api/contract/safety.ts';
import type { Cause } from '../core/cause.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { Collective } from './collective-service.ts';
import type { GroundStops } from './ground-stop-service.ts';

/** The actions that concern every drone at once: ground stop and collective return. */
export const createSafety = (stops: GroundStops, collective: Collective) => {
  const view = (): GroundStopView => {
    const stop = stops.current();
    return {
      stop: stop === undefined ? null : { at: stop.at, by: stop.name, reason: stop.reason },
      collective: collective.view() ?? null,
    };
  };
  const seen = (done: Result<unknown>): Result<GroundStopView> => (done.ok ? ok(view()) : done);

  return {
    view,
    order: async (cause: Cause, reason: string) => seen(await stops.order(cause, reason)),
    release: async (cause: Cause, reason: string) => seen(await stops.release(cause, reason)),

    /** Nothing takes off into it. */
    bringHome: async (cause: Cause, reason: string): Promise<Result<GroundStopView>> => {
      const begun = collective.begin(cause, reason);
      if (!begun.ok) return begun;
      return seen(await stops.order(cause, reason));
    },

    cancelCollective: async (): Promise<Result<GroundStopView>> => {
      collective.cancel();
      return ok(view());
    },

    /** A launch, unless launches are held; one that was let in while the stop came is called off. */
    unlessStopped: async <T>(launch: () => Promise<Result<T>>): Promise<Result<T>> => {
      const refused = (): Result<never> =>
        refuse('flights.ground_stop', `Ground stop: ${stops.current()?.reason ?? ''}. Nothing is launched.`);
      if (stops.current() !== undefined) return refused();
      const launched = await launch();
      if (stops.current() === undefined) return launched;
      stops.callOff();
      return refused();
    },
  };
};
