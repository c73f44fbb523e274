import type { Timer } from '../core/clock.ts';
import type { Active, Actives } from './active-service.ts';
import { reasonOf, type FlightDeps } from './record-service.ts';
import { isFlightEnded } from './states.ts';

/** How often it is asked which vehicles may be commanded, milliseconds. */
const JUDGE_MS = 250;
/** A verdict that cannot be written is tried again after that, milliseconds. */
const AGAIN_MS = 2000;

/** Whether a person has to decide about that flight before its vehicle is commanded again. */
const waitsForPerson = ({ life: { state, reason } }: Active): boolean =>
  state === 'UNKNOWN' || (state === 'EXTERNAL_CONTROL' && reason.code === 'mission_changed');

/**
 * Which vehicles may be commanded (INV-S11): none before the restart has judged its flight and that is in the record;
 * none whose flight waits for a person. A vehicle on no flight may, whenever it is registered.
 */
export const createVerdicts = ({ store, clock, control, log }: FlightDeps, actives: Actives) => {
  let known: readonly string[] = [];
  let freeing: Promise<void> = Promise.resolve();
  let notBefore = 0;
  let timer: Timer | undefined;
  let unsubscribe = (): void => {};

  const textOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown error');

  const learn = async (): Promise<void> => {
    known = (await store.read.selectFrom('vehicles').select('id').execute()).map(({ id }) => id);
  };

  const wanted = (id: string): 'free' | 'quarantine' | undefined => {
    const active = actives
      .all()
      .find(({ vehicleId, life }) => vehicleId === id && !isFlightEnded(life.state));
    if (active === undefined) return 'free';
    const isLaunching = active.launch !== undefined && !active.launch.isOver();
    if (!active.watched || isLaunching) return undefined;
    return waitsForPerson(active) ? 'quarantine' : 'free';
  };

  const free = async (ids: readonly string[]): Promise<void> => {
    try {
      await control.free(ids);
    } catch (error) {
      notBefore = clock.mono() + AGAIN_MS;
      log(
        'error',
        `no verdict can be written, drones take no commands but hold, return and land: ${textOf(error)}`,
      );
    }
  };

  const judge = (): Promise<void> => {
    control.assert();
    const verdicts = known.map((id) => ({ id, want: wanted(id), is: control.get(id).verdict }));
    for (const { id, want, is } of verdicts)
      if (want === 'quarantine' && is !== 'quarantine') control.quarantine(id);
    const toFree = verdicts.filter(({ want, is }) => want === 'free' && is !== 'free').map(({ id }) => id);
    return toFree.length === 0 ? Promise.resolve() : free(toFree);
  };

  /** One at a time. */
  let busy = false;
  const judgeLater = (): void => {
    if (busy || clock.mono() < notBefore) return;
    busy = true;
    freeing = judge().finally(() => {
      busy = false;
    });
  };

  return {
    /** Another ground station has done something to that vehicle: a person has to decide about its flight. */
    touched: (vehicleId: string, sentence: string): void => {
      for (const active of actives.all())
        if (active.vehicleId === vehicleId)
          actives.apply(active, { kind: 'touched', reason: reasonOf('foreign_hand', sentence) });
    },

    /** After the restart has judged the flights: resolves when the first verdicts are in the record. */
    start: async (): Promise<void> => {
      unsubscribe = store.onCommitted((events) => {
        if (!events.some(({ subject }) => subject.startsWith('vehicle:'))) return;
        learn().catch((error: unknown) => log('error', `the drones could not be read: ${textOf(error)}`));
      });
      await learn();
      await judge();
      timer = clock.every(JUDGE_MS, judgeLater);
    },
    stop: async (): Promise<void> => {
      unsubscribe();
      timer?.cancel();
      await freeing;
    },
  };
};
