import type { events as shape } from '../zh/events.ts';

export const events: typeof shape = {
  order: {
    submitted: 'Ordered',
    accepted: 'Accepted',
    reserved: 'Units reserved',
  },
};
