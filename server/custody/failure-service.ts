import type { z } from 'zod';
import type { FailedDelivery, failures } from '../api/contract/failures.ts';
import { may, type Actor } from '../core/access.ts';
import type { Cause } from '../core/cause.ts';
import type { WallMs } from '../core/clock.ts';
import type { Rng } from '../core/ports.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { Reader, Store, Tx } from '../store/store.ts';
import { acceptFailure, dismissFailure, type Choice } from './failure-queries.ts';
import { failureView, openFailures, type DroneNow } from './failure-view-queries.ts';
import { decideBox } from './quarantine-queries.ts';

export type FailureServiceDeps = {
  readonly store: Store;
  readonly rng: Rng;
  readonly droneNow: DroneNow;
  /** Proves who the second person at the same device is. */
  readonly verifySecond: (login: string, password: string, ip: string) => Promise<Result<Actor>>;
};

type BoxBody = z.output<typeof failures.decideBox.body>;

/** Deliveries that failed: what replaces them, and what becomes of their boxes. Failures: `custody.*`. */
export const createFailureService = ({ store, rng, droneNow, verifySecond }: FailureServiceDeps) => {
  const view = async (reader: Reader, id: string, now: number): Promise<Result<FailedDelivery>> => {
    const row = await reader
      .selectFrom('failed_deliveries')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    if (row === undefined) return refuse('custody.not_found', `There is no failed delivery ${id}.`);
    return ok(await failureView(reader, row, { now, droneNow }));
  };

  const change = (
    cause: Cause,
    id: string,
    work: (tx: Tx) => Promise<Result<undefined>>,
  ): Promise<Result<FailedDelivery>> =>
    store.transact(cause, async (tx) => {
      const done = await work(tx);
      return done.ok ? view(tx, id, tx.now) : done;
    });

  return {
    list: async (now: WallMs): Promise<Result<{ failures: FailedDelivery[] }>> => {
      const rows = await openFailures(store.read);
      return ok({
        failures: await Promise.all(rows.map((row) => failureView(store.read, row, { now, droneNow }))),
      });
    },

    accept: (cause: Cause, id: string, choice: Choice) =>
      change(cause, id, (tx) => acceptFailure(tx, rng, id, choice)),

    dismiss: (cause: Cause, id: string, reason: string) =>
      change(cause, id, (tx) => dismissFailure(tx, id, reason)),

    decideBox: async (
      cause: Cause,
      id: string,
      body: BoxBody,
      ip: string,
    ): Promise<Result<FailedDelivery>> => {
      const { second: login, ...decision } = body;
      const second = login && (await verifySecond(login.login, login.password, ip));
      if (second !== undefined && !second.ok) return second;
      if (second?.ok === true && !may(second.value.role, 'stock.write'))
        return refuse('custody.second_person', 'The second person must be of the blood centre.', {
          place: 'second.login',
        });
      return store.transact(cause, async (tx) => {
        const done = await decideBox(tx, id, decision, second?.value);
        if (!done.ok) return done;
        const { failure_id: failureId } = await tx
          .selectFrom('quarantined_boxes')
          .select('failure_id')
          .where('id', '=', id)
          .executeTakeFirstOrThrow();
        return view(tx, failureId, tx.now);
      });
    },
  };
};

export type FailureService = ReturnType<typeof createFailureService>;
