import type { IssueSeverity } from '../core/issue.ts';

/**
 * What an issue means for the launch:
 * - `never`: nobody can override it;
 * - `two_persons`: a second person has to confirm within 120 s;
 * - `note`: for information.
 */
export type Rule = 'never' | 'two_persons' | 'note';

type Words = readonly [en: string, zh: string];

export type PreflightRow = {
  readonly rule: Rule;
  /** For drones that are marked as simulated, where it differs: nothing can fall on anybody. */
  readonly simulation: Rule;
  readonly heading: { readonly en: string; readonly zh: string };
  readonly todo: { readonly en: string; readonly zh: string };
};

const row =
  (rule: Rule) =>
  (heading: Words, todo: Words, simulation: Rule = rule): PreflightRow => ({
    rule,
    simulation,
    heading: { en: heading[0], zh: heading[1] },
    todo: { en: todo[0], zh: todo[1] },
  });

export const never = row('never');
export const twoPersons = row('two_persons');
export const note = row('note');

/** The severity by which pages and the contract know a rule. */
export const SEVERITY_OF: Readonly<Record<Rule, IssueSeverity>> = {
  never: 'blocker',
  two_persons: 'warning',
  note: 'note',
};
