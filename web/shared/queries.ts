import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { z } from 'zod';
import { contract } from '../../server/api/contract/contract.ts';
import type { Site } from '../../server/api/contract/fleet.ts';
import type { Flight } from '../../server/api/contract/flights.ts';
import type { Order, orderList } from '../../server/api/contract/orders.ts';
import { isFlightAirborne } from '../../server/flight/states.ts';
import { call, type CallOutput } from './client.ts';
import { usePollMs } from './connection.ts';
import { setServerTime } from './use-now.ts';

/** The time of arrival follows telemetry, which makes no fact. */
const FLYING_MS = 3000;

/** Queries that more than one page asks; the first part of a key is what `live-refresh.tsx` renews. */
export const useOrders = (
  view: 'open' | 'ended' | 'all',
  limit = 100,
): UseQueryResult<z.infer<typeof orderList>> =>
  useQuery({
    queryKey: ['orders', 'list', view, limit],
    queryFn: ({ signal }) => call(contract.orders.list, { query: { view, limit }, signal }),
    refetchInterval: usePollMs(),
  });

export const useOrder = (id: string): UseQueryResult<Order> => {
  const usual = usePollMs();
  return useQuery<Order>({
    queryKey: ['orders', 'one', id],
    queryFn: ({ signal }) => call(contract.orders.get, { params: { id }, signal }),
    refetchInterval: ({ state }) => (state.data?.state === 'IN_FLIGHT' ? FLYING_MS : usual),
  });
};

export const useOrderTimeline = (id: string): UseQueryResult<CallOutput<typeof contract.orders.timeline>> =>
  useQuery({
    queryKey: ['orders', 'timeline', id],
    queryFn: ({ signal }) => call(contract.orders.timeline, { params: { id }, signal }),
    refetchInterval: usePollMs(),
  });

export const useSites = (): UseQueryResult<readonly Site[]> =>
  useQuery({
    queryKey: ['sites'],
    queryFn: async ({ signal }) => (await call(contract.fleet.sites, { signal })).sites,
    refetchInterval: usePollMs(),
  });

export const useFlights = (view: 'open' | 'all', siteId?: string): UseQueryResult<readonly Flight[]> => {
  const usual = usePollMs();
  return useQuery<readonly Flight[]>({
    queryKey: ['flights', 'list', view, siteId ?? ''],
    queryFn: async ({ signal }) =>
      (await call(contract.flights.list, { query: { view, siteId, limit: 60 }, signal })).flights,
    refetchInterval: ({ state }) =>
      state.data?.some((flight) => isFlightAirborne(flight.state)) === true ? FLYING_MS : usual,
  });
};

export const useSystemInfo = (): UseQueryResult<CallOutput<typeof contract.system.info>> => {
  const query = useQuery({
    queryKey: ['system'],
    queryFn: ({ signal }) => call(contract.system.info, { signal }),
    staleTime: 5 * 60_000,
    refetchInterval: 5 * 60_000,
  });
  const { data } = query;
  useEffect(() => {
    if (data !== undefined) setServerTime(data.now);
  }, [data]);
  return query;
};
