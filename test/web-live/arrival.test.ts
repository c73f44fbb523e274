import { expect, test } from 'vitest';
import type { Order } from '../../server/api/contract/orders.ts';
import { arrivalOf } from '../../web/hospital/arrival.ts';

type OrderFlight = NonNullable<Order['flight']>;

const AT = Date.UTC(2026, 2, 1, 4, 0);

const flight = (part: Partial<OrderFlight>): OrderFlight => ({
  id: 'f1',
  kind: 'delivery',
  state: 'EN_ROUTE',
  vehicleId: 'v1',
  vehicleName: 'LX-01',
  etaAt: null,
  planned: { p50S: 961, p95S: 1041 },
  ...part,
});

test('in the air: when it most likely comes, and by when 95 of 100 flights are there', () => {
  expect(arrivalOf(flight({ etaAt: AT }))).toEqual({ kind: 'expected', at: AT, latestAt: AT + 80_000 });
});

test('without a planned delay the expected time is all there is', () => {
  expect(arrivalOf(flight({ etaAt: AT, planned: null }))).toMatchObject({ latestAt: AT });
});

test('before take-off: minutes from then on, never told shorter than planned', () => {
  expect(arrivalOf(flight({ state: 'PLANNED' }))).toEqual({ kind: 'planned', min: 17, latestMin: 18 });
});

test('a drone that holds, or is not seen, comes at no time that anybody knows', () => {
  for (const state of ['HOLDING', 'SILENT', 'RETURNING', 'EN_ROUTE'] as const)
    expect(arrivalOf(flight({ state }))).toEqual({ kind: 'unknown' });
});
