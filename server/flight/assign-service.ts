import type { z } from 'zod';
import type { AssignmentView, assignments } from '../api/contract/assignments.ts';
import { systemCause, type Cause } from '../core/cause.ts';
import { wallMs, type Timer } from '../core/clock.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import { loggable } from '../orders/note-check.ts';
import type { Store } from '../store/store.ts';
import { createReckoning, type Board, type ReckonDeps } from './assign-reckon-service.ts';

export type AssignDeps = ReckonDeps & {
  readonly draft: (
    cause: Cause,
    orderId: string,
    vehicleId: string,
  ) => Promise<Result<{ readonly id: string }>>;
  readonly byRoad: (cause: Cause, orderId: string, reason: string) => Promise<Result<unknown>>;
  readonly onError: (error: unknown) => void;
};

type Take = z.output<typeof assignments.take.body>;

/** Facts come in bursts: one reckoning for all of them. Well within the 5 s in which the road has to be offered. */
const GATHER_MS = 300;
/** Charge and expected landings move without facts. */
const GOOD_MS = 15_000;
/** Facts that can change who should fly what. */
const MOVES = /^(order|flight|vehicle|battery|pad|site|airspace|profile|weather|conditions|control)\./;

type About = { readonly orderId: string; readonly proposed: AssignmentView | undefined };

/** Records who decided, what was proposed and why it is another way; refuses another way without a reason. */
const decided = async (
  store: Store,
  cause: Cause,
  body: Take,
  { orderId, proposed }: About,
): Promise<Result<undefined>> => {
  const isProposed =
    body.means === 'road' ? proposed?.choice === 'road' : proposed?.lift?.droneId === body.vehicleId;
  if (!isProposed && body.reason.length < 3)
    return refuse('flights.reason_needed', 'That is not what is proposed: say why.', { place: 'reason' });
  return store.transact({ actor: cause.actor, now: cause.now }, async (tx) => {
    await tx.emit({
      type: isProposed ? 'assignment.accepted' : 'assignment.overridden',
      subject: `assignment:${orderId}`,
      data: {
        orderId,
        means: body.means,
        vehicleId: body.vehicleId,
        proposed: proposed && {
          choice: proposed.choice,
          droneId: proposed.lift?.droneId ?? null,
          why: proposed.why.id,
        },
        reason: loggable(body.reason),
      },
    });
    return ok(undefined);
  });
};

/** Who should fly what as of now: reckoned when something has changed, kept in between. */
export const createAssignments = (deps: AssignDeps) => {
  const { store, clock } = deps;
  const reckon = createReckoning(deps);
  const offered = new Set<string>();
  let kept: Promise<Board> | undefined;
  let keptAt = 0;
  let timer: Timer | undefined;

  const current = (): Promise<Board> => {
    if (kept === undefined || clock.wall() - keptAt > GOOD_MS) {
      keptAt = clock.wall();
      const made = reckon();
      kept = made;
      made.catch(() => {
        if (kept === made) kept = undefined;
      });
    }
    return kept;
  };

  /** The road is offered as a fact as soon as it is known: nobody need look. */
  const offer = async (): Promise<void> => {
    const { decisions, at } = await current();
    const fresh = decisions.filter(({ orderId, choice }) => choice === 'road' && !offered.has(orderId));
    for (const { orderId, choice } of decisions) {
      if (choice === 'road') offered.add(orderId);
      else offered.delete(orderId);
    }
    if (fresh.length === 0) return;
    await store.transact(systemCause(wallMs(at)), async (tx) => {
      for (const { orderId, why, roadAt, airAt } of fresh)
        await tx.emit({
          type: 'assignment.road_offered',
          subject: `assignment:${orderId}`,
          data: { orderId, why: why.id, roadAt, airAt },
        });
    });
  };

  const stopListening = store.onCommitted((events) => {
    if (!events.some(({ type }) => MOVES.test(type))) return;
    kept = undefined;
    timer ??= clock.after(GATHER_MS, () => {
      timer = undefined;
      offer().catch(deps.onError);
    });
  });

  return {
    list: current,

    /** Records who decided and whether it was as proposed, then does it. */
    take: async (cause: Cause, orderId: string, body: Take): Promise<Result<{ flightId: string | null }>> => {
      if ((body.means === 'drone') !== (body.vehicleId !== null))
        return refuse('flights.no_vehicle', 'A drone is named for a flight, and only for that.', {
          place: 'vehicleId',
        });
      const proposed = (await current()).decisions.find((each) => each.orderId === orderId);
      const written = await decided(store, cause, body, { orderId, proposed });
      if (!written.ok) return written;
      if (body.vehicleId === null) {
        const reason = body.reason === '' ? `as proposed: ${proposed?.why.id ?? ''}` : body.reason;
        const sent = await deps.byRoad(cause, orderId, reason);
        return sent.ok ? ok({ flightId: null }) : sent;
      }
      const drafted = await deps.draft(cause, orderId, body.vehicleId);
      return drafted.ok ? ok({ flightId: drafted.value.id }) : drafted;
    },

    stop: (): void => {
      stopListening();
      timer?.cancel();
    },
  };
};

export type AssignmentService = ReturnType<typeof createAssignments>;
