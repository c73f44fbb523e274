import type { MonoMs } from '../../core/clock.ts';
import type { TextLine } from '../statustext.ts';

/** The same text by another path within that time is a copy of the one that was told. */
const COPY_MS = 5000;
const MAX_KEPT = 50;

type Told = { readonly line: TextLine; readonly places: readonly string[] };

/** Texts told lately, each with the places that said it. */
export type ToldTexts = readonly Told[];

/**
 * The vehicle says each text once on every link. A text that a place has not said yet is a copy if another place said
 * it shortly before; a text that the same place says again is told again.
 */
export const admitText = (
  told: ToldTexts,
  line: TextLine,
  place: string,
): { readonly told: ToldTexts; readonly isCopy: boolean } => {
  const recent = told.filter((entry) => isRecent(entry, line.at));
  const original = recent.find(
    (entry) =>
      entry.line.text === line.text && entry.line.severity === line.severity && !entry.places.includes(place),
  );
  if (original === undefined)
    return { told: [...recent, { line, places: [place] }].slice(-MAX_KEPT), isCopy: false };
  const seen = { ...original, places: [...original.places, place] };
  return { told: recent.map((entry) => (entry === original ? seen : entry)), isCopy: true };
};

const isRecent = (entry: Told, at: MonoMs): boolean => at - entry.line.at <= COPY_MS;
