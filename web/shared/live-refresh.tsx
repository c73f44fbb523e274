import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useConnection } from './connection.ts';
import { useLiveEvents } from './live/hooks.ts';
import { ME_KEY } from './query.ts';
import { touchedBy } from './touched-by.ts';

/** Renews what the page shows when something happened, and after every reconnection. */
export const LiveRefresh = (): null => {
  const client = useQueryClient();
  const connection = useConnection();
  useLiveEvents((events) => {
    for (const key of touchedBy(events.map((event) => event.subject))) {
      void client.invalidateQueries({ queryKey: [key] });
    }
  });
  useEffect(() => {
    if (connection === 'ended') void client.invalidateQueries({ queryKey: ME_KEY });
    if (connection === 'live') void client.invalidateQueries();
  }, [client, connection]);
  return null;
};
