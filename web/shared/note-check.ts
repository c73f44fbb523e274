import type { Issue } from '../../server/core/issue.ts';

/** What makes a note look as if it named a patient. */
export const noteIssues = (_note: string): readonly Issue[] => [];
