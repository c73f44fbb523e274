import type { Cause } from '../core/cause.ts';
import { refuse, type Result } from '../core/result.ts';
import type { FlightRow } from '../store/schema.ts';
import type { Tx } from '../store/store.ts';
import { lifeOf, type Actives } from './active-service.ts';
import { stepLife, type LifeInput } from './life-cycle.ts';
import { findFlight, writeEffects, type FlightDeps } from './record-service.ts';

export type StepScene = { readonly deps: FlightDeps; readonly actives: Actives };

export type PersonStep = {
  readonly id: string;
  readonly input: LifeInput;
  /** Writes what belongs to the step, before the flight moves. */
  readonly extra: (tx: Tx, row: FlightRow) => Promise<Result<undefined>>;
};

/**
 * A person's step: facts and hooks in one transaction with the person's cause, refused as a whole if the flight is
 * not in a state for it. `extra` writes what belongs to it first.
 */
export const personStep = (
  { deps, actives }: StepScene,
  cause: Cause,
  { id, input, extra }: PersonStep,
): Promise<Result<undefined>> => {
  const active = actives.get(id);
  const job = async (): Promise<Result<undefined>> => {
    const before = active?.life;
    const written = await deps.store.transact(cause, async (tx) => {
      const row = await findFlight(tx, id);
      if (row === undefined) return refuse('flights.not_found', `There is no flight ${id}.`);
      const { effects } = stepLife(before ?? lifeOf(row), input);
      if (effects.length === 0)
        return refuse('flights.wrong_state', `Flight ${row.number} is ${row.state}: this does not fit.`, {
          details: { state: row.state },
        });
      const added = await extra(tx, row);
      return added.ok ? writeEffects(tx, id, effects, { hooks: deps.hooks }) : added;
    });
    if (written.ok && active !== undefined && before !== undefined) {
      // What the vehicle showed meanwhile follows from the next look; the record says what the person said.
      active.life = stepLife(before, input).state;
      actives.forgetEnded(active);
    }
    return written;
  };
  return active === undefined ? job() : actives.enqueue(active, job);
};
