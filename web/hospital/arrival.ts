import type { Order } from '../../server/api/contract/orders.ts';

type OrderFlight = NonNullable<Order['flight']>;

/**
 * When the drone comes, as far as it is known: `at` and `latestAt` milliseconds since 1970, which 95 of 100 flights keep;
 * or minutes after its take-off, whole ones, rounded up.
 */
export type Arrival =
  | { readonly kind: 'expected'; readonly at: number; readonly latestAt: number }
  | { readonly kind: 'planned'; readonly min: number; readonly latestMin: number }
  | { readonly kind: 'unknown' };

/** Before these nothing of the plan has been flown. */
const WAITING: readonly OrderFlight['state'][] = [
  'DRAFT',
  'UNITS_RESERVED',
  'DRONE_LEASED',
  'PLANNED',
  'UPLOADED',
  'VERIFIED',
  'PREFLIGHT',
  'AUTHORISED',
  'ARM_INTENT',
  'CONFIRMED',
];

const minutes = (seconds: number): number => Math.ceil(seconds / 60);

/** What may delay a flight is reckoned in full to the end: the last minutes are told too late rather than too early. */
export const arrivalOf = ({ state, etaAt, planned }: OrderFlight): Arrival => {
  if (etaAt !== null) {
    const delayS = planned === null ? 0 : Math.max(0, planned.p95S - planned.p50S);
    return { kind: 'expected', at: etaAt, latestAt: etaAt + delayS * 1000 };
  }
  if (planned === null || !WAITING.includes(state)) return { kind: 'unknown' };
  return { kind: 'planned', min: minutes(planned.p50S), latestMin: minutes(planned.p95S) };
};
