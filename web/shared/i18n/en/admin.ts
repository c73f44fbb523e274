import type { admin as shape } from '../zh/admin.ts';

export const admin: typeof shape = {
  title: 'Administration',
};
