import type { Flight } from '../../server/api/contract/flights.ts';

type Issue = Flight['issues'][number];

/** One box to tick a warning; two of the same kind at two places are two. */
export const warningKey = (issue: Issue): string => `${issue.id}@${issue.place ?? ''}`;

const warningsOf = (issues: readonly Issue[]): readonly Issue[] =>
  issues.filter((issue) => issue.severity === 'warning');

export const isBlocked = (issues: readonly Issue[]): boolean =>
  issues.some((issue) => issue.severity === 'blocker');

/** Ids that may be sent as acknowledged: every warning of that id was ticked. */
export const acknowledgedIds = (issues: readonly Issue[], ticked: ReadonlySet<string>): string[] => {
  const warnings = warningsOf(issues);
  const ids = [...new Set(warnings.map((issue) => issue.id))];
  return ids.filter((id) => warnings.every((issue) => issue.id !== id || ticked.has(warningKey(issue))));
};

export const missingTicks = (issues: readonly Issue[], ticked: ReadonlySet<string>): number =>
  warningsOf(issues).filter((issue) => !ticked.has(warningKey(issue))).length;
