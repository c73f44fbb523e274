import { useQuery, useQueryClient, type QueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { contract } from '../../../server/api/contract/contract.ts';
import type { LiveEvent } from '../../../server/api/contract/live.ts';
import type { FlightState } from '../../../server/flight/states.ts';
import { call, type CallOutput } from '../client.ts';
import { setServerTime } from '../use-now.ts';
import { useLiveEvents, useLiveStatus } from './hooks.ts';
import { EVERYTHING_MOVING, renewedBy } from './renewal.ts';

/** While facts come over the socket this is only the safety net; without the socket the pages ask this often. */
const NET_MS = 20_000;
const ALONE_MS = 3000;
/** Facts come in bursts (a packed order, its units, its box): one renewal for all of them. */
const GATHER_MS = 150;

/** What speaks against a launch follows telemetry and the clock, which make no fact. */
const CHECKS_MS = 2000;
const BEFORE_LAUNCH: ReadonlySet<FlightState> = new Set<FlightState>([
  'DRAFT',
  'UNITS_RESERVED',
  'DRONE_LEASED',
  'PLANNED',
]);

type Answer<R extends Parameters<typeof call>[0]> = UseQueryResult<CallOutput<R>>;

const useRenewal = (): number => (useLiveStatus() === 'live' ? NET_MS : ALONE_MS);

export const useSystem = (): Answer<typeof contract.system.info> =>
  useQuery({
    queryKey: ['system.info'],
    staleTime: 60_000,
    queryFn: async ({ signal }) => {
      const info = await call(contract.system.info, { signal });
      setServerTime(info.now);
      return info;
    },
  });

export const useSites = (): Answer<typeof contract.fleet.sites> =>
  useQuery({
    queryKey: ['fleet.sites'],
    staleTime: 60_000,
    queryFn: ({ signal }) => call(contract.fleet.sites, { signal }),
  });

export const useAirspace = (): Answer<typeof contract.fleet.airspace> =>
  useQuery({
    queryKey: ['fleet.airspace'],
    staleTime: 60_000,
    queryFn: ({ signal }) => call(contract.fleet.airspace, { signal }),
  });

export const useVehicles = (): Answer<typeof contract.fleet.vehicles> =>
  useQuery({
    queryKey: ['fleet.vehicles'],
    refetchInterval: useRenewal(),
    queryFn: ({ signal }) => call(contract.fleet.vehicles, { signal }),
  });

export const useControl = (): Answer<typeof contract.control.list> =>
  useQuery({
    queryKey: ['control.list'],
    refetchInterval: useRenewal(),
    queryFn: ({ signal }) => call(contract.control.list, { signal }),
  });

export const useOpenOrders = (): Answer<typeof contract.orders.list> =>
  useQuery({
    queryKey: ['orders.list', 'open'],
    refetchInterval: useRenewal(),
    queryFn: ({ signal }) => call(contract.orders.list, { query: { view: 'open', limit: 200 }, signal }),
  });

export const useAssignments = (enabled: boolean): Answer<typeof contract.assignments.list> =>
  useQuery({
    queryKey: ['assignments.list'],
    enabled,
    refetchInterval: useRenewal(),
    queryFn: ({ signal }) => call(contract.assignments.list, { signal }),
  });

export const useOpenFlights = (): Answer<typeof contract.flights.list> =>
  useQuery({
    queryKey: ['flights.list', 'open'],
    refetchInterval: useRenewal(),
    queryFn: ({ signal }) => call(contract.flights.list, { query: { view: 'open', limit: 200 }, signal }),
  });

export const useFlight = (id: string | undefined): Answer<typeof contract.flights.get> => {
  const usual = useRenewal();
  return useQuery<CallOutput<typeof contract.flights.get>>({
    queryKey: ['flights.get', id],
    enabled: id !== undefined,
    refetchInterval: ({ state }) =>
      state.data !== undefined && BEFORE_LAUNCH.has(state.data.state) ? CHECKS_MS : usual,
    queryFn: ({ signal }) => call(contract.flights.get, { params: { id: id ?? '' }, signal }),
  });
};

export const useTrack = (id: string | undefined): Answer<typeof contract.flights.track> =>
  useQuery({
    queryKey: ['flights.track', id],
    enabled: id !== undefined,
    staleTime: 30_000,
    queryFn: ({ signal }) => call(contract.flights.track, { params: { id: id ?? '' }, signal }),
  });

export const useAlarms = (): Answer<typeof contract.system.alarms> =>
  useQuery({
    queryKey: ['system.alarms'],
    // Alarms may not wait for a fact that was missed.
    refetchInterval: Math.min(useRenewal(), ALONE_MS),
    queryFn: ({ signal }) => call(contract.system.alarms, { signal }),
  });

const renew = (client: QueryClient, prefixes: readonly string[]): void =>
  void client.invalidateQueries({
    predicate: ({ queryKey }) => prefixes.some((prefix) => String(queryKey[0]).startsWith(prefix)),
  });

/** Renews what the facts that come in have made old, and everything after the connection was cut. */
export const useLiveRenewal = (): void => {
  const client = useQueryClient();
  const status = useLiveStatus();
  const types = useRef<string[]>([]);
  const timer = useRef<number | undefined>(undefined);
  const wasLive = useRef(false);
  useLiveEvents((events: readonly LiveEvent[]) => {
    types.current.push(...events.map((event) => event.type));
    timer.current ??= window.setTimeout(() => {
      timer.current = undefined;
      renew(client, renewedBy(types.current.splice(0)));
    }, GATHER_MS);
  });
  useEffect(() => () => window.clearTimeout(timer.current), []);
  useEffect(() => {
    // The facts missed in a cut come by the cursor; asking once more costs little and also heals what facts do not tell.
    if (status === 'live' && !wasLive.current) renew(client, EVERYTHING_MOVING);
    wasLive.current = status === 'live';
  }, [status, client]);
};
