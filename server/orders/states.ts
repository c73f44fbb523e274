/** Life cycle of an order; the table of allowed steps is `life-cycle.ts`. */
export const ORDER_STATES = [
  'SUBMITTED',
  'ACCEPTED',
  'RESERVED',
  'PACKED',
  'IN_FLIGHT',
  'DELIVERED',
  'RECEIVED',
  'CLOSED',
  'REJECTED',
  'CANCELLED',
  'REQUEUED',
  'BY_ROAD',
] as const;
export type OrderState = (typeof ORDER_STATES)[number];

export const URGENCIES = ['MTP', 'EMERGENCY', 'URGENT', 'ROUTINE'] as const;
export type Urgency = (typeof URGENCIES)[number];
