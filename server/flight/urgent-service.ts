import type { z } from 'zod';
import type { urgent } from '../api/contract/urgent.ts';
import type { Actor } from '../core/access.ts';
import type { Cause } from '../core/cause.ts';
import type { Clock } from '../core/clock.ts';
import { newId } from '../core/ids.ts';
import type { Rng } from '../core/ports.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import { stableHash } from '../plan/hash.ts';
import type { FlightRow } from '../store/schema.ts';
import type { Store, Tx } from '../store/store.ts';
import { withdrawApproval, writeApproval, type NewApproval } from './approval-queries.ts';
import { flightFor } from './flight-queries.ts';
import { emitFlight } from './record-service.ts';
import { documentOf } from './urgent-document.ts';
import { answersOf, exportedOf, factsOf, newestApplication, type StoredDocument } from './urgent-queries.ts';
import {
  checkTimes,
  insertDraft,
  merged,
  openFlight,
  standing,
  viewIn,
  writeStep,
  type Begun,
  type Change,
  type Current,
  type GraphStep,
  type Saved,
  type Standing,
  type Step,
} from './urgent-record-queries.ts';
import { STANDING, type UrgentBasis, type UrgentState } from './urgent-rules.ts';
import { applicationView } from './urgent-view-queries.ts';

type Sent = z.output<typeof urgent.sent.body>;
type Granted = z.output<typeof urgent.grant.body>;
type Refused = z.output<typeof urgent.refuse.body>;

type Deps = { readonly store: Store; readonly clock: Clock; readonly rng: Rng };

/** What was applied for becomes an approval: this window, this way, these heights. */
const approvalFor = (exported: StoredDocument, flight: FlightRow, granted: Granted): NewApproval => ({
  number: granted.reference,
  from: granted.from,
  to: granted.to,
  note: [flight.number, granted.note].filter((text) => text !== '').join(' '),
  corridor: exported.document.area,
  needsConfirmation: granted.needsConfirmation,
});

const beginIn = async (tx: Tx, rng: Rng, flightId: string, wanted: Begun): Promise<Result<Current>> => {
  const flight = await openFlight(tx, flightId);
  if (!flight.ok) return flight;
  const facts = await factsOf(tx, flight.value, wanted);
  if (!facts.ok) return facts;
  const times = checkTimes(wanted, tx.now);
  if (!times.ok) return times;
  const before = await newestApplication(tx, flightId);
  if (before !== undefined && STANDING.includes(before.state as UrgentState))
    return refuse(
      'flights.wrong_application',
      `Flight ${flight.value.number} has an application that stands.`,
    );
  await insertDraft(tx, rng, flight.value, wanted);
  return viewIn(tx, flight.value);
};

const saveIn = async (tx: Tx, flightId: string, wanted: Saved): Promise<Result<Current>> => {
  const found = await standing(tx, flightId, 'exported');
  if (!found.ok) return found;
  const { flight, row } = found.value;
  const { basis, takeoffAt, answers } = wanted;
  const isSameTime = basis === row.basis && takeoffAt === row.takeoff_at;
  const times = isSameTime ? ok(undefined) : checkTimes({ basis, takeoffAt }, tx.now);
  if (!times.ok) return times;
  const answers_json = JSON.stringify(merged(tx, answersOf(row), answers));
  await tx.db
    .updateTable('urgent_applications')
    .set({ basis, takeoff_at: takeoffAt, answers_json, document_json: null })
    .where('id', '=', row.id)
    .execute();
  // Names and numbers of people stay out of the log.
  const data = { applicationId: row.id, basis, takeoffAt, fields: Object.keys(answers) };
  await emitFlight(tx, flight, 'flight.application_saved', { data });
  return viewIn(tx, flight);
};

/** Applications for urgent flights, from the first word to the answer. Failures: `flights.*`. */
export const createUrgentApplications = ({ store, clock, rng }: Deps) => {
  const step = (
    cause: Cause,
    flightId: string,
    name: GraphStep,
    work: (tx: Tx, found: Standing) => Promise<Result<{ step: Omit<Step, 'step'>; change?: Change }>>,
  ): Promise<Result<Current>> =>
    store.transact(cause, async (tx) => {
      const found = await standing(tx, flightId, name);
      if (!found.ok) return found;
      const done = await work(tx, found.value);
      if (!done.ok) return done;
      const { flight, row } = found.value;
      await writeStep(tx, flight, row, { ...done.value, step: { step: name, ...done.value.step } });
      return viewIn(tx, flight);
    });

  return {
    get: async (actor: Actor, flightId: string): Promise<Result<Current>> => {
      const flight = await flightFor(store.read, actor, flightId);
      if (!flight.ok) return flight;
      const row = await newestApplication(store.read, flightId);
      if (row === undefined) return ok({ application: null });
      const view = await applicationView(store.read, flight.value, row, clock.wall());
      return view.ok ? ok({ application: view.value }) : view;
    },

    begin: (cause: Cause, flightId: string, wanted: Begun): Promise<Result<Current>> =>
      store.transact(cause, (tx) => beginIn(tx, rng, flightId, wanted)),

    save: (cause: Cause, flightId: string, wanted: Saved): Promise<Result<Current>> =>
      store.transact(cause, (tx) => saveIn(tx, flightId, wanted)),

    export: (cause: Cause, flightId: string, format: 'pdf' | 'json'): Promise<Result<Current>> =>
      step(cause, flightId, 'exported', async (tx, { flight, row }) => {
        const wanted = { basis: row.basis as UrgentBasis, takeoffAt: row.takeoff_at };
        const facts = await factsOf(tx, flight, wanted);
        if (!facts.ok) return facts;
        const document = documentOf(facts.value, answersOf(row));
        const hash = stableHash(document);
        const stored: StoredDocument = { document, at: tx.now, byName: cause.actor.name, hash };
        return ok({ step: { format, hash }, change: { document_json: JSON.stringify(stored) } });
      }),

    sent: (cause: Cause, flightId: string, { via, reference }: Sent): Promise<Result<Current>> =>
      step(cause, flightId, 'sent', async (_tx, { row }) =>
        exportedOf(row) === undefined
          ? refuse(
              'flights.not_exported',
              'Expected an export of what is filled in now: that is what was sent.',
            )
          : ok({ step: { via, reference } }),
      ),

    grant: (cause: Cause, flightId: string, granted: Granted): Promise<Result<Current>> =>
      step(cause, flightId, 'granted', async (tx, { flight, row }) => {
        const stored = exportedOf(row);
        if (stored === undefined) return refuse('flights.not_exported', 'Nothing was sent.');
        const approval = await writeApproval(tx, newId(rng), approvalFor(stored, flight, granted));
        const { reference, note } = granted;
        return ok({ step: { reference, note }, change: { approval_id: approval.id } });
      }),

    refuse: (cause: Cause, flightId: string, { reference, reason }: Refused): Promise<Result<Current>> =>
      step(cause, flightId, 'refused', async () => ok({ step: { reference, note: reason } })),

    withdraw: (cause: Cause, flightId: string, reason: string): Promise<Result<Current>> =>
      step(cause, flightId, 'withdrawn', async (tx, { row }) => {
        // Refused only where a person has withdrawn it already.
        if (row.approval_id !== null) await withdrawApproval(tx, row.approval_id, reason);
        return ok({ step: { note: reason } });
      }),
  };
};

export type UrgentApplications = ReturnType<typeof createUrgentApplications>;
