import type { ops as shape } from '../zh/ops.ts';

export const ops: typeof shape = {
  title: 'Review',
};
