import type { Failure } from '../core/result.ts';

/** What a line asks for, or what a unit is. */
export type Kind = { readonly component: string; readonly abo: string; readonly rhd: string };

/** A unit has to live this long after the hospital needs it: transfusion follows (assumption). */
const MIN_LIFE_AFTER_NEED_MS = 2 * 3_600_000;

/** Units reserved for an order may not expire before this, wall time. */
export const usableUntil = (neededBy: number, now: number): number =>
  Math.max(neededBy, now) + MIN_LIFE_AFTER_NEED_MS;

export const kindText = (kind: Kind): string => `${kind.component} ${kind.abo} ${kind.rhd}`;

export const sameKind = (a: Kind, b: Kind): boolean =>
  a.component === b.component && a.abo === b.abo && a.rhd === b.rhd;

/**
 * Why a unit may not be packed or loaded for a line (INV-D6): not exactly the component and group, or expired by the
 * time that it is needed. Undefined = fit.
 */
export const unfitFor = (
  unit: Kind & { readonly din: string; readonly expires_at: number },
  line: Kind,
  when: { readonly neededBy: number; readonly now: number },
): Failure | undefined => {
  if (!sameKind(unit, line)) {
    return {
      code: 'stock.wrong_kind',
      message: `Expected ${kindText(line)}, unit ${unit.din} is ${kindText(unit)}.`,
    };
  }
  if (unit.expires_at <= Math.max(when.neededBy, when.now)) {
    return {
      code: 'stock.unit_expired',
      message: `Unit ${unit.din} has expired or will have by the time it is needed: pick another one.`,
    };
  }
  return undefined;
};
