import { useLiveStatus } from './live/hooks.ts';
import type { LinkState } from './live/link-state.ts';

export type Connection = LinkState;

/** How fresh this page is. */
export const useConnection = (): Connection => useLiveStatus();

/** With facts coming in by the socket, asking again is only a safety net. */
const POLL_LIVE_MS = 20_000;
const POLL_CUT_MS = 3000;

/** How often queries ask again, milliseconds. */
export const usePollMs = (): number => (useConnection() === 'live' ? POLL_LIVE_MS : POLL_CUT_MS);
