import type { console as shape } from '../zh/console.ts';

export const console: typeof shape = {
  title: 'Dispatch',
};
