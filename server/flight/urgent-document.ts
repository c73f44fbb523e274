import type { LonLat } from '../core/geo.ts';
import { stableHash } from '../plan/hash.ts';
import type { Plan, PlanLeg } from '../plan/plan-types.ts';
import type { UrgentFacts } from './urgent-facts.ts';
import { FORM_FIELDS, FORM_ITEMS, type FormField, type Words } from './urgent-fields.ts';
import { windowOf } from './urgent-rules.ts';
import { momentText, RECORD_VALUES } from './urgent-values.ts';

/** What a person has filled in, and who said it when. */
export type Answer = {
  readonly text: string;
  readonly personId: string;
  readonly name: string;
  readonly at: number;
};
/** By the key of the field. */
export type Answers = Readonly<Record<string, Answer>>;

export type FilledField = FormField & {
  /** Null: a named blank; nothing is ever made up for it. */
  readonly value: Words | null;
  readonly source: 'record' | 'person' | 'blank';
};

export type FilledItem = {
  readonly no: number;
  readonly title: Words;
  readonly fields: readonly FilledField[];
};

type Route = Pick<Plan, 'legs' | 'from' | 'sora'>;

/** An application as it goes out. Equal input, equal document. */
export type UrgentDocument = {
  readonly form: 'urgent-flight-application/1';
  readonly flight: string;
  readonly basis: UrgentFacts['basis'];
  readonly simulated: boolean;
  readonly takeoffAt: string;
  readonly window: { readonly from: string; readonly to: string };
  readonly items: readonly FilledItem[];
  /** Keys of the required fields that nobody has filled in. */
  readonly blanks: readonly string[];
  /** WGS-84; heights in metres above take-off and above sea level, seconds after take-off. */
  readonly route: readonly {
    readonly at: LonLat;
    readonly relAltM: number;
    readonly amslM: number;
    readonly atS: number;
  }[];
  /** A closed ring and the greatest height above take-off in it, metres; null: a plan from before there were volumes. */
  readonly area: { readonly ring: readonly LonLat[]; readonly upperRelAltM: number } | null;
  readonly planHash: string;
  /** Of the way alone: another plan along the same way has the same. */
  readonly routeHash: string;
};

const filled = (field: FormField, facts: UrgentFacts, answers: Answers): FilledField => {
  const known = RECORD_VALUES[field.key]?.(facts);
  if (known !== undefined) return { ...field, value: known, source: 'record' };
  const text = answers[field.key]?.text ?? '';
  return text === ''
    ? { ...field, value: null, source: 'blank' }
    : { ...field, value: { zh: text, en: text }, source: 'person' };
};

export const itemsOf = (facts: UrgentFacts, answers: Answers): FilledItem[] =>
  FORM_ITEMS.map((item) => ({ ...item, fields: item.fields.map((field) => filled(field, facts, answers)) }));

/** Keys of what is required and not known. */
export const blanksOf = (items: readonly FilledItem[]): string[] =>
  items.flatMap(({ fields }) =>
    fields.filter(({ required, value }) => required && value === null).map(({ key }) => key),
  );

/** The way and its heights. */
export const routeHashOf = (legs: readonly Pick<PlanLeg, 'from' | 'to' | 'relAltM'>[]): string =>
  stableHash(legs.map(({ from, to, relAltM }) => [from, to, relAltM]));

const areaOf = ({
  legs,
  sora,
}: Omit<Route, 'sora'> & Partial<Pick<Route, 'sora'>>): UrgentDocument['area'] => {
  const first = sora?.operational[0];
  if (sora === undefined || first === undefined) return null;
  return {
    ring: [...sora.operational, first],
    upperRelAltM: Math.ceil(Math.max(...legs.map(({ relAltM }) => relAltM))),
  };
};

const routeOf = ({ legs, from }: Route): UrgentDocument['route'] => {
  const padAmslM = from.groundAmslM + from.heightM;
  const point = (at: LonLat, relAltM: number, atS: number) => ({
    at,
    relAltM,
    amslM: Math.round((padAmslM + relAltM) * 10) / 10,
    atS: Math.round(atS),
  });
  const [first] = legs;
  if (first === undefined) return [];
  return [point(first.from, first.relAltM, 0), ...legs.map((leg) => point(leg.to, leg.relAltM, leg.etaS))];
};

const iso = (at: number): string => `${momentText(at, 19).replace(' ', 'T')}+08:00`;

export const documentOf = (facts: UrgentFacts, answers: Answers): UrgentDocument => {
  const { plan } = facts.stored;
  const items = itemsOf(facts, answers);
  const window = windowOf(facts.takeoffAt, plan.flightS);
  return {
    form: 'urgent-flight-application/1',
    flight: facts.number,
    basis: facts.basis,
    simulated: facts.vehicle.simulated,
    takeoffAt: iso(facts.takeoffAt),
    window: { from: iso(window.from), to: iso(window.to) },
    items,
    blanks: blanksOf(items),
    route: routeOf(plan),
    area: areaOf(plan),
    planHash: plan.hash,
    routeHash: routeHashOf(plan.legs),
  };
};

/** The label of a field, for lists of what is missing. */
export const labelOf = (key: string): Words =>
  FORM_FIELDS.find((field) => field.key === key)?.label ?? { zh: key, en: key };
