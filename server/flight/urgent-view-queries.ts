import type { UrgentApplication } from '../api/contract/urgent.ts';
import type { WallMs } from '../core/clock.ts';
import { ok, type Result } from '../core/result.ts';
import type { UrgentApplicationRow } from '../store/schema-airspace.ts';
import type { FlightRow } from '../store/schema.ts';
import type { Reader } from '../store/store.ts';
import { openApprovalViews } from './conditions-queries.ts';
import { parsePlan } from './record-service.ts';
import { blanksOf, itemsOf, routeHashOf, type Answers, type FilledItem } from './urgent-document.ts';
import { answersOf, exportedOf, factsOf, stepsOf } from './urgent-queries.ts';
import { windowOf, type UrgentBasis, type UrgentState } from './urgent-rules.ts';

const approvalOf = async (
  reader: Reader,
  { approval_id: id }: UrgentApplicationRow,
  now: WallMs,
): Promise<UrgentApplication['approval']> => {
  if (id === null) return null;
  return (await openApprovalViews(reader, now)).find((approval) => approval.id === id) ?? null;
};

const itemViews = (items: readonly FilledItem[], answers: Answers): UrgentApplication['items'] =>
  items.map(({ no, title, fields }) => ({
    no,
    title,
    fields: fields.map((field) => {
      const answer = field.source === 'person' ? answers[field.key] : undefined;
      return {
        ...field,
        by: answer === undefined ? null : { personId: answer.personId, name: answer.name, at: answer.at },
      };
    }),
  }));

/** A draft follows its plan; what was sent stays as it went out. */
const contentOf = async (
  reader: Reader,
  flight: FlightRow,
  row: UrgentApplicationRow,
): Promise<Result<readonly FilledItem[]>> => {
  const exported = exportedOf(row);
  if (row.state !== 'draft' && exported !== undefined) return ok(exported.document.items);
  const facts = await factsOf(reader, flight, {
    basis: row.basis as UrgentBasis,
    takeoffAt: row.takeoff_at,
  });
  return facts.ok ? ok(itemsOf(facts.value, answersOf(row))) : facts;
};

export const applicationView = async (
  reader: Reader,
  flight: FlightRow,
  row: UrgentApplicationRow,
  now: WallMs,
): Promise<Result<UrgentApplication>> => {
  const items = await contentOf(reader, flight, row);
  if (!items.ok) return items;
  const exported = exportedOf(row);
  const plan = parsePlan(flight)?.plan;
  const sentWay = exported?.document;
  const window =
    sentWay === undefined
      ? windowOf(row.takeoff_at, plan?.flightS ?? 0)
      : { from: Date.parse(sentWay.window.from), to: Date.parse(sentWay.window.to) };
  return ok({
    id: row.id,
    flightId: row.flight_id,
    flightNumber: flight.number,
    basis: row.basis as UrgentBasis,
    state: row.state as UrgentState,
    takeoffAt: row.takeoff_at,
    window,
    steps: stepsOf(row),
    items: itemViews(items.value, answersOf(row)),
    blanks: blanksOf(items.value),
    exported: exported !== undefined,
    routeChanged: sentWay !== undefined && plan !== undefined && routeHashOf(plan.legs) !== sentWay.routeHash,
    approval: await approvalOf(reader, row, now),
  });
};
