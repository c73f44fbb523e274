import type { z } from 'zod';
import { orderDraft, type OrderDraft } from '../../server/api/contract/orders.ts';
import type { Component } from '../../server/blood/component.ts';
import type { Abo, Rhd } from '../../server/blood/group.ts';
import type { Urgency } from '../../server/orders/states.ts';
import { fromLocalField } from '../shared/time.ts';

export type LineForm = {
  readonly component: Component | undefined;
  readonly abo: Abo | undefined;
  readonly rhd: Rhd | undefined;
  readonly units: number;
};

export type NeededBy =
  | { readonly kind: 'in'; readonly minutes: number }
  /** The text of a `datetime-local` field, time of Nanjing. */
  | { readonly kind: 'at'; readonly text: string };

export type OrderForm = {
  readonly urgency: Urgency | undefined;
  readonly lines: readonly LineForm[];
  /** undefined = as usual for the urgency. */
  readonly neededBy: NeededBy | undefined;
  readonly requestNo: string;
  readonly wardPhone: string;
  readonly note: string;
  readonly noteConfirmed: boolean;
};

/** Matches `units` of the contract. */
export const MOST_UNITS = 40;
/** Matches `lines` of the contract. */
export const MOST_LINES = 6;

/** Nothing clinical is chosen beforehand: a group that was never looked at is worse than one more tap. */
export const EMPTY_LINE: LineForm = { component: undefined, abo: undefined, rhd: undefined, units: 1 };

export const emptyForm = (wardPhone: string): OrderForm => ({
  urgency: undefined,
  lines: [EMPTY_LINE],
  neededBy: undefined,
  requestNo: '',
  wardPhone,
  note: '',
  noteConfirmed: false,
});

/** Presets of the needed-by field, minutes from now. */
export const PRESETS_MIN = [30, 60, 120, 240] as const;

/** What each urgency usually means, minutes from now. An editable habit, not a promise: the person sees the time. */
const USUAL_MIN: Readonly<Record<Urgency, number>> = { MTP: 30, EMERGENCY: 60, URGENT: 120, ROUTINE: 240 };

export const neededByOf = (form: Pick<OrderForm, 'neededBy' | 'urgency'>): NeededBy =>
  form.neededBy ?? { kind: 'in', minutes: USUAL_MIN[form.urgency ?? 'URGENT'] };

/** The moment that is meant, milliseconds since 1970; undefined where the field is not complete. */
export const neededAt = (form: Pick<OrderForm, 'neededBy' | 'urgency'>, now: number): number | undefined => {
  const chosen = neededByOf(form);
  return chosen.kind === 'in' ? now + chosen.minutes * 60_000 : fromLocalField(chosen.text);
};

/** A field's path → the key of its sentence in `hospital.form.fault`. */
export type FaultKey =
  | 'missing'
  | 'requestNo'
  | 'wardPhone'
  | 'neededBy'
  | 'note'
  | 'noteConfirm'
  | 'units'
  | 'form';
export type Faults = ReadonlyMap<string, FaultKey>;

const FAULT_OF: Readonly<Record<string, FaultKey>> = {
  requestNo: 'requestNo',
  wardPhone: 'wardPhone',
  neededBy: 'neededBy',
  note: 'note',
  units: 'units',
  urgency: 'missing',
  component: 'missing',
  abo: 'missing',
  rhd: 'missing',
};

/** What the schema finds wrong, by field path. */
const schemaFaults = (error: z.ZodError | undefined): Map<string, FaultKey> =>
  new Map(
    (error?.issues ?? []).map((found) => [
      found.path.join('.'),
      FAULT_OF[String(found.path.at(-1) ?? '')] ?? 'form',
    ]),
  );

/**
 * The draft that the service wants, or what is wrong with the form by field path (`lines.0.abo`).
 * `noteSuspicious`: the note looks as if it named a patient, so a person must have said that it does not.
 */
export const toDraft = (
  form: OrderForm,
  now: number,
  noteSuspicious: boolean,
): { ok: true; draft: OrderDraft } | { ok: false; faults: Faults } => {
  const neededBy = neededAt(form, now);
  const candidate = {
    urgency: form.urgency,
    neededBy: neededBy === undefined ? undefined : Math.round(neededBy),
    requestNo: form.requestNo,
    wardPhone: form.wardPhone,
    note: form.note,
    noteConfirmed: form.noteConfirmed,
    lines: form.lines,
  };
  const parsed = orderDraft.safeParse(candidate);
  const faults = schemaFaults(parsed.error);
  if (neededBy !== undefined && neededBy <= now) faults.set('neededBy', 'neededBy');
  if (noteSuspicious && !form.noteConfirmed) faults.set('note', 'noteConfirm');
  if (!parsed.success || faults.size > 0) return { ok: false, faults };
  return { ok: true, draft: parsed.data };
};
