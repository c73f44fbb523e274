import type { z } from 'zod';
import type { urgent, UrgentApplication, UrgentStepView } from '../api/contract/urgent.ts';
import { newId } from '../core/ids.ts';
import type { Rng } from '../core/ports.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { UrgentApplicationRow } from '../store/schema-airspace.ts';
import type { FlightRow } from '../store/schema.ts';
import type { Tx } from '../store/store.ts';
import { flightFor } from './flight-queries.ts';
import { emitFlight } from './record-service.ts';
import type { Answer, Answers } from './urgent-document.ts';
import { newestApplication, rememberedAnswers, stepsOf } from './urgent-queries.ts';
import { APPLY_AHEAD_MS, URGENT_GRAPH, type UrgentState } from './urgent-rules.ts';
import { applicationView } from './urgent-view-queries.ts';

export type Current = { application: UrgentApplication | null };
export type Begun = z.output<typeof urgent.begin.body>;
export type Saved = z.output<typeof urgent.save.body>;

/** Of what a step writes besides itself. */
export type Change = Partial<Pick<UrgentApplicationRow, 'document_json' | 'approval_id'>>;
export type Step = Omit<UrgentStepView, 'by'>;

/** Art. 29 asks for 30 minutes, but of a specially urgent task. */
export const checkTimes = ({ basis, takeoffAt }: Begun, now: number): Result<undefined> => {
  if (takeoffAt <= now)
    return refuse('flights.invalid_takeoff', 'Expected a take-off in the future.', { place: 'takeoffAt' });
  if (basis === 'rescue' && takeoffAt < now + APPLY_AHEAD_MS)
    return refuse(
      'flights.invalid_lead',
      'Medical rescue is applied for 30 minutes before take-off; less is a specially urgent task.',
      { place: 'takeoffAt' },
    );
  return ok(undefined);
};

/** The open flight that is applied for, and its newest application. */
export const openFlight = async (tx: Tx, id: string): Promise<Result<FlightRow>> => {
  const found = await flightFor(tx, tx.cause.actor, id);
  if (!found.ok) return found;
  const { launched_at, ended_at, number } = found.value;
  return launched_at === null && ended_at === null
    ? found
    : refuse('flights.wrong_state', `Flight ${number} has been launched or has ended.`);
};

const signatureIn = ({ cause, now }: Tx) => ({
  personId: cause.actor.personId,
  name: cause.actor.name,
  at: now,
});

/** Empty texts are blanks; who leaves a word as it was keeps its author. */
export const merged = (tx: Tx, before: Answers, answers: Saved['answers']): Answers => {
  const by = signatureIn(tx);
  const next: Record<string, Answer> = { ...before };
  for (const [key, text] of Object.entries(answers)) {
    if (text === '' || text === undefined) delete next[key];
    else if (before[key]?.text !== text) next[key] = { text, ...by };
  }
  return next;
};

/** The newest application as it stands in this transaction. */
export const viewIn = async (tx: Tx, flight: FlightRow): Promise<Result<Current>> => {
  const row = await newestApplication(tx, flight.id);
  if (row === undefined) return ok({ application: null });
  const view = await applicationView(tx, flight, row, tx.now);
  return view.ok ? ok({ application: view.value }) : view;
};

/** A step from one state to another, or an export. */
export type GraphStep = keyof typeof URGENT_GRAPH;

/** Takes a step of the graph, with what it writes besides. */
export const writeStep = async (
  tx: Tx,
  flight: FlightRow,
  row: UrgentApplicationRow,
  { step, change = {} }: { readonly step: Step; readonly change?: Change },
): Promise<void> => {
  const { to } = URGENT_GRAPH[step.step as GraphStep];
  const steps = [...stepsOf(row), { ...step, by: signatureIn(tx) }];
  await tx.db
    .updateTable('urgent_applications')
    .set({ ...change, state: to ?? row.state, steps_json: JSON.stringify(steps) })
    .where('id', '=', row.id)
    .execute();
  const { step: name, ...data } = step;
  await emitFlight(tx, flight, `flight.application_${name}`, { data: { applicationId: row.id, ...data } });
};

export type Standing = { readonly flight: FlightRow; readonly row: UrgentApplicationRow };

/** The application on which this step may be taken now. */
export const standing = async (tx: Tx, flightId: string, step: GraphStep): Promise<Result<Standing>> => {
  // What was granted may be withdrawn as long as the flight is not over.
  const flight = await (step === 'withdrawn'
    ? flightFor(tx, tx.cause.actor, flightId)
    : openFlight(tx, flightId));
  if (!flight.ok) return flight;
  const row = await newestApplication(tx, flightId);
  const state = row?.state as UrgentState | undefined;
  if (row === undefined || state === undefined || !URGENT_GRAPH[step].from.includes(state))
    return refuse(
      'flights.wrong_application',
      `Expected an application that can be ${step}, it is ${state ?? 'none'}.`,
      {
        details: { state: state ?? null },
      },
    );
  return ok({ flight: flight.value, row });
};

/** A new one, with what was said of the operator and of this drone before. */
export const insertDraft = async (
  tx: Tx,
  rng: Rng,
  flight: FlightRow,
  { basis, takeoffAt }: Begun,
): Promise<void> => {
  const by = signatureIn(tx);
  const id = newId(rng);
  await tx.db
    .insertInto('urgent_applications')
    .values({
      id,
      flight_id: flight.id,
      basis,
      state: 'draft',
      takeoff_at: takeoffAt,
      created_at: tx.now,
      person_id: by.personId,
      person_name: by.name,
      answers_json: JSON.stringify(await rememberedAnswers(tx, flight.vehicle_id)),
      document_json: null,
      steps_json: JSON.stringify([{ step: 'begun', by }]),
      approval_id: null,
    })
    .execute();
  await emitFlight(tx, flight, 'flight.application_begun', { data: { applicationId: id, basis, takeoffAt } });
  tx.created(flight.id);
};
