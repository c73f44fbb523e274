import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { contract } from '../../server/api/contract/contract.ts';
import { call, type CallOutput } from './client.ts';
import { usePollMs } from './connection.ts';

/** The key begins with `orders`: whatever renews orders renews this too. */
export const FAILURES_KEY = ['orders', 'failed'] as const;

export const useFailures = (): UseQueryResult<CallOutput<typeof contract.failures.list>> =>
  useQuery({
    queryKey: FAILURES_KEY,
    queryFn: ({ signal }) => call(contract.failures.list, { signal }),
    refetchInterval: Math.min(usePollMs(), 4000),
  });
