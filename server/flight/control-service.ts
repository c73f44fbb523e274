import type { Control } from '../api/contract/control.ts';
import { SYSTEM_ACTOR, type Actor } from '../core/access.ts';
import { systemCause, type Cause } from '../core/cause.ts';
import type { Clock } from '../core/clock.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import { createJournal } from '../store/journal.ts';
import type { Store } from '../store/store.ts';
import { createHoldings } from './control-holdings.ts';
import { holdingOf, tellHandOver, writeHolding } from './control-queries.ts';
import { handOver, isSameConsole, type Console, type Holding, type Owner } from './control.ts';
import type { GuardPort } from './guard-port.ts';
import type { FlightLog } from './ports.ts';

export type ControlDeps = {
  readonly store: Store;
  readonly clock: Clock;
  readonly guard: GuardPort;
  readonly log: FlightLog;
};

const consoleOf = ({ personId, name, sessionId }: Actor): Console => ({
  personId,
  name,
  sessionId: sessionId ?? '',
});

const ownerOf = ({ actor, now }: Cause): Owner => ({ ...consoleOf(actor), takenAt: now });

const heldBy = ({ owner, epoch }: Holding): Result<never> =>
  refuse('control.held', `${owner?.name ?? 'Nobody'} controls this drone: take it over first.`, {
    details: { by: owner?.name ?? null, epoch },
  });

const viewOf = (vehicleId: string, { epoch, owner, verdict }: Holding, actor: Actor): Control => ({
  vehicleId,
  epoch,
  quarantine: verdict === 'quarantine',
  owner: owner === undefined ? null : { personId: owner.personId, name: owner.name, at: owner.takenAt },
  mine: isSameConsole(owner, consoleOf(actor)),
});

/**
 * Exactly one console commands a drone. Commands towards safety take the control over by themselves, in memory first
 * (INV-S12); everything else needs it. A console that is gone keeps nobody out: another one takes over at any time.
 */
export const createControl = ({ store, clock, guard, log }: ControlDeps) => {
  const { get, put, nextEpoch, all } = createHoldings(guard);
  const journal = createJournal(clock);

  const lost = (vehicleId: string) => (error: unknown) =>
    log('error', 'a change of control could not be written', {
      vehicleId,
      error: error instanceof Error ? error.message : 'unknown',
    });

  /** Memory first, the record follows. */
  const putLater = (cause: Cause, vehicleId: string, to: Holding): void => {
    const from = get(vehicleId);
    put(vehicleId, to);
    journal.add(
      () =>
        store.transact(cause, async (tx) => {
          await writeHolding(tx, vehicleId, to);
          await tellHandOver(tx, vehicleId, from, to);
        }),
      lost(vehicleId),
    );
  };

  /** Written before it counts. */
  const takeOver = async (cause: Cause, vehicleId: string): Promise<Result<undefined>> => {
    const [epoch, owner] = [nextEpoch(vehicleId), ownerOf(cause)];
    await store.transact(cause, async (tx) => {
      const from = get(vehicleId);
      const to = handOver(from, owner, epoch);
      await writeHolding(tx, vehicleId, to);
      await tellHandOver(tx, vehicleId, from, to);
    });
    put(vehicleId, handOver(get(vehicleId), owner, epoch));
    return isSameConsole(get(vehicleId).owner, owner) ? ok(undefined) : heldBy(get(vehicleId));
  };

  return {
    get,

    view: (vehicleId: string, actor: Actor): Control => viewOf(vehicleId, get(vehicleId), actor),

    /** Says all of it again: a drone may have got another system id. */
    assert: (): void => {
      for (const [id, holding] of all()) put(id, holding);
    },

    load: async (): Promise<void> => {
      for (const row of await store.read.selectFrom('control').selectAll().execute())
        put(row.vehicle_id, holdingOf(row));
    },

    /** That vehicle waits for a person; at once, and in the record as soon as that can be. */
    quarantine: (vehicleId: string): void => {
      const to: Holding = { ...get(vehicleId), verdict: 'quarantine' };
      put(vehicleId, to);
      const cause = systemCause(clock.wall());
      journal.add(() => store.transact(cause, (tx) => writeHolding(tx, vehicleId, to)), lost(vehicleId));
    },

    /** Those vehicles may be commanded: written first, each with a new epoch (INV-S11). */
    free: async (vehicleIds: readonly string[]): Promise<void> => {
      const epochs = vehicleIds.map((id) => [id, nextEpoch(id)] as const);
      const freed = ([id, epoch]: readonly [string, number]): Holding => ({
        ...handOver(get(id), get(id).owner, epoch),
        verdict: 'free',
      });
      await store.transact(systemCause(clock.wall()), async (tx) => {
        for (const pair of epochs) {
          await writeHolding(tx, pair[0], freed(pair));
          const data = { epoch: pair[1], verdict: 'free' };
          await tx.emit({ type: 'vehicle.judged', subject: `vehicle:${pair[0]}`, data });
        }
      });
      for (const pair of epochs) put(pair[0], freed(pair));
    },

    /** The console may command that drone: it does already, or nobody does and it takes it. Else `control.held`. */
    claim: async (cause: Cause, vehicleId: string): Promise<Result<undefined>> => {
      const { owner } = get(vehicleId);
      if (isSameConsole(owner, consoleOf(cause.actor))) return ok(undefined);
      return owner === undefined ? takeOver(cause, vehicleId) : heldBy(get(vehicleId));
    },

    /** Does that person control it still? */
    isOwner: (vehicleId: string, personId: string): boolean => get(vehicleId).owner?.personId === personId,

    /** A command towards safety: never refused, never waits. The service's own acts take nothing from anybody. */
    seize: (cause: Cause, vehicleId: string): void => {
      if (cause.actor.personId === SYSTEM_ACTOR.personId) return;
      if (isSameConsole(get(vehicleId).owner, consoleOf(cause.actor))) return;
      putLater(cause, vehicleId, handOver(get(vehicleId), ownerOf(cause), nextEpoch(vehicleId)));
    },

    /** Explicit: `epoch` is the one that the person was shown with the owner's name; another one by now is told. */
    take: async (cause: Cause, vehicleId: string, epoch: number): Promise<Result<Control>> => {
      const isOwn = isSameConsole(get(vehicleId).owner, consoleOf(cause.actor));
      if (!isOwn && get(vehicleId).epoch !== epoch) return heldBy(get(vehicleId));
      const taken = isOwn ? ok(undefined) : await takeOver(cause, vehicleId);
      return taken.ok ? ok(viewOf(vehicleId, get(vehicleId), cause.actor)) : taken;
    },

    /** Sessions have ended: what they controlled is nobody's. */
    sessionsEnded: (sessionIds: readonly string[]): void => {
      for (const [id, holding] of all())
        if (holding.owner !== undefined && sessionIds.includes(holding.owner.sessionId))
          putLater(systemCause(clock.wall()), id, handOver(holding, undefined, nextEpoch(id)));
    },

    stop: (): Promise<void> => {
      journal.stop();
      return journal.written();
    },
  };
};

export type ControlService = ReturnType<typeof createControl>;
