import type { Incident } from '../api/contract/incidents.ts';
import { newId } from '../core/ids.ts';
import type { Rng } from '../core/ports.ts';
import { loggable } from '../orders/note-check.ts';
import { nextNumber } from '../store/drill.ts';
import type { FlightRow } from '../store/schema.ts';
import type { IncidentRow } from '../store/schema-failure.ts';
import type { Reader, Tx } from '../store/store.ts';
import { incidentFactsOf, type IncidentFacts, type LastHeardOf } from './search-queries.ts';

export type IncidentKind = Incident['kind'];

const NO_FACTS: IncidentFacts = { search: null, load: [], contacts: [] };

const signed = (tx: Tx): string =>
  JSON.stringify({ personId: tx.cause.actor.personId, name: tx.cause.actor.name, at: tx.now });

export type NewIncident = {
  readonly kind: IncidentKind;
  readonly sentence: string;
  readonly flight: FlightRow | undefined;
};

/** Opens a record, once for each flight and kind. Gives its id. */
export const openIncident = async (
  tx: Tx,
  { rng, lastHeard }: { readonly rng: Rng; readonly lastHeard: LastHeardOf },
  { kind, sentence, flight }: NewIncident,
): Promise<string> => {
  const known =
    flight === undefined
      ? undefined
      : await tx
          .selectFrom('incidents')
          .select('id')
          .where('flight_id', '=', flight.id)
          .where('kind', '=', kind)
          .executeTakeFirst();
  if (known !== undefined) return known.id;
  const facts = flight === undefined ? NO_FACTS : await incidentFactsOf(tx, flight, lastHeard);
  const row: IncidentRow = {
    id: newId(rng),
    number: await nextNumber(tx, 'I', 'incident'),
    kind,
    state: 'OPEN',
    flight_id: flight?.id ?? null,
    vehicle_id: flight?.vehicle_id ?? null,
    opened_at: tx.now,
    opened_by_json: signed(tx),
    sentence,
    facts_json: JSON.stringify(facts),
    finding: null,
    closed_json: null,
  };
  await tx.db.insertInto('incidents').values(row).execute();
  await tx.emit({
    type: 'incident.opened',
    subject: `incident:${row.id}`,
    data: {
      number: row.number,
      kind,
      flightId: row.flight_id,
      vehicleId: row.vehicle_id,
      sentence: loggable(sentence),
    },
  });
  return row.id;
};

export const addEntry = async (tx: Tx, rng: Rng, row: IncidentRow, text: string): Promise<void> => {
  const entryId = newId(rng);
  await tx.db
    .insertInto('incident_entries')
    .values({ id: entryId, incident_id: row.id, at: tx.now, by_json: signed(tx), text })
    .execute();
  await tx.emit({
    type: 'incident.entry',
    subject: `incident:${row.id}`,
    data: { number: row.number, entryId, text: loggable(text) },
  });
};

export const closeIncident = async (tx: Tx, row: IncidentRow, finding: string): Promise<void> => {
  await tx.db
    .updateTable('incidents')
    .set({ state: 'CLOSED', finding, closed_json: signed(tx) })
    .where('id', '=', row.id)
    .execute();
  await tx.emit({
    type: 'incident.closed',
    subject: `incident:${row.id}`,
    data: { number: row.number, finding: loggable(finding) },
  });
};

type Signature = Incident['openedBy'];

export const incidentView = async (reader: Reader, row: IncidentRow): Promise<Incident> => {
  const named = async (table: 'flights' | 'vehicles', id: string | null): Promise<string | null> => {
    if (id === null) return null;
    const column = table === 'flights' ? 'number' : 'name';
    const found =
      column === 'number'
        ? await reader.selectFrom('flights').select('number as text').where('id', '=', id).executeTakeFirst()
        : await reader.selectFrom('vehicles').select('name as text').where('id', '=', id).executeTakeFirst();
    return found?.text ?? null;
  };
  const entries = await reader
    .selectFrom('incident_entries')
    .selectAll()
    .where('incident_id', '=', row.id)
    .orderBy('at')
    .execute();
  return {
    id: row.id,
    number: row.number,
    kind: row.kind as IncidentKind,
    state: row.state as Incident['state'],
    flightId: row.flight_id,
    flightNumber: await named('flights', row.flight_id),
    vehicleId: row.vehicle_id,
    vehicleName: await named('vehicles', row.vehicle_id),
    openedAt: row.opened_at,
    openedBy: JSON.parse(row.opened_by_json) as Signature,
    sentence: row.sentence,
    facts: JSON.parse(row.facts_json) as IncidentFacts,
    finding: row.finding,
    closed: JSON.parse(row.closed_json ?? 'null') as Signature | null,
    entries: entries.map(({ id, by_json: json, text }) => ({ id, by: JSON.parse(json) as Signature, text })),
  };
};

/** What of a flight's steps is an incident by itself. */
export const incidentKindOf = (to: string, code: string): IncidentKind | undefined => {
  if (to === 'LOST') return 'lost';
  if (code === 'no_climb') return 'no_climb';
  if (code === 'landed_elsewhere') return 'landed_elsewhere';
  if (code === 'disarmed_in_air') return 'terminated';
  return undefined;
};
