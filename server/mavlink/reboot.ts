import type { MonoMs } from '../core/clock.ts';

/** Time since boot that falls by more than reordering on the way explains. */
const REBOOT_DROP_MS = 2000;
/** Times since boot have 32 bits: from here on an earlier one may be 49.7 days later. */
const BOOT_WRAP_MS = 2 ** 32;
const NEAR_WRAP_MS = 60_000;
/** Nothing heard for that long: a boot may have gone by unheard. */
const SILENCE_MS = 5000;
/** What waited in a socket while this process stood still is read first: judged is what comes after it. */
const SETTLE_MS = 3000;
/** Time since boot that is behind our clock by more than that, and by more than this share, began anew. */
const LAG_MS = 5000;
const LAG_SHARE = 0.05;

/** A time since boot and when it was heard. */
type BootTime = { readonly timeBootMs: number; readonly at: MonoMs };

/** What is remembered to notice that a vehicle has started anew. */
export type BootWatch = {
  /** One message said an earlier time since boot; a second one in a row makes it a reboot. */
  readonly dropped: boolean;
  /** The last word before a silence, and when that ended; judged when telemetry has settled. */
  readonly silence: { readonly before: BootTime; readonly endedAt: MonoMs } | undefined;
};

type BootVerdict = 'fine' | 'late' | 'rebooted';

export const NEW_BOOT_WATCH: BootWatch = { dropped: false, silence: undefined };

const hasWrapped = (before: number, after: number): boolean =>
  before > BOOT_WRAP_MS - NEAR_WRAP_MS && after < NEAR_WRAP_MS;

/** A boot during a silence leaves a later time since boot, but one that has not run on as long as our clock has. */
const lagsBehind = (before: BootTime, now: BootTime, rate: number): boolean => {
  const passedMs = now.at - before.at;
  const ranMs = (now.timeBootMs - before.timeBootMs + BOOT_WRAP_MS) % BOOT_WRAP_MS;
  // A simulation may run slower than time; none that runs faster falls behind.
  return passedMs * Math.min(1, rate) - ranMs > Math.max(LAG_MS, passedMs * LAG_SHARE);
};

/**
 * Judges one message: `before` is the latest time since boot that was believed, `now` the one of the message, `rate`
 * the vehicle's seconds per second of ours where it is known. `late`: from before the latest, not news.
 */
export const watchBoot = (
  watch: BootWatch,
  before: BootTime | undefined,
  now: BootTime | undefined,
  rate = 1,
): { readonly watch: BootWatch; readonly verdict: BootVerdict } => {
  if (before === undefined || now === undefined) return { watch, verdict: watch.dropped ? 'late' : 'fine' };
  if (now.timeBootMs < before.timeBootMs - REBOOT_DROP_MS && !hasWrapped(before.timeBootMs, now.timeBootMs))
    return watch.dropped
      ? { watch: NEW_BOOT_WATCH, verdict: 'rebooted' }
      : { watch: { ...watch, dropped: true }, verdict: 'late' };
  const silence = now.at - before.at > SILENCE_MS ? { before, endedAt: now.at } : watch.silence;
  if (silence === undefined || now.at - silence.endedAt < SETTLE_MS)
    return { watch: { dropped: false, silence }, verdict: 'fine' };
  return { watch: NEW_BOOT_WATCH, verdict: lagsBehind(silence.before, now, rate) ? 'rebooted' : 'fine' };
};
