import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { z } from 'zod';
import { contract } from '../../server/api/contract/contract.ts';
import type { heard, Vehicle } from '../../server/api/contract/fleet.ts';
import type { linkStatus } from '../../server/api/contract/link.ts';
import type { DroneProfile } from '../../server/plan/profile.ts';
import { call } from '../shared/client.ts';

export type Heard = z.infer<typeof heard>;
export type LinkStatus = z.infer<typeof linkStatus>;

/** Ages and counters are telemetry, not facts: they are asked for at this pace while they are looked at. */
const TELEMETRY_POLL_MS = 3000;

export const useVehicles = (): UseQueryResult<readonly Vehicle[]> =>
  useQuery({
    queryKey: ['vehicles'],
    queryFn: async ({ signal }) => (await call(contract.fleet.vehicles, { signal })).vehicles,
    refetchInterval: TELEMETRY_POLL_MS,
  });

export const useHeard = (): UseQueryResult<readonly Heard[]> =>
  useQuery({
    queryKey: ['heard'],
    queryFn: async ({ signal }) => (await call(contract.fleet.heard, { signal })).heard,
    refetchInterval: TELEMETRY_POLL_MS,
  });

export const useLinks = (): UseQueryResult<readonly LinkStatus[]> =>
  useQuery({
    queryKey: ['links'],
    queryFn: async ({ signal }) => (await call(contract.fleet.links, { signal })).links,
    refetchInterval: TELEMETRY_POLL_MS,
  });

export type SigningList = z.infer<(typeof contract)['signing']['list']['response']>;

export const useSigning = (): UseQueryResult<SigningList> =>
  useQuery({
    queryKey: ['signing'],
    queryFn: ({ signal }) => call(contract.signing.list, { signal }),
    refetchInterval: TELEMETRY_POLL_MS,
  });

export const useProfiles = (): UseQueryResult<readonly DroneProfile[]> =>
  useQuery({
    queryKey: ['profiles'],
    queryFn: async ({ signal }) => (await call(contract.fleet.profiles, { signal })).profiles,
  });
