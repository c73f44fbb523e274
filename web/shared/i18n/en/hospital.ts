import type { hospital as shape } from '../zh/hospital.ts';

export const hospital: typeof shape = {
  title: 'Hospital',
};
