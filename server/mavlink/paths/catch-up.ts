import type { MonoMs } from '../../core/clock.ts';

/** No link that we fly with is later than that behind another one; an earlier time since boot is a reboot. */
const MAX_LAG_MS = 10_000;
/** A path that tells no time since boot at all is believed after that. */
const NO_BOOT_MS = 3000;

/**
 * After a change to another path that may lag behind the one before: what it says is late until it has told a time since
 * boot that is not earlier than the latest that is known.
 */
export type CatchUp = { readonly since: MonoMs; readonly toldBoot: boolean };

/** Undefined once the path has caught up. `told` and `known`: times since boot, ms. */
export const catchUp = (
  state: CatchUp,
  { told, known }: { readonly told: number | undefined; readonly known: number | undefined },
  now: MonoMs,
): CatchUp | undefined => {
  const forMs = now - state.since;
  if (known === undefined || forMs >= MAX_LAG_MS) return undefined;
  if (told !== undefined)
    return told >= known || told < known - MAX_LAG_MS ? undefined : { ...state, toldBoot: true };
  return !state.toldBoot && forMs >= NO_BOOT_MS ? undefined : state;
};
