/**
 * What a check found. Checks return lists of issues and never throw.
 * - `blocker`: the step may not be taken;
 * - `warning`: the step may be taken by a person who has seen it and says so;
 * - `note`: for information.
 */
export type IssueSeverity = 'blocker' | 'warning' | 'note';

export type Issue = {
  /** Stable, `area.what`; the pages translate it as `issue.<id>` with `params`. */
  readonly id: `${string}.${string}`;
  readonly severity: IssueSeverity;
  /** Where: a leg, an item, a field, a zone's id. */
  readonly place?: string;
  /** English sentence, with figures and units. */
  readonly sentence: string;
  /** What would mend it. */
  readonly fix?: string;
  /** Values for a translated sentence. */
  readonly params?: Readonly<Record<string, string | number>>;
};

export const hasBlocker = (issues: readonly Issue[]): boolean =>
  issues.some((issue) => issue.severity === 'blocker');
