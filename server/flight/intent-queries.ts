import type { ForeignIntent } from '../api/contract/intents.ts';
import type { WallMs } from '../core/clock.ts';
import { intentDetails, type IntentDetails } from '../plan/exchange/f3548.ts';
import type { OperationalIntentRow } from '../store/schema-intents.ts';
import type { Reader } from '../store/store.ts';

/** Intents that count now or later. */
export const openIntents = (reader: Reader, wall: WallMs): Promise<OperationalIntentRow[]> =>
  reader
    .selectFrom('operational_intents')
    .selectAll()
    .where('removed_at', 'is', null)
    .where('ends_at', '>', wall)
    .orderBy('starts_at')
    .execute();

export const detailsOf = (row: OperationalIntentRow): IntentDetails =>
  intentDetails.parse(JSON.parse(row.json));

export const intentView = (row: OperationalIntentRow): ForeignIntent => {
  const { volumes, off_nominal_volumes } = detailsOf(row);
  return {
    id: row.id,
    source: row.source,
    reference: row.reference,
    state: row.state,
    priority: row.priority,
    from: row.starts_at,
    to: row.ends_at,
    volumes: volumes.length + off_nominal_volumes.length,
    by: { personId: row.person_id, name: row.person_name, at: row.entered_at },
  };
};
