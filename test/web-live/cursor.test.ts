import { array, assert, nat, property, tuple } from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LiveEvent } from '../../server/api/contract/live.ts';
import { LiveStore } from '../../web/shared/live/live-store.ts';
import { acceptBatch, EMPTY_CURSOR } from '../../web/shared/live/cursor.ts';

const event = (seq: number): LiveEvent => ({ seq, at: 0, type: 'x.y', subject: 's', by: 'b', data: {} });

describe('cursor of live events', () => {
  test('a repeated batch brings nothing twice', () => {
    const batch = { events: [event(4), event(5)], cursor: 5 };
    const first = acceptBatch(EMPTY_CURSOR, batch);
    expect(first.fresh.map((e) => e.seq)).toEqual([4, 5]);
    expect(acceptBatch(first.state, batch).fresh).toEqual([]);
  });

  test('a batch whose facts are all hidden still moves the cursor', () => {
    expect(acceptBatch({ cursor: 5 }, { events: [], cursor: 9 }).state.cursor).toBe(9);
  });

  test('an old batch never moves the cursor back', () => {
    expect(acceptBatch({ cursor: 9 }, { events: [event(3)], cursor: 3 })).toEqual({
      state: { cursor: 9 },
      fresh: [],
    });
  });

  test('any cut and overlap of one stream comes out once and in order', () => {
    const cuts = array(tuple(nat(30), nat(10)), { maxLength: 20 });
    assert(
      property(cuts, (batches) => {
        let state = EMPTY_CURSOR;
        const seen: number[] = [];
        for (const [start, length] of batches) {
          const events = Array.from({ length }, (_, i) => event(start + i + 1));
          const out = acceptBatch(state, { events, cursor: start + length });
          state = out.state;
          seen.push(...out.fresh.map((e) => e.seq));
        }
        expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b));
      }),
    );
  });
});

describe('cursor of the store over reconnections', () => {
  test('a later connection goes on from the own cursor', () => {
    const store = new LiveStore(() => 0);
    store.startAt(10);
    store.applyEvents({ events: [event(11)], cursor: 11 });
    store.startAt(15);
    expect(store.cursorNow()).toBe(11);
  });

  test('a log that is shorter than the cursor starts the cursor anew', () => {
    const store = new LiveStore(() => 0);
    store.startAt(10);
    store.startAt(4);
    expect(store.cursorNow()).toBe(4);
  });
});
