import type { Clock } from '../core/clock.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { GuardPort } from '../flight/guard-port.ts';
import type { Grant } from '../guard/grants.ts';
import type { Guard, GuardVerdict } from '../guard/guard.ts';

type Target = Grant['target'];

/** A change of key takes five rounds of a second and more. */
const KEY_LIFE_MS = 30_000;

const asResult = (verdict: GuardVerdict): Result<undefined> =>
  verdict.ok ? ok(undefined) : refuse('guard.refused', verdict.sentence, { details: { rule: verdict.rule } });

type Parts = {
  readonly guard: Guard;
  readonly clock: Clock;
  /** Where a registered vehicle is on the air. */
  readonly targetOf: (vehicleId: string) => Target | undefined;
};

export type Guarding = {
  readonly port: GuardPort;
  /** Leave to give that vehicle the key that is its pending one in the record, or to take its key away. */
  readonly grantKey: (target: Target) => Result<undefined>;
};

/** The guard as the stages know it: by registered vehicle and for so long, instead of by system id and until then. */
export const createGuarding = ({ guard, clock, targetOf }: Parts): Guarding => {
  const epochs = new Map<string, number>();
  let keys = 0;
  const nameOf = ({ sysid, compid }: Target): string => `${sysid}.${compid}`;
  const on = (vehicleId: string, fn: (target: Target) => Result<undefined>): Result<undefined> => {
    const target = targetOf(vehicleId);
    return target === undefined ? refuse('fleet.not_found', `There is no drone ${vehicleId}.`) : fn(target);
  };
  const grantTo = (
    target: Target,
    { wish, lifeMs, ...order }: Parameters<GuardPort['grant']>[1],
  ): Result<undefined> => {
    const now = clock.mono();
    return asResult(guard.grant({ ...wish, ...order, target, expiresAt: now + lifeMs }, now));
  };
  return {
    port: {
      command: (vehicleId, epoch) =>
        on(vehicleId, (target) => {
          epochs.set(nameOf(target), epoch);
          return asResult(guard.command(target, epoch));
        }),
      quarantine: (vehicleId) =>
        void on(vehicleId, (target) => {
          guard.quarantine(target);
          return ok(undefined);
        }),
      grant: (vehicleId, order) => on(vehicleId, (target) => grantTo(target, order)),
      revoke: (vehicleId, id) =>
        void on(vehicleId, (target) => {
          guard.revoke(target, id);
          return ok(undefined);
        }),
    },
    grantKey: (target) => {
      keys += 1;
      const epoch = epochs.get(nameOf(target)) ?? 0;
      return grantTo(target, { id: `key ${keys}`, epoch, lifeMs: KEY_LIFE_MS, wish: { kind: 'key' } });
    },
  };
};
