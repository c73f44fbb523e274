import { ok, type Result } from '../core/result.ts';
import type { Grant } from '../guard/grants.ts';

type Given = 'id' | 'target' | 'epoch' | 'expiresAt';
type Wish<G> = G extends unknown ? Omit<G, Given> : never;

/** What leave is asked for. */
export type GrantWish = Wish<Grant>;

export type GrantOrder = {
  /** Of the committed row. */
  readonly id: string;
  readonly epoch: number;
  readonly lifeMs: number;
  readonly wish: GrantWish;
};

/**
 * The guard of outgoing frames, by registered vehicle. Nothing is granted before its row is committed. Failures:
 * `guard.refused` with the guard's own sentence.
 */
export type GuardPort = {
  /** The vehicle's verdict is in the record, and its commander has this epoch. */
  command(vehicleId: string, epoch: number): Result<undefined>;
  /** Until the next `command` only questions and commands towards safety leave. */
  quarantine(vehicleId: string): void;
  grant(vehicleId: string, order: GrantOrder): Result<undefined>;
  revoke(vehicleId: string, id: string): void;
};

/** Where the station has no guard: everything may leave. */
export const NO_GUARD: GuardPort = {
  command: () => ok(undefined),
  quarantine: () => undefined,
  grant: () => ok(undefined),
  revoke: () => undefined,
};
