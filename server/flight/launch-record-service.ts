import { newId } from '../core/ids.ts';
import type { Rng } from '../core/ports.ts';
import type { Tx } from '../store/store.ts';
import type { PlanIds } from './ports.ts';
import { emitFlight, findFlight, parseLaunch, type StepView } from './record-service.ts';

/** An intent that nobody acted upon within that time is void. */
export const INTENT_EXPIRES_MS = 10_000;

export type Intended = { readonly flightId: string; readonly personId: string; readonly planHash: string };

export const writeStep = async (tx: Tx, flightId: string, step: StepView): Promise<void> => {
  const row = await findFlight(tx, flightId);
  if (row === undefined) return;
  const launch = parseLaunch(row);
  const steps = launch.steps.map((old) => (old.name === step.name ? step : old));
  await tx.db
    .updateTable('flights')
    .set({ launch_json: JSON.stringify({ ...launch, steps }) })
    .where('id', '=', flightId)
    .execute();
  await emitFlight(tx, row, 'flight.launch_step', { data: { ...step } });
};

export const writePlanIds = async (tx: Tx, flightId: string, ids: PlanIds): Promise<void> => {
  const row = await findFlight(tx, flightId);
  if (row === undefined) return;
  await tx.db
    .updateTable('flights')
    .set({ launch_json: JSON.stringify({ ...parseLaunch(row), ...ids }) })
    .where('id', '=', flightId)
    .execute();
};

/** The one intent of this flight to arm: its id. */
export const writeIntent = async (tx: Tx, rng: Rng, intended: Intended): Promise<string | undefined> => {
  const row = await findFlight(tx, intended.flightId);
  if (row === undefined) return undefined;
  const intent = {
    id: newId(rng),
    flight_id: intended.flightId,
    kind: 'arm',
    person_id: intended.personId,
    plan_hash: intended.planHash,
    created_at: tx.now,
    expires_at: tx.now + INTENT_EXPIRES_MS,
    outcome: 'intended',
  };
  // Unique per flight: a second arming of the same flight fails here, before any byte leaves (INV-S2).
  await tx.db.insertInto('launch_intents').values(intent).execute();
  await emitFlight(tx, row, 'flight.arm_intent', {
    data: { intentId: intent.id, personId: intended.personId, planHash: intent.plan_hash },
  });
  return intent.id;
};
