import { randomKey } from '../shared/random-key.ts';
import { serverNow } from '../shared/use-now.ts';

/** A click that could not be delivered within that time is not meant any more, milliseconds. */
const CLICK_GOOD_MS = 10_000;

/** What goes with each command: it acts once, and not late. */
export const newClick = (): { nonce: string; validUntil: number } => ({
  nonce: randomKey(),
  validUntil: Math.round(serverNow()) + CLICK_GOOD_MS,
});
