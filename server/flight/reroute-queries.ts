import { ok, refuse, type Result } from '../core/result.ts';
import type { PlanPad } from '../plan/sites.ts';
import type { Reader, Tx } from '../store/store.ts';
import { padTakenBy } from './pad-queries.ts';
import { landingPads } from './plan-pad-queries.ts';
import type { RerouteKind } from './rerouting.ts';

export type RerouteTarget = { readonly pad: PlanPad; readonly siteId: string };

type Sought = {
  readonly kind: RerouteKind;
  readonly padId: string;
  readonly vehicleId: string;
  /** Null on a way home. */
  readonly orderId: string | null;
};

/** The pad, if it may be landed on: of an enabled site, nobody else's, and for a redirection another hospital's. */
export const rerouteTarget = async (reader: Reader, sought: Sought): Promise<Result<RerouteTarget>> => {
  const pad = (await landingPads(reader)).find(({ id }) => id === sought.padId);
  const site = await reader
    .selectFrom('pads')
    .innerJoin('sites', 'sites.id', 'pads.site_id')
    .select(['sites.id', 'sites.role'])
    .where('pads.id', '=', sought.padId)
    .executeTakeFirst();
  if (pad === undefined || site === undefined)
    return refuse('flights.no_such_pad', 'Expected a pad of a site that is in use.');
  const taken = await padTakenBy(reader, pad.id, sought.vehicleId);
  if (taken !== undefined)
    return refuse('flights.pad_taken', `${taken} has that pad.`, { details: { drone: taken } });
  if (sought.kind !== 'redirect') return ok({ pad, siteId: site.id });
  if (sought.orderId === null || site.role !== 'hospital')
    return refuse('flights.not_redirectable', 'Only a delivery is redirected, and only to a hospital.');
  const order = await reader
    .selectFrom('orders')
    .select('site_id')
    .where('id', '=', sought.orderId)
    .executeTakeFirst();
  return order?.site_id === site.id
    ? refuse('flights.not_redirectable', 'It flies to that hospital already.')
    : ok({ pad, siteId: site.id });
};

/** The flight's own pad, read in the transaction that changes it. */
export const changePad = (tx: Tx, flightId: string, padId: string): Promise<unknown> =>
  tx.db.updateTable('flights').set({ to_pad_id: padId }).where('id', '=', flightId).execute();
