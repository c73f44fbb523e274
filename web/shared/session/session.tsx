import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { createContext, use, useCallback, useMemo, type ReactElement, type ReactNode } from 'react';
import type { Me } from '../../../server/api/contract/accounts.ts';
import { contract } from '../../../server/api/contract/contract.ts';
import type { Permission } from '../../../server/core/access.ts';
import { isSignedOut } from '../api-error.ts';
import { call } from '../client.ts';
import { dropLive } from '../live/connection.ts';
import { ME_KEY } from '../query.ts';

export type Session =
  | { readonly kind: 'loading' }
  | { readonly kind: 'unreachable'; readonly error: unknown; readonly retry: () => void }
  | { readonly kind: 'signed-out' }
  | { readonly kind: 'signed-in'; readonly me: Me };

type SessionActions = {
  readonly session: Session;
  readonly signIn: (login: string, password: string) => Promise<Me>;
  readonly signOut: () => Promise<void>;
  readonly refresh: () => void;
};

const Context = createContext<SessionActions | undefined>(undefined);

const askMe = async (): Promise<Me | null> => {
  try {
    return await call(contract.accounts.me);
  } catch (error) {
    if (isSignedOut(error)) return null;
    throw error;
  }
};

/** Another person is here now: nothing that was seen before may be shown to them. */
const become = (client: QueryClient, me: Me | null): void => {
  client.removeQueries({ predicate: (query) => query.queryKey[0] !== ME_KEY[0] });
  client.setQueryData(ME_KEY, me);
};

/** Who is logged in; asks again whenever any call was answered with 401. */
export const SessionProvider = ({ children }: { children: ReactNode }): ReactElement => {
  const client = useQueryClient();
  const query = useQuery({ queryKey: ME_KEY, queryFn: askMe, staleTime: 60_000 });
  const { data, error, refetch } = query;
  const signIn = useCallback(
    async (login: string, password: string): Promise<Me> => {
      const me = await call(contract.accounts.logIn, { body: { login, password } });
      dropLive();
      become(client, me);
      return me;
    },
    [client],
  );
  const signOut = useCallback(async (): Promise<void> => {
    await call(contract.accounts.logOut).catch((problem: unknown) => {
      if (!isSignedOut(problem)) throw problem;
    });
    dropLive();
    become(client, null);
  }, [client]);
  const value = useMemo<SessionActions>(() => {
    const refresh = (): void => void refetch();
    const session: Session =
      data === null
        ? { kind: 'signed-out' }
        : data !== undefined
          ? { kind: 'signed-in', me: data }
          : error !== null
            ? { kind: 'unreachable', error, retry: refresh }
            : { kind: 'loading' };
    return { session, signIn, signOut, refresh };
  }, [data, error, refetch, signIn, signOut]);
  return <Context value={value}>{children}</Context>;
};

export const useSession = (): SessionActions => {
  const value = use(Context);
  if (value === undefined) throw new Error('expected a SessionProvider above, found none');
  return value;
};

/** The person who is logged in; only below `RequireSession`. */
export const useMe = (): Me => {
  const { session } = useSession();
  if (session.kind !== 'signed-in') throw new Error(`expected a session, found ${session.kind}`);
  return session.me;
};

export const useMay = (): ((permission: Permission) => boolean) => {
  const me = useMe();
  return (permission) => me.permissions.includes(permission);
};
