import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useConnection } from './connection.ts';
import { useLiveEvents } from './live/hooks.ts';
import { ME_KEY } from './query.ts';

/** Which queries a fact makes old, by the kind of its subject (`order:…`). */
const TOUCHES: Readonly<Record<string, readonly string[]>> = {
  order: ['orders', 'flights', 'stock'],
  flight: ['flights', 'orders', 'vehicles'],
  unit: ['stock', 'orders'],
  box: ['orders', 'flights'],
  vehicle: ['vehicles', 'heard'],
  site: ['sites'],
  pad: ['sites'],
  person: ['people'],
  airspace: ['airspace'],
  alarm: ['alarms'],
  link: ['links'],
  profile: ['profiles'],
};

/** Keys of the queries that these facts make old; facts of a kind that is not known make all of them old. */
export const touchedBy = (subjects: readonly string[]): ReadonlySet<string> => {
  const all = Object.values(TOUCHES).flat();
  return new Set(subjects.flatMap((subject) => TOUCHES[subject.split(':')[0] ?? ''] ?? all));
};

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
