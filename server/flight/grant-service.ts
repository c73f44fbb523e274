import type { Cause } from '../core/cause.ts';
import { newId } from '../core/ids.ts';
import type { Clock } from '../core/clock.ts';
import type { Rng } from '../core/ports.ts';
import { ok, type Result } from '../core/result.ts';
import type { Store } from '../store/store.ts';
import type { ControlService } from './control-service.ts';
import type { GrantOrder, GrantWish, GuardPort } from './guard-port.ts';

export type GrantDeps = {
  readonly store: Store;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly guard: GuardPort;
  readonly control: ControlService;
};

/** What somebody wants to send to a vehicle. */
export type Intention = {
  readonly vehicleId: string;
  /** Null for work on the ground. */
  readonly flightId: string | null;
  /** At most the guard's own limit of that kind. */
  readonly lifeMs: number;
  readonly wish: GrantWish;
};

/** What two people end a danger with takes the control over; a parameter is set on the ground, by whoever keeps the drones. */
const FREE: readonly GrantWish['kind'][] = ['two-person', 'param', 'key'];

const secondOf = (wish: GrantWish): string | null => (wish.kind === 'two-person' ? wish.second.person : null);

/**
 * Leave to send what neither asks nor ends a danger. The intent is a row before it is a grant: after a crash the record
 * tells what may have left, and it is never sent again.
 */
export const createGrants = ({ store, clock, rng, guard, control }: GrantDeps) => {
  /** Needs the control of the drone, and takes it where nobody has it. Fails with `control.held`, `guard.refused`. */
  const give = async (cause: Cause, intention: Intention): Promise<Result<{ readonly id: string }>> => {
    const { vehicleId, flightId, lifeMs, wish } = intention;
    if (wish.kind === 'two-person') control.seize(cause, vehicleId);
    const claimed = FREE.includes(wish.kind) ? ok(undefined) : await control.claim(cause, vehicleId);
    if (!claimed.ok) return claimed;
    const { epoch } = control.get(vehicleId);
    const order: GrantOrder = { id: newId(rng), epoch, lifeMs, wish };
    await store.transact(cause, async (tx) => {
      await tx.db
        .insertInto('command_intents')
        .values({
          id: order.id,
          vehicle_id: vehicleId,
          flight_id: flightId,
          kind: wish.kind,
          epoch,
          person_id: wish.kind === 'two-person' ? wish.first.person : cause.actor.personId,
          second_id: secondOf(wish),
          wish_json: JSON.stringify(wish),
          created_at: tx.now,
          expires_at: tx.now + lifeMs,
        })
        .execute();
      await tx.emit({
        type: 'vehicle.command_intended',
        subject: `vehicle:${vehicleId}`,
        data: { intentId: order.id, flightId, kind: wish.kind, epoch },
      });
    });
    const granted = guard.grant(vehicleId, order);
    return granted.ok ? ok({ id: order.id }) : granted;
  };

  return {
    give,
    /** For an intent whose row the caller has committed: the arming of a launch. */
    grantWritten: (vehicleId: string, order: GrantOrder): Result<undefined> => guard.grant(vehicleId, order),
    revoke: (vehicleId: string, id: string): void => guard.revoke(vehicleId, id),
    /** Monotonic time, in which approvals are compared. */
    now: () => clock.mono(),
  };
};

export type Grants = ReturnType<typeof createGrants>;
