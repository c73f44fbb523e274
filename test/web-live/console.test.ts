import { describe, expect, test } from 'vitest';
import type { Order } from '../../server/api/contract/orders.ts';
import type { FlightState } from '../../server/flight/states.ts';
import { rankOrders, waitsFor } from '../../web/console/queue.ts';
import { renewedBy } from '../../web/shared/live/renewal.ts';
import { distance, figure } from '../../web/shared/live/format.ts';

const flight = (state: FlightState): Order['flight'] => ({
  id: 'f1',
  kind: 'delivery',
  state,
  vehicleId: 'v1',
  vehicleName: 'LX-01',
  etaAt: null,
  planned: null,
});

describe('order queue', () => {
  test('urgency goes before the due time, the due time before the order of arrival', () => {
    const rows = [
      { id: 'late routine', urgency: 'ROUTINE', dueAt: 1, submittedAt: 1 },
      { id: 'second', urgency: 'EMERGENCY', dueAt: 9, submittedAt: 1 },
      { id: 'first', urgency: 'MTP', dueAt: 99, submittedAt: 5 },
      { id: 'third', urgency: 'EMERGENCY', dueAt: 9, submittedAt: 2 },
    ] as const;
    expect(rankOrders(rows).map((row) => row.id)).toEqual(['first', 'second', 'third', 'late routine']);
  });

  test('a packed order waits for a drone, then for the launch, then for take-off', () => {
    expect(waitsFor({ state: 'PACKED', flight: null })).toBe('drone');
    expect(waitsFor({ state: 'PACKED', flight: flight('PLANNED') })).toBe('launch');
    expect(waitsFor({ state: 'PACKED', flight: flight('ARM_INTENT') })).toBe('takeoff');
    expect(waitsFor({ state: 'IN_FLIGHT', flight: flight('EN_ROUTE') })).toBe('arrival');
  });

  test('a packed order whose flight was given up waits for a drone again', () => {
    expect(waitsFor({ state: 'PACKED', flight: flight('ABORTED') })).toBe('drone');
    expect(waitsFor({ state: 'REQUEUED', flight: flight('RETURNED') })).toBe('again');
    expect(waitsFor({ state: 'REQUEUED', flight: flight('PLANNED') })).toBe('launch');
  });

  test('a flight nobody knows about asks for a person', () => {
    expect(waitsFor({ state: 'IN_FLIGHT', flight: flight('UNKNOWN') })).toBe('attention');
  });
});

describe('figures', () => {
  test('distances and unknown values', () => {
    expect([distance(14_625), distance(620)]).toEqual(['14.63\u202fkm', '620\u202fm']);
    expect([figure(null, 'm'), figure(Number.NaN, 'm')]).toEqual(['–', '–']);
    expect(figure(-0.2, 'm')).toBe('0\u202fm');
  });
});

describe('what a fact makes old', () => {
  test('a flight fact renews flights, orders and drones, a log-in nothing', () => {
    expect(renewedBy(['flight.state'])).toContain('orders.');
    expect(renewedBy(['person.logged_in'])).toEqual([]);
  });

  test('a fact of an unknown area renews all that changes', () => {
    expect(renewedBy(['weather.changed'])).toContain('system.');
  });
});
