import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOrderEnded, ORDER_STEPS, stepOrder, type OrderInput } from '../../server/orders/life-cycle.ts';
import { ORDER_STATES, type OrderState } from '../../server/orders/states.ts';

const inputs = Object.keys(ORDER_STEPS) as OrderInput[];

/** The graph as published in the design, written down a second time on purpose. */
const GRAPH: Readonly<Record<OrderState, readonly OrderState[]>> = {
  SUBMITTED: ['ACCEPTED', 'REJECTED', 'CANCELLED'],
  ACCEPTED: ['RESERVED', 'REJECTED', 'CANCELLED'],
  RESERVED: ['PACKED', 'REJECTED', 'CANCELLED'],
  PACKED: ['IN_FLIGHT', 'REQUEUED', 'BY_ROAD', 'CANCELLED'],
  IN_FLIGHT: ['DELIVERED', 'REQUEUED'],
  DELIVERED: ['RECEIVED'],
  RECEIVED: ['CLOSED'],
  CLOSED: [],
  REJECTED: [],
  CANCELLED: [],
  REQUEUED: ['IN_FLIGHT', 'REQUEUED', 'RESERVED', 'BY_ROAD', 'CANCELLED'],
  BY_ROAD: ['DELIVERED'],
};

describe('order life cycle', () => {
  it('[INV-D5] no sequence of inputs leaves the published graph or an end', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...inputs), { maxLength: 40 }), (sequence) => {
        let state: OrderState = 'SUBMITTED';
        for (const input of sequence) {
          const next = stepOrder(state, input);
          if (next === undefined) continue;
          expect(isOrderEnded(state)).toBe(false);
          expect(GRAPH[state]).toContain(next);
          state = next;
        }
      }),
    );
  });

  it('[INV-D5] every arrow of the published graph is there and every state is reached', () => {
    const arrows = new Set(
      ORDER_STATES.flatMap((state) =>
        inputs.flatMap((input) => {
          const next = stepOrder(state, input);
          return next === undefined ? [] : [`${state}→${next}`];
        }),
      ),
    );
    const published = Object.entries(GRAPH).flatMap(([from, tos]) => tos.map((to) => `${from}→${to}`));
    expect([...arrows].sort()).toEqual(published.sort());
  });

  it('is never cancelled once it has left', () => {
    for (const state of ['IN_FLIGHT', 'DELIVERED', 'RECEIVED', 'BY_ROAD'] as const) {
      expect(stepOrder(state, 'cancel')).toBeUndefined();
    }
  });
});
