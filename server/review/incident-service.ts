import type { Incident } from '../api/contract/incidents.ts';
import { systemCause, type Cause } from '../core/cause.ts';
import type { Clock } from '../core/clock.ts';
import type { StoredEvent } from '../core/events.ts';
import type { Rng } from '../core/ports.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { FlightLog } from '../flight/ports.ts';
import type { FlightRow } from '../store/schema.ts';
import type { IncidentRow } from '../store/schema-failure.ts';
import type { Reader, Store, Tx } from '../store/store.ts';
import { addEntry, closeIncident, incidentView, openIncident } from './incident-queries.ts';
import { incidentFactsOf, type IncidentFacts, type LastHeardOf } from './search-queries.ts';

export type IncidentDeps = {
  readonly store: Store;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly lastHeard: LastHeardOf;
  readonly log: FlightLog;
};

const flightOf = (reader: Reader, id: string): Promise<FlightRow | undefined> =>
  reader.selectFrom('flights').selectAll().where('id', '=', id).executeTakeFirst();

const noFlight = (id: string) => refuse('flights.not_found', `There is no flight ${id}.`);

/** A fact that says that a drone left its fence. */
const isFenceBreach = ({ type, data }: StoredEvent): boolean =>
  type.startsWith('flight.') && data['contingency'] === 'geofence_breach';

/** Incident records: opened by the service or by people, added to, closed with a finding. Failures: `review.*`. */
export const createIncidents = (deps: IncidentDeps) => {
  const { store, rng, clock, lastHeard, log } = deps;
  const all = (): Promise<IncidentRow[]> =>
    store.read.selectFrom('incidents').selectAll().orderBy('opened_at', 'desc').limit(200).execute();
  const shown = async (reader: Reader, id: string): Promise<Result<Incident>> => {
    const row = await reader.selectFrom('incidents').selectAll().where('id', '=', id).executeTakeFirst();
    return row === undefined
      ? refuse('review.not_found', `There is no incident ${id}.`)
      : ok(await incidentView(reader, row));
  };
  const change = (
    cause: Cause,
    id: string,
    work: (tx: Tx, row: IncidentRow) => Promise<void>,
  ): Promise<Result<Incident>> =>
    store.transact(cause, async (tx) => {
      const row = await tx.selectFrom('incidents').selectAll().where('id', '=', id).executeTakeFirst();
      if (row === undefined) return refuse('review.not_found', `There is no incident ${id}.`);
      if (row.state !== 'OPEN') return refuse('review.incident_closed', `Incident ${row.number} is closed.`);
      await work(tx, row);
      return shown(tx, id);
    });

  const openForFence = async ({ subject, data }: StoredEvent): Promise<void> => {
    const flight = await flightOf(store.read, subject.slice('flight:'.length));
    if (flight === undefined) return;
    const sentence = `Flight ${flight.number}: ${typeof data['reason'] === 'string' ? data['reason'] : 'it left its fence'}.`;
    await store.transact(systemCause(clock.wall()), (tx) =>
      openIncident(tx, { rng, lastHeard }, { kind: 'fence_breach', sentence, flight }),
    );
  };

  return {
    list: async (): Promise<Result<{ incidents: Incident[] }>> => {
      const rows = await all();
      const views = await Promise.all(rows.map((row) => incidentView(store.read, row)));
      return ok({ incidents: views.sort((a, b) => Number(b.state === 'OPEN') - Number(a.state === 'OPEN')) });
    },

    get: (id: string): Promise<Result<Incident>> => shown(store.read, id),

    open: (cause: Cause, wanted: { flightId: string | null; sentence: string }): Promise<Result<Incident>> =>
      store.transact(cause, async (tx) => {
        const flight = wanted.flightId === null ? undefined : await flightOf(tx, wanted.flightId);
        if (wanted.flightId !== null && flight === undefined) return noFlight(wanted.flightId);
        const incident = { kind: 'other', sentence: wanted.sentence, flight } as const;
        const id = await openIncident(tx, { rng, lastHeard }, incident);
        tx.created(id);
        return shown(tx, id);
      }),

    addEntry: (cause: Cause, id: string, text: string) =>
      change(cause, id, async (tx, row) => {
        await addEntry(tx, rng, row, text);
        tx.created(id);
      }),

    close: (cause: Cause, id: string, finding: string) =>
      change(cause, id, (tx, row) => closeIncident(tx, row, finding)),

    /** As of now; the incident's own record keeps that of its opening. */
    search: async (flightId: string): Promise<Result<IncidentFacts>> => {
      const flight = await flightOf(store.read, flightId);
      return flight === undefined
        ? noFlight(flightId)
        : ok(await incidentFactsOf(store.read, flight, lastHeard));
    },

    /** Opens records for what other stages tell. Returns how to stop. */
    watch: (): (() => void) =>
      store.onCommitted((events) => {
        for (const event of events.filter(isFenceBreach))
          openForFence(event).catch((error: unknown) =>
            log('error', 'an incident could not be opened', {
              error: error instanceof Error ? error.message : 'unknown',
            }),
          );
      }),
  };
};

export type Incidents = ReturnType<typeof createIncidents>;
