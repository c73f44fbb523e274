import { isDefiniteRefusal } from './api-error.ts';

/**
 * One form that creates something. States:
 * `idle` → `sending` → `done`
 *                    → `refused` (the service said no: the next attempt is a new one, with a new key)
 *                    → `unconfirmed` (no decision came: only the same body with the same key may go out again)
 */
export type Submission<Body, Answer> =
  | { readonly kind: 'idle' }
  | { readonly kind: 'sending'; readonly body: Body; readonly key: string; readonly attempt: number }
  | { readonly kind: 'unconfirmed'; readonly body: Body; readonly key: string; readonly error: unknown }
  | { readonly kind: 'refused'; readonly error: unknown }
  | { readonly kind: 'done'; readonly answer: Answer };

export type SubmissionInput<Body, Answer> =
  | { readonly kind: 'submit'; readonly body: Body; readonly key: string }
  | { readonly kind: 'retry' }
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'reset' };

/** What a failure makes of an attempt that is under way. */
const failed = <Body>(sending: Kept<Body>, error: unknown): Submission<Body, never> =>
  isDefiniteRefusal(error)
    ? { kind: 'refused', error }
    : { kind: 'unconfirmed', body: sending.body, key: sending.key, error };

/** Inputs that do not fit the state change nothing: a late answer, a double press. */
export const stepSubmission = <Body, Answer>(
  state: Submission<Body, Answer>,
  input: SubmissionInput<Body, Answer>,
): Submission<Body, Answer> => {
  const isOpen = state.kind === 'sending' || state.kind === 'unconfirmed';
  switch (input.kind) {
    case 'submit':
      return isOpen ? state : { kind: 'sending', body: input.body, key: input.key, attempt: 1 };
    case 'retry':
      return state.kind === 'unconfirmed'
        ? { kind: 'sending', body: state.body, key: state.key, attempt: 2 }
        : state;
    case 'answered':
      return state.kind === 'sending' ? { kind: 'done', answer: input.answer } : state;
    case 'failed':
      return state.kind === 'sending' ? failed(state, input.error) : state;
    case 'reset':
      return state.kind === 'sending' ? state : { kind: 'idle' };
  }
};

/** What is kept over a reload of the page, so that an order that was sent without an answer is not sent twice. */
export type Kept<Body> = { readonly body: Body; readonly key: string };

export const keptOf = <Body, Answer>(state: Submission<Body, Answer>): Kept<Body> | undefined =>
  state.kind === 'sending' || state.kind === 'unconfirmed' ? { body: state.body, key: state.key } : undefined;
