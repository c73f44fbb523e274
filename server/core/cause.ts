import { SYSTEM_ACTOR, type Actor } from './access.ts';
import type { WallMs } from './clock.ts';

/**
 * Why something is written: who, when, and for which idempotent request. Every transaction has one, so that the
 * record always says who did it.
 */
export type Cause = {
  readonly actor: Actor;
  readonly now: WallMs;
  /** Set for requests that create: recorded in the same transaction as what they create. */
  readonly idempotency?:
    | { readonly routeId: string; readonly key: string; readonly bodyHash: string }
    | undefined;
};

/** The service itself as the cause: telemetry, timers, start-up. */
export const systemCause = (now: WallMs): Cause => ({ actor: SYSTEM_ACTOR, now });
