import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError, isSignedOut } from './api-error.ts';

export const ME_KEY = ['accounts.me'] as const;

/** A refusal stays a refusal; only silence is worth asking again. */
const mayRetry = (failures: number, error: unknown): boolean => failures < 2 && !(error instanceof ApiError);

/**
 * One client for all pages. An answer 401 anywhere makes the session ask who it is: if nobody, the log-in page comes.
 */
export const createQueryClient = (): QueryClient => {
  const onError = (error: unknown): void => {
    if (isSignedOut(error)) void client.invalidateQueries({ queryKey: ME_KEY });
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        if (query.queryKey[0] !== ME_KEY[0]) onError(error);
      },
    }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: { retry: mayRetry, staleTime: 1000, networkMode: 'always' },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
  return client;
};
