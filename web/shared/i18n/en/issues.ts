import type { issues as shape } from '../zh/issues.ts';

export const issues: typeof shape = {
  order: {
    shortage: 'Not enough stock',
  },
};
