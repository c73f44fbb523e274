import type { Rng } from '../core/ports.ts';
import { centrePlace } from '../stock/unit-queries.ts';
import type { FlightRow } from '../store/schema.ts';
import type { Tx } from '../store/store.ts';
import { openFailure, quarantineLoad, withdrawFailure } from './failure-queries.ts';

type Step = { readonly to: string; readonly code: string; readonly reason: string };

/** The drone no longer flies to its destination, or nobody knows. */
const IN_DOUBT = ['RETURNING', 'DIVERTING', 'RETURNED', 'LOST', 'UNKNOWN'];
/** Doubt about the arming frame, on the pad: the launch itself settles it within seconds. */
const ARMING = /^(arm_|server_restarted)/;

/**
 * Follows every step of a delivery flight, in that step's transaction: opens the proposal of a replacement, takes the
 * blood of a drone that flew out of use, or withdraws it where the drone arrived.
 */
export const followFlight = async (tx: Tx, rng: Rng, row: FlightRow, step: Step): Promise<void> => {
  if (row.kind !== 'delivery' || row.launched_at === null) return;
  const isFlown = row.takeoff_at !== null;
  if (step.to === 'LANDED') return withdrawFailure(tx, row.id);
  const doubtful = IN_DOUBT.includes(step.to) && !(step.to === 'UNKNOWN' && ARMING.test(step.code));
  if (step.to !== 'ABORTED' && !doubtful) return;
  await openFailure(tx, rng, row.id, { state: step.to, reason: step.reason });
  // What never left the pad is as it was packed; what flew is looked at before anybody uses it.
  if (step.to === 'RETURNED' && isFlown) await quarantineLoad(tx, rng, row.id, await centrePlace(tx));
  if (step.to === 'LOST') await quarantineLoad(tx, rng, row.id, `vehicle:${row.vehicle_id}`);
};
