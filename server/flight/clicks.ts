import type { WallMs } from '../core/clock.ts';
import { ok, refuse, type Result } from '../core/result.ts';

/** What a click carries, so that it acts neither late nor twice. */
export type Click = {
  /** Different for each click. */
  readonly nonce?: string | undefined;
  /** By the service's clock; a browser that was offline delivers it later. */
  readonly validUntil?: number | undefined;
};

/** Clicks that are remembered: more than anybody makes before the oldest one is too old. */
const MAX_REMEMBERED = 10_000;

export type Clicks = {
  /** Takes the click. `flights.click_late` (details.lateMs), `flights.click_repeated`. */
  take(click: Click, now: WallMs): Result<undefined>;
};

export const createClicks = (): Clicks => {
  const taken = new Set<string>();
  return {
    take: ({ nonce, validUntil }, now) => {
      if (validUntil !== undefined && now > validUntil) {
        const lateMs = now - validUntil;
        return refuse('flights.click_late', `The click came ${(lateMs / 1000).toFixed(1)} s too late.`, {
          details: { lateMs },
        });
      }
      if (nonce === undefined) return ok(undefined);
      if (taken.has(nonce)) return refuse('flights.click_repeated', 'This click was taken already.');
      if (taken.size >= MAX_REMEMBERED) taken.delete([...taken][0] as string);
      taken.add(nonce);
      return ok(undefined);
    },
  };
};
