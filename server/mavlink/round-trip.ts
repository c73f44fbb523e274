/** Smoothed round trip and its variation, ms (RFC 6298); undefined before the first measurement. */
export type RoundTrip = { readonly smoothMs: number; readonly variationMs: number } | undefined;

/** MAVLink's own figure for FTP, right for a cable. */
const LEAST_MS = 50;
const MOST_MS = 3000;
/** Before anything was measured: a mobile network. */
const UNKNOWN_MS = 1000;

export const measured = (known: RoundTrip, ms: number): RoundTrip =>
  known === undefined
    ? { smoothMs: ms, variationMs: ms / 2 }
    : {
        smoothMs: known.smoothMs + (ms - known.smoothMs) / 8,
        variationMs: known.variationMs + (Math.abs(ms - known.smoothMs) - known.variationMs) / 4,
      };

/** How long an answer is waited for; twice as long after each time in vain. */
export const waitMs = (known: RoundTrip, inVain: number): number => {
  const once = known === undefined ? UNKNOWN_MS : Math.max(LEAST_MS, known.smoothMs + 4 * known.variationMs);
  return Math.min(MOST_MS, once * 2 ** inVain);
};
