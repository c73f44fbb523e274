import type { EventBatch, LiveEvent } from '../../../server/api/contract/live.ts';

/** The cursor of one page: null before the first batch (from now on). It lives in memory only. */
export type CursorState = { readonly cursor: number | null };

export const EMPTY_CURSOR: CursorState = { cursor: null };

/**
 * Takes a batch in: facts at or before the cursor are repeats and dropped, the rest comes out in order, each once.
 * The batch's own cursor counts even when all its facts are hidden from this reader; it never goes back.
 */
export const acceptBatch = (
  state: CursorState,
  batch: EventBatch,
): { readonly state: CursorState; readonly fresh: readonly LiveEvent[] } => {
  const fresh: LiveEvent[] = [];
  let last = state.cursor ?? -1;
  for (const event of [...batch.events].sort((a, b) => a.seq - b.seq)) {
    if (event.seq <= last) continue;
    last = event.seq;
    fresh.push(event);
  }
  return { state: { cursor: Math.max(last, batch.cursor, 0) }, fresh };
};
