import type { Rng } from '../core/ports.ts';
import { centrePlace } from '../stock/unit-queries.ts';
import type { FlightRow } from '../store/schema.ts';
import type { Tx } from '../store/store.ts';
import { openFailure, quarantineLoad, withdrawFailure } from './failure-queries.ts';

type Step = {
  readonly to: string;
  readonly code: string;
  readonly reason: string;
  /** It flies to, or stands at, another place than its order's. */
  readonly isDiverted: boolean;
};

/** The drone no longer flies to its destination, or nobody knows. */
const IN_DOUBT = ['RETURNING', 'DIVERTING', 'RETURNED', 'LOST', 'UNKNOWN'];
/** Doubt about the arming frame, on the pad: the launch itself settles it within seconds. */
const ARMING = /^(arm_|server_restarted)/;

const sitePlace = async (tx: Tx, padId: string): Promise<string> => {
  const pad = await tx.selectFrom('pads').select('site_id').where('id', '=', padId).executeTakeFirstOrThrow();
  return `site:${pad.site_id}`;
};

const isInDoubt = ({ to, code }: Step): boolean => {
  if (to === 'UNKNOWN') return !ARMING.test(code);
  return to === 'ABORTED' || to === 'LANDED' || IN_DOUBT.includes(to);
};

/** Where blood is that has to be looked at before anybody uses it; undefined = in the air, or as it was packed. */
const placeOfLoad = async (tx: Tx, row: FlightRow, { to }: Step): Promise<string | undefined> => {
  if (to === 'LANDED') return sitePlace(tx, row.to_pad_id);
  if (to === 'LOST') return `vehicle:${row.vehicle_id}`;
  // What never left the pad is as it was packed.
  return to === 'RETURNED' && row.takeoff_at !== null ? centrePlace(tx) : undefined;
};

/**
 * Follows every step of a delivery flight, in that step's transaction: opens the proposal of a replacement, takes the
 * blood of a drone that flew out of use, or withdraws it where the drone arrived. A drone that
 * was diverted has not: what it brought to the other place is looked at like what flew back.
 */
export const followFlight = async (tx: Tx, rng: Rng, row: FlightRow, step: Step): Promise<void> => {
  if (row.kind !== 'delivery' || row.launched_at === null) return;
  if (step.to === 'LANDED' && !step.isDiverted) return withdrawFailure(tx, row.id);
  if (!isInDoubt(step)) return;
  await openFailure(tx, rng, row.id, { state: step.to, reason: step.reason });
  const place = await placeOfLoad(tx, row, step);
  if (place !== undefined) await quarantineLoad(tx, rng, row.id, place);
};
