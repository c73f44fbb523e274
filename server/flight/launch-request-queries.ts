import type { LaunchRequestView } from '../api/contract/preflight.ts';
import type { WallMs } from '../core/clock.ts';
import type { Issue } from '../core/issue.ts';
import type { LaunchRequestRow } from '../store/schema-launch.ts';
import type { Reader, Tx } from '../store/store.ts';

export const requestById = (reader: Reader, id: string): Promise<LaunchRequestRow | undefined> =>
  reader.selectFrom('launch_requests').selectAll().where('id', '=', id).executeTakeFirst();

/** Launches that wait for a second person, those whose time is over too: the answer can be kept. */
export const openRequests = async (reader: Reader): Promise<LaunchRequestView[]> => {
  const rows = await reader
    .selectFrom('launch_requests')
    .innerJoin('flights', 'flights.id', 'launch_requests.flight_id')
    .innerJoin('vehicles', 'vehicles.id', 'flights.vehicle_id')
    .selectAll('launch_requests')
    .select(['flights.number', 'vehicles.name'])
    .where('launch_requests.state', '=', 'waiting')
    .where('flights.launched_at', 'is', null)
    .where('flights.ended_at', 'is', null)
    .orderBy('launch_requests.created_at')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    flightId: row.flight_id,
    flightNumber: row.number,
    vehicleName: row.name,
    requestedBy: { personId: row.requester_id, name: row.requester_name, at: row.created_at },
    reason: row.reason,
    expiresAt: row.expires_at,
    issues: (JSON.parse(row.issues_json) as Issue[]).map((issue) => ({ ...issue })),
  }));
};

/** Those of them that wait at this moment. */
export const stillWaiting = (requests: readonly LaunchRequestView[], wall: WallMs): LaunchRequestView[] =>
  requests.filter(({ expiresAt }) => expiresAt > wall);

/** What was asked of a second person ends with the launch, or with the flight, whatever became of it. */
export const closeRequests = async (tx: Tx, flightId: string): Promise<void> => {
  await tx.db
    .updateTable('launch_requests')
    .set({ state: 'withdrawn', decided_at: tx.now })
    .where('flight_id', '=', flightId)
    .where('state', '=', 'waiting')
    .execute();
};
