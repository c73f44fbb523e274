import { useQuery } from '@tanstack/react-query';
import { contract } from '../../server/api/contract/contract.ts';
import type { Vehicle } from '../../server/api/contract/fleet.ts';
import type { Flight } from '../../server/api/contract/flights.ts';
import type { Order } from '../../server/api/contract/orders.ts';
import { call } from '../shared/client.ts';
import { useFlight, useVehicles } from '../shared/live/queries.ts';
import type { Selection } from './selection.ts';

export type Focus = {
  readonly flight: Flight | undefined;
  readonly order: Order | undefined;
  readonly vehicle: Vehicle | undefined;
  readonly loading: boolean;
  readonly error: Error | null;
};

type Wanted = {
  readonly order: string | undefined;
  readonly vehicle: string | undefined;
  readonly flight: string | undefined;
};

const idsOf = (selection: Selection): Wanted => ({
  order: selection.kind === 'order' ? selection.id : undefined,
  vehicle: selection.kind === 'vehicle' ? selection.id : undefined,
  flight: selection.kind === 'flight' ? selection.id : undefined,
});

const flightIdOf = (
  ids: Wanted,
  order: Order | undefined,
  vehicle: Vehicle | undefined,
): string | undefined => ids.flight ?? order?.flight?.id ?? vehicle?.flightId ?? undefined;

/** Turns what is selected into what is shown: an order or a drone on a flight shows the flight. */
export const useFocus = (selection: Selection): Focus => {
  const ids = idsOf(selection);
  const order = useQuery({
    queryKey: ['orders.get', ids.order],
    enabled: ids.order !== undefined,
    queryFn: ({ signal }) => call(contract.orders.get, { params: { id: ids.order ?? '' }, signal }),
  });
  const vehicles = useVehicles();
  const vehicle = vehicles.data?.vehicles.find((candidate) => candidate.id === ids.vehicle);
  const flight = useFlight(flightIdOf(ids, order.data, vehicle));
  const shown = flight.data;
  return {
    flight: shown,
    order: order.data,
    vehicle,
    loading: order.isLoading || flight.isLoading || vehicles.isLoading,
    error: shown === undefined ? (order.error ?? flight.error) : null,
  };
};
