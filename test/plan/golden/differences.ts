import { distanceM } from '../../../server/core/geo.ts';
import type { Kept } from './cases.ts';

const signed = (value: number): string => `${value > 0 ? '+' : ''}${Number(value.toFixed(1))}`;

const figureChanges = (was: Kept['figures'], is: Kept['figures']): string[] => {
  if (was === null || is === null) {
    if (was === is) return [];
    return [was === null ? 'there was no plan, now there is one' : 'there was a plan, now there is none'];
  }
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((name) => {
    const [before, after] = [was[name], is[name]];
    if (before === after) return [];
    const by = before === undefined || after === undefined ? '' : ` (${signed(after - before)})`;
    return [`${name}: ${before ?? 'not kept'} → ${after ?? 'not kept'}${by}`];
  });
};

const turnChanges = (was: Kept['turns'], is: Kept['turns']): string[] => {
  if (was.length !== is.length) return [`turning points: ${was.length} → ${is.length}`];
  return was.flatMap((before, i) => {
    const after = is[i] ?? before;
    const isSame = before[0] === after[0] && before[1] === after[1];
    return isSame
      ? []
      : [`turning point ${i}: ${before.join(' ')} → ${after.join(' ')} (${distanceM(before, after).toFixed(2)} m)`];
  });
};

const listChanges = (name: string, was: readonly string[], is: readonly string[]): string[] => [
  ...was.filter((one) => !is.includes(one)).map((one) => `${name} gone: ${one}`),
  ...is.filter((one) => !was.includes(one)).map((one) => `${name} new: ${one}`),
];

/** What moved of one case, and by how much; empty: nothing. */
export const differences = (was: Kept, is: Kept): readonly string[] => [
  ...figureChanges(was.figures, is.figures),
  ...turnChanges(was.turns, is.turns),
  ...listChanges('blocker', was.blockers, is.blockers),
  ...listChanges('fits', was.fits, is.fits),
];
