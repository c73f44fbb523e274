import { STALE_MS } from './age.ts';

/**
 * - `connecting`: no connection yet;
 * - `live`: connected and frames come;
 * - `behind`: connected, but no frame for more than 3 s: what is on the screen is old;
 * - `offline`: the connection is gone, it is tried again;
 * - `ended`: the server ended the session: log in again.
 */
export type LinkState = 'connecting' | 'live' | 'behind' | 'offline' | 'ended';

export type LinkFacts = {
  readonly connected: boolean;
  readonly everConnected: boolean;
  readonly ended: boolean;
  /** Monotonic milliseconds of the last frame or, before the first, of the connection. */
  readonly lastHeardMs: number;
};

export const linkState = (facts: LinkFacts, nowMs: number): LinkState => {
  if (facts.ended) return 'ended';
  if (!facts.connected) return facts.everConnected ? 'offline' : 'connecting';
  return nowMs - facts.lastHeardMs > STALE_MS ? 'behind' : 'live';
};
