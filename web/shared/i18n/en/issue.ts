import type { issue as shape } from '../zh/issue.ts';

export const issue: typeof shape = {
  title: 'Issue & pad',
};
