import type { WallMs } from '../core/clock.ts';

/** One console: a person's session. */
export type Console = {
  readonly personId: string;
  readonly name: string;
  /** Empty for a person without a session, as in tests. */
  readonly sessionId: string;
};

export type Owner = Console & { readonly takenAt: WallMs };

/**
 * - `none`: the restart has not judged the vehicle yet;
 * - `quarantine`: a person has to decide what becomes of its flight;
 * - `free`: whoever controls it may command it.
 */
export type ControlVerdict = 'none' | 'quarantine' | 'free';

/** Who commands a drone. `epoch` rises with each owner and with each verdict, and never falls. */
export type Holding = {
  readonly epoch: number;
  readonly owner: Owner | undefined;
  readonly verdict: ControlVerdict;
};

export const NOBODY: Holding = { epoch: 0, owner: undefined, verdict: 'none' };

export const isSameConsole = (a: Console | undefined, b: Console): boolean =>
  a !== undefined && a.personId === b.personId && a.sessionId === b.sessionId;

/** The next owner, undefined = nobody; `epoch` is one that nobody has had. */
export const handOver = (holding: Holding, owner: Owner | undefined, epoch: number): Holding =>
  // One that was taken meanwhile stays with whoever was later.
  epoch > holding.epoch ? { ...holding, epoch, owner } : holding;
