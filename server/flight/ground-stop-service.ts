import type { Cause } from '../core/cause.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import { createJournal } from '../store/journal.ts';
import type { Actives } from './active-service.ts';
import { groundStopOf, writeGroundStop, type GroundStop } from './ground-stop-queries.ts';
import type { FlightDeps } from './record-service.ts';
import { isFlightAirborne } from './states.ts';

/**
 * One action that keeps every drone on the ground: launches under way whose drone is not armed yet are called off,
 * later ones refused until a person ends it. In force at once, also while nothing can be recorded (INV-S12).
 */
export const createGroundStop = (deps: FlightDeps, actives: Actives) => {
  const journal = createJournal(deps.clock);
  let current: GroundStop | undefined;

  const callOff = (): void => {
    const now = deps.clock.mono();
    const sentence = `ground stop: ${current?.reason ?? ''}`;
    for (const { launch, life } of actives.all())
      if (launch?.isOver() === false && !isFlightAirborne(life.state))
        launch.feed({ kind: 'cancel', sentence, now });
  };

  return {
    current: (): GroundStop | undefined => current,
    callOff,

    /** A second one keeps the first one's word, and calls off all the same. */
    order: async ({ actor, now, ...rest }: Cause, reason: string): Promise<Result<undefined>> => {
      if (current !== undefined) {
        callOff();
        return ok(undefined);
      }
      const stop: GroundStop = { at: now, personId: actor.personId, name: actor.name, reason };
      current = stop;
      callOff();
      await journal.nowOrLater(
        () => deps.store.transact({ actor, now, ...rest }, (tx) => writeGroundStop(tx, stop)),
        (error) =>
          deps.log('error', 'the ground stop is in force and not in the record', {
            error: error instanceof Error ? error.message : 'unknown',
          }),
      );
      return ok(undefined);
    },

    /** Only what is in the record is ended: launches begin again after it. */
    release: async (cause: Cause, reason: string): Promise<Result<undefined>> => {
      if (current === undefined) return refuse('flights.no_ground_stop', 'There is no ground stop.');
      await journal.written();
      await deps.store.transact(cause, async (tx) => {
        await writeGroundStop(tx, undefined);
        await tx.emit({ type: 'flight.ground_stop_reason', subject: 'flight:all', data: { reason } });
      });
      current = undefined;
      return ok(undefined);
    },

    /** Takes up what was in force before the restart. */
    load: async (): Promise<void> => {
      current ??= await groundStopOf(deps.store.read);
    },

    stop: async (): Promise<void> => {
      journal.stop();
      await journal.written();
    },
  };
};

export type GroundStops = ReturnType<typeof createGroundStop>;
