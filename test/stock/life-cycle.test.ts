import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stepUnit, UNIT_END_STATES, UNIT_STEPS, type UnitInput } from '../../server/stock/life-cycle.ts';
import { UNIT_STATES, type UnitState } from '../../server/stock/states.ts';

const inputs = Object.keys(UNIT_STEPS) as UnitInput[];

/** The graph as published, written down a second time on purpose. */
const GRAPH: Readonly<Record<UnitState, readonly UnitState[]>> = {
  AVAILABLE: ['RESERVED', 'QUARANTINED', 'EXPIRED'],
  RESERVED: ['PICKED', 'AVAILABLE', 'EXPIRED'],
  PICKED: ['CHECKED', 'AVAILABLE', 'EXPIRED'],
  CHECKED: ['PACKED', 'AVAILABLE', 'EXPIRED'],
  PACKED: ['LOADED', 'RETURNED'],
  LOADED: ['IN_FLIGHT', 'PACKED', 'UNLOADED', 'QUARANTINED'],
  IN_FLIGHT: ['UNLOADED', 'PACKED', 'QUARANTINED'],
  UNLOADED: ['RECEIVED', 'REFUSED', 'QUARANTINED'],
  RETURNED: ['AVAILABLE', 'QUARANTINED', 'EXPIRED'],
  RECEIVED: [],
  QUARANTINED: ['AVAILABLE'],
  REFUSED: [],
  EXPIRED: [],
};

describe('unit life cycle', () => {
  it('[INV-D5] no sequence of inputs leaves the published graph or an end', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...inputs), { maxLength: 60 }), (sequence) => {
        let state: UnitState = 'AVAILABLE';
        for (const input of sequence) {
          const next = stepUnit(state, input);
          if (next === undefined) continue;
          expect((UNIT_END_STATES as readonly string[]).includes(state)).toBe(false);
          expect(GRAPH[state]).toContain(next);
          state = next;
        }
      }),
    );
  });

  it('[INV-D5] every arrow of the published graph is there', () => {
    const arrows = new Set(
      UNIT_STATES.flatMap((state) =>
        inputs.flatMap((input) => {
          const next = stepUnit(state, input);
          return next === undefined ? [] : [`${state}→${next}`];
        }),
      ),
    );
    const published = Object.entries(GRAPH).flatMap(([from, tos]) => tos.map((to) => `${from}→${to}`));
    expect([...arrows].sort()).toEqual(published.sort());
  });

  it('what leaves the centre passes every hop', () => {
    const path: UnitInput[] = ['reserve', 'pick', 'check', 'pack', 'load', 'take-off', 'unload', 'receive'];
    for (const [skipped] of path.entries()) {
      let state: UnitState | undefined = 'AVAILABLE';
      for (const [index, input] of path.entries()) {
        if (index !== skipped && state !== undefined) state = stepUnit(state, input);
      }
      // Without its last hop it has not arrived; without any other the next one is refused.
      expect(state).toBe(skipped === path.length - 1 ? 'UNLOADED' : undefined);
    }
  });
});
