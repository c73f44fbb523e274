import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { contract } from '../../server/api/contract/contract.ts';
import { call } from '../shared/client.ts';
import { SearchCard } from '../shared/search/search-card.tsx';
import { QueryState } from '../shared/ui/states.tsx';
import classes from './console.module.css';

/** The area grows while nobody hears the drone, milliseconds. */
const RENEW_MS = 5000;

/** Where to look for a drone that is silent, lost or not known, as of now. */
export const SearchNow = ({ flightId }: { flightId: string }): ReactElement => {
  const query = useQuery({
    queryKey: ['incidents.search', flightId],
    refetchInterval: RENEW_MS,
    queryFn: ({ signal }) => call(contract.incidents.search, { params: { id: flightId }, signal }),
  });
  return (
    <section className={classes['block']}>
      <QueryState query={query} rows={3}>
        {(facts) => <SearchCard facts={facts} />}
      </QueryState>
    </section>
  );
};
