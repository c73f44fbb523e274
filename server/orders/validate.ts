import type { Component } from '../blood/component.ts';
import type { Abo, Rhd } from '../blood/group.ts';
import type { WallMs } from '../core/clock.ts';
import type { Issue } from '../core/issue.ts';

export type LineToCheck = {
  readonly component: Component;
  readonly abo: Abo;
  readonly rhd: Rhd;
  readonly units: number;
};

/** Orders are urgent: what is needed later is ordered later. */
const MAX_AHEAD_MS = 7 * 24 * 3_600_000;

/**
 * Most units on one line. 9 kg carry about 30 U of red cells; the others are assumptions of what a hospital asks for
 * at once, to catch a typing error.
 */
const MAX_UNITS: Readonly<Record<Component, number>> = {
  RBC: 30,
  WRBC: 20,
  PLT: 10,
  FFP: 20,
  FP: 20,
  CRYO: 40,
  WB: 20,
};

const neededByIssues = (neededBy: number, now: WallMs): Issue[] => {
  if (neededBy <= now) {
    return [
      {
        id: 'order.needed_by_past',
        severity: 'blocker',
        place: 'neededBy',
        sentence: 'The order is needed at a time that has passed.',
        fix: 'Give a time in the future.',
      },
    ];
  }
  if (neededBy - now > MAX_AHEAD_MS) {
    return [
      {
        id: 'order.needed_by_far',
        severity: 'blocker',
        place: 'neededBy',
        sentence: 'The order is needed more than 7 days from now.',
        fix: 'Order it within 7 days of its use.',
      },
    ];
  }
  return [];
};

const lineIssues = (line: LineToCheck, index: number, lines: readonly LineToCheck[]): Issue[] => {
  const issues: Issue[] = [];
  const max = MAX_UNITS[line.component];
  if (line.units > max) {
    issues.push({
      id: 'order.too_many_units',
      severity: 'blocker',
      place: `lines.${index}.units`,
      sentence: `At most ${max} units of ${line.component} can be ordered at once, got ${line.units}.`,
      fix: 'Split the order, or call the blood centre.',
      params: { component: line.component, max, units: line.units },
    });
  }
  const first = lines.findIndex(
    (other) => other.component === line.component && other.abo === line.abo && other.rhd === line.rhd,
  );
  if (first < index) {
    issues.push({
      id: 'order.same_line',
      severity: 'blocker',
      place: `lines.${index}`,
      sentence: `Line ${index + 1} asks for the same as line ${first + 1}.`,
      fix: 'Put the units on one line.',
      params: { line: index + 1, first: first + 1 },
    });
  }
  return issues;
};

/** What the schema cannot say of an order. */
export const validateOrder = (
  draft: { readonly neededBy: number; readonly lines: readonly LineToCheck[] },
  now: WallMs,
): Issue[] => [...neededByIssues(draft.neededBy, now), ...draft.lines.flatMap(lineIssues)];
