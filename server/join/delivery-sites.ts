import type { Store } from '../store/store.ts';

/** Which hospital a flight delivers to, known without asking the store: live frames are filtered by it. */
export const createDeliverySites = (store: Store) => {
  const siteByFlight = new Map<string, string>();
  const load = async (): Promise<void> => {
    const rows = await store.read
      .selectFrom('flights')
      .innerJoin('orders', 'orders.id', 'flights.order_id')
      .select(['flights.id', 'orders.site_id'])
      .where('flights.ended_at', 'is', null)
      .execute();
    for (const row of rows) siteByFlight.set(row.id, row.site_id);
  };
  store.onCommitted((events) => {
    for (const { subject, siteId, type } of events) {
      if (!subject.startsWith('flight:') || siteId === undefined) continue;
      const flightId = subject.slice('flight:'.length);
      if (type === 'flight.ended') siteByFlight.delete(flightId);
      else siteByFlight.set(flightId, siteId);
    }
  });
  return { load, siteOf: (flightId: string): string | undefined => siteByFlight.get(flightId) };
};
