import type { OrderState } from './states.ts';

/**
 * The published graph of an order (INV-D5):
 *
 *   SUBMITTED → ACCEPTED → RESERVED → PACKED → IN_FLIGHT → DELIVERED → RECEIVED → CLOSED
 *
 * besides: REJECTED (before packing), CANCELLED (before launch), REQUEUED (a flight failed: as PACKED, or as ACCEPTED
 * if the blood was lost), BY_ROAD (a courier carries the boxes; the hospital signs as after a flight).
 */
export const ORDER_STEPS = {
  accept: { from: ['SUBMITTED'], to: 'ACCEPTED', event: 'order.accepted' },
  reserve: { from: ['ACCEPTED', 'REQUEUED'], to: 'RESERVED', event: 'order.reserved' },
  reject: { from: ['SUBMITTED', 'ACCEPTED', 'RESERVED'], to: 'REJECTED', event: 'order.rejected' },
  cancel: {
    from: ['SUBMITTED', 'ACCEPTED', 'RESERVED', 'PACKED', 'REQUEUED'],
    to: 'CANCELLED',
    event: 'order.cancelled',
  },
  'pack-complete': { from: ['RESERVED'], to: 'PACKED', event: 'order.packed' },
  launch: { from: ['PACKED', 'REQUEUED'], to: 'IN_FLIGHT', event: 'order.in_flight' },
  /** A flight ended without delivery; also when it never left the ground, or a second one failed. */
  requeue: { from: ['PACKED', 'IN_FLIGHT', 'REQUEUED'], to: 'REQUEUED', event: 'order.requeued' },
  'by-road': { from: ['PACKED', 'REQUEUED'], to: 'BY_ROAD', event: 'order.by_road' },
  arrive: { from: ['IN_FLIGHT', 'BY_ROAD'], to: 'DELIVERED', event: 'order.delivered' },
  receive: { from: ['DELIVERED'], to: 'RECEIVED', event: 'order.received' },
  close: { from: ['RECEIVED'], to: 'CLOSED', event: 'order.closed' },
} as const satisfies Readonly<
  Record<string, { from: readonly OrderState[]; to: OrderState; event: `order.${string}` }>
>;

export type OrderInput = keyof typeof ORDER_STEPS;

/** Nothing more happens to an order in one of these. */
const ORDER_END_STATES = ['CLOSED', 'REJECTED', 'CANCELLED'] as const satisfies readonly OrderState[];

export const isOrderEnded = (state: OrderState): boolean =>
  (ORDER_END_STATES as readonly OrderState[]).includes(state);

/** The next state, or undefined if the input makes no sense in this one. */
export const stepOrder = (state: OrderState, input: OrderInput): OrderState | undefined => {
  const step = ORDER_STEPS[input];
  return (step.from as readonly OrderState[]).includes(state) ? step.to : undefined;
};
