import type { LaunchRequestView } from '../api/contract/preflight.ts';
import { systemCause, type Cause } from '../core/cause.ts';
import type { Timer } from '../core/clock.ts';
import { newId } from '../core/ids.ts';
import type { Issue } from '../core/issue.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { FlightRow } from '../store/schema.ts';
import type { LaunchRequestRow } from '../store/schema-launch.ts';
import type { Tx } from '../store/store.ts';
import { openRequests, requestById, stillWaiting } from './launch-request-queries.ts';
import { emitFlight, findFlight, type FlightDeps } from './record-service.ts';

/** INV-S7: the second person confirms what the first one saw, while it is still so. */
const SECOND_WITHIN_MS = 120_000;

export type LaunchWish = {
  readonly planHash: string;
  readonly acknowledged: readonly string[];
  readonly reason?: string | undefined;
  readonly code?: string | undefined;
};

type End = 'refused' | 'withdrawn' | 'expired';

const expireStale = async (tx: Tx): Promise<void> => {
  const stale = await tx
    .selectFrom('launch_requests')
    .select(['id', 'flight_id'])
    .where('state', '=', 'waiting')
    .where('expires_at', '<=', tx.now)
    .execute();
  for (const { id, flight_id: flightId } of stale) {
    await tx.db.updateTable('launch_requests').set({ state: 'expired' }).where('id', '=', id).execute();
    const row = await findFlight(tx, flightId);
    if (row !== undefined) await emitFlight(tx, row, 'flight.approval_expired', { data: { requestId: id } });
  }
};

/** Writes the second person's word; the database refuses one who is the first, or comes too late. */
export const writeApproval = async (
  tx: Tx,
  id: string,
  reason: string,
): Promise<Result<LaunchRequestRow>> => {
  const { personId, name } = tx.cause.actor;
  const approved = await tx.db
    .updateTable('launch_requests')
    .set({
      state: 'approved',
      approver_id: personId,
      approver_name: name,
      approver_reason: reason,
      decided_at: tx.now,
    })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .where('expires_at', '>', tx.now)
    .where('requester_id', '!=', personId)
    .returningAll()
    .executeTakeFirst();
  return approved === undefined
    ? refuse('flights.request_over', 'This launch no longer waits for a second person.')
    : ok(approved);
};

const writeRequest = async (
  tx: Tx,
  id: string,
  row: FlightRow,
  { wish, issues }: { readonly wish: LaunchWish; readonly issues: readonly Issue[] },
): Promise<Result<undefined>> => {
  await expireStale(tx);
  // It was judged before this transaction: another launch of it may have been faster.
  const now = await findFlight(tx, row.id);
  if (now === undefined || now.state !== 'PLANNED' || now.launched_at !== null)
    return refuse(
      'flights.wrong_state',
      `Flight ${row.number}: expected one that is planned and not launched, it is ${now?.state ?? 'gone'}.`,
    );
  const waiting = stillWaiting(await openRequests(tx), tx.now).find(({ flightId }) => flightId === row.id);
  if (waiting !== undefined)
    return refuse(
      'flights.request_waiting',
      `${waiting.requestedBy.name} has asked for this launch already: a second person has to confirm it.`,
    );
  const { personId, name } = tx.cause.actor;
  const reason = wish.reason ?? '';
  await tx.db
    .insertInto('launch_requests')
    .values({
      id,
      flight_id: row.id,
      state: 'waiting',
      requester_id: personId,
      requester_name: name,
      reason,
      request_json: JSON.stringify({ planHash: wish.planHash, acknowledged: wish.acknowledged }),
      issues_json: JSON.stringify(issues),
      created_at: tx.now,
      expires_at: tx.now + SECOND_WITHIN_MS,
      approver_id: null,
      approver_name: null,
      approver_reason: null,
      decided_at: null,
    })
    .execute();
  const data = { requestId: id, reason, issues: issues.map((issue) => issue.id) };
  await emitFlight(tx, row, 'flight.approval_asked', { data });
  tx.created(row.id);
  return ok(undefined);
};

/** Launches that need a second person: asked for, refused, withdrawn, expired. */
export const createLaunchRequests = (deps: FlightDeps) => {
  const { store, clock, rng } = deps;
  const timers = new Set<Timer>();

  const sweep = (): void => {
    store
      .transact(systemCause(clock.wall()), expireStale)
      .catch((error: unknown) =>
        deps.log('warn', `requests of launches: ${error instanceof Error ? error.message : 'unknown error'}`),
      );
  };

  const sweepLater = (): void => {
    const timer = clock.after(SECOND_WITHIN_MS + 1, () => {
      timers.delete(timer);
      sweep();
    });
    timers.add(timer);
  };

  const ask = async (
    cause: Cause,
    row: FlightRow,
    wish: LaunchWish,
    issues: readonly Issue[],
  ): Promise<Result<undefined>> => {
    const asked = await store.transact(cause, (tx) => writeRequest(tx, newId(rng), row, { wish, issues }));
    if (asked.ok) sweepLater();
    return asked;
  };

  /** A request that this person may decide now. */
  const find = async (cause: Cause, id: string): Promise<Result<LaunchRequestRow>> => {
    const found = await requestById(store.read, id);
    if (found === undefined) return refuse('flights.not_found', `There is no launch request ${id}.`);
    if (found.state !== 'waiting' || found.expires_at <= cause.now)
      return refuse('flights.request_over', 'This launch no longer waits for a second person.');
    return ok(found);
  };

  const end = async (cause: Cause, id: string, reason: string): Promise<Result<{ ok: true }>> =>
    store.transact(cause, async (tx) => {
      const found = await find(cause, id);
      if (!found.ok) return found;
      const { requester_id: first, flight_id: flightId } = found.value;
      const isOwn = first === cause.actor.personId;
      const state: End = isOwn ? 'withdrawn' : 'refused';
      const { personId, name } = cause.actor;
      const second = isOwn ? {} : { approver_id: personId, approver_name: name };
      await tx.db
        .updateTable('launch_requests')
        .set({ state, ...second, approver_reason: reason, decided_at: tx.now })
        .where('id', '=', id)
        .where('state', '=', 'waiting')
        .execute();
      const row = await findFlight(tx, flightId);
      if (row !== undefined)
        await emitFlight(tx, row, `flight.approval_${state}`, { data: { requestId: id, reason } });
      return ok({ ok: true });
    });

  const waiting = async (): Promise<LaunchRequestView[]> =>
    stillWaiting(await store.kept('launch requests', openRequests), clock.wall());

  return {
    ask,
    find,
    end,
    waiting,
    waitingFor: async (id: string): Promise<LaunchRequestView | null> =>
      (await waiting()).find(({ flightId }) => flightId === id) ?? null,
    /** What a stop left waiting. */
    start: sweep,
    stop: (): void => {
      for (const timer of timers) timer.cancel();
    },
  };
};

export type LaunchRequests = ReturnType<typeof createLaunchRequests>;
