import { describe, expect, it } from 'vitest';
import { wallMs } from '../../server/core/clock.ts';
import { dueAt } from '../../server/orders/sla.ts';
import { validateOrder, type LineToCheck } from '../../server/orders/validate.ts';

const now = wallMs(1_770_000_000_000);
const HOUR = 3_600_000;
const rbc: LineToCheck = { component: 'RBC', abo: 'O', rhd: 'POS', units: 2 };
const ids = (neededBy: number, lines: readonly LineToCheck[]): string[] =>
  validateOrder({ neededBy, lines }, now).map((issue) => `${issue.id} ${issue.place}`);

describe('validateOrder', () => {
  it.each([
    ['in the past', now - 1, [rbc], ['order.needed_by_past neededBy']],
    ['now', now, [rbc], ['order.needed_by_past neededBy']],
    ['in an hour', now + HOUR, [rbc], []],
    ['in 7 days', now + 7 * 24 * HOUR, [rbc], []],
    ['after 7 days', now + 7 * 24 * HOUR + 1, [rbc], ['order.needed_by_far neededBy']],
    ['the same twice', now + HOUR, [rbc, { ...rbc, units: 1 }], ['order.same_line lines.1']],
    ['another group', now + HOUR, [rbc, { ...rbc, rhd: 'NEG' as const }], []],
    ['too many', now + HOUR, [{ ...rbc, units: 31 }], ['order.too_many_units lines.0.units']],
  ])('%s', (_, neededBy, lines, expected) => {
    expect(ids(neededBy, lines)).toEqual(expected);
  });
});

describe('dueAt', () => {
  it('is the earlier of the class and needed-by', () => {
    expect(dueAt('MTP', now, wallMs(now + 5 * HOUR))).toBe(now + HOUR / 2);
    expect(dueAt('ROUTINE', now, wallMs(now + HOUR))).toBe(now + HOUR);
  });
});
