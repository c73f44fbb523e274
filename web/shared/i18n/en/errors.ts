import type { errors as shape } from '../zh/errors.ts';

export const errors: typeof shape = {
  client: {
    not_confirmed: 'The server has not answered',
    bad_answer: 'The answer of the server is incomplete or has another form',
  },
};
