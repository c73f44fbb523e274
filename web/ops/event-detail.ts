import { distance, figure, number } from '../shared/live/format.ts';
import { countdown, fullMoment } from '../shared/time.ts';

/** Long enough for a reason or a proof, short enough for a line. */
const MAX_CHARS = 160;

/** What the page shows elsewhere, or what only machines read. */
const LEFT_OUT = /^(number|vehicleId|orderId|planHash|hash|padId|personId|check|size|method|code|basis)$|Id$/;

/** Values that are whole sentences. */
const SENTENCES: ReadonlySet<string> = new Set(['proof', 'reason', 'sentence']);

/** The page's words for what a fact carries; undefined where it has none. */
export type DetailWords = {
  value(value: string): string | undefined;
  name(name: string): string | undefined;
  /** A sentence of the service: a reason or what proved a step. */
  sentence(text: string): string | undefined;
};

const NO_WORDS: DetailWords = { value: () => undefined, name: () => undefined, sentence: (text) => text };

/** A figure in the unit that its name ends with. */
const figureOf = (name: string, value: number): string => {
  if (name.endsWith('Pct')) return figure(value, '%', 1);
  if (name.endsWith('At')) return fullMoment(value);
  if (name.endsWith('M')) return distance(value);
  if (name.endsWith('S')) return countdown(value * 1000);
  return number(value, Number.isInteger(value) ? 0 : 2);
};

/** The plain values of a fact in one line: nested data and identifiers (26 letters) say nothing to a reader. */
export const eventDetail = (
  data: Readonly<Record<string, unknown>>,
  words: DetailWords = NO_WORDS,
): string => {
  const parts = Object.entries(data).flatMap(([name, value]): (string | undefined)[] => {
    if (LEFT_OUT.test(name)) return [];
    const label = words.name(name) ?? name;
    if (typeof value === 'number') return [`${label} ${figureOf(name, value)}`];
    if (typeof value === 'boolean') return [`${label} ${value ? '✓' : '✗'}`];
    if (typeof value !== 'string' || value === '' || /^[0-9a-z]{26}$/.test(value)) return [];
    if (SENTENCES.has(name)) return [words.sentence(value)];
    return [words.value(value) ?? `${label} ${value}`];
  });
  const text = parts.filter((part) => part !== undefined && part !== '').join(' · ');
  return text.length > MAX_CHARS ? `${text.slice(0, MAX_CHARS)}…` : text;
};
