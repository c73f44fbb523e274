import { describe, expect, test } from 'vitest';
import { ApiError, isDefiniteRefusal, NotConfirmedError } from '../../web/shared/api-error.ts';
import { keptOf, stepSubmission, type Submission } from '../../web/shared/submission.ts';

type State = Submission<string, number>;

const idle: State = { kind: 'idle' };
const refusal = new ApiError({ status: 422, code: 'order.bad', detail: 'expected units, found none' });

describe('a form that creates something', () => {
  test('keeps body and key when no answer came, and sends the same again', () => {
    const sending = stepSubmission(idle, { kind: 'submit', body: 'draft', key: 'k1' });
    const open = stepSubmission(sending, { kind: 'failed', error: new NotConfirmedError(undefined) });
    expect(open).toMatchObject({ kind: 'unconfirmed', body: 'draft', key: 'k1' });
    expect(stepSubmission(open, { kind: 'retry' })).toMatchObject({
      kind: 'sending',
      body: 'draft',
      key: 'k1',
    });
  });

  test('takes no other body while the first is open', () => {
    const sending = stepSubmission(idle, { kind: 'submit', body: 'first', key: 'k1' });
    const open = stepSubmission(sending, { kind: 'failed', error: new NotConfirmedError(undefined) });
    expect(stepSubmission(open, { kind: 'submit', body: 'second', key: 'k2' })).toBe(open);
  });

  test('a double press sends once', () => {
    const sending = stepSubmission(idle, { kind: 'submit', body: 'draft', key: 'k1' });
    expect(stepSubmission(sending, { kind: 'submit', body: 'draft', key: 'k2' })).toBe(sending);
  });

  test('a refusal ends the attempt: the next one has its own key', () => {
    const sending = stepSubmission(idle, { kind: 'submit', body: 'draft', key: 'k1' });
    const refused = stepSubmission(sending, { kind: 'failed', error: refusal });
    expect(refused).toEqual({ kind: 'refused', error: refusal });
    expect(keptOf(refused)).toBeUndefined();
    expect(stepSubmission(refused, { kind: 'submit', body: 'mended', key: 'k2' })).toMatchObject({
      kind: 'sending',
      key: 'k2',
    });
  });

  test('a late answer to nothing changes nothing', () => {
    expect(stepSubmission(idle, { kind: 'answered', answer: 1 })).toBe(idle);
  });
});

describe('what counts as a no', () => {
  test.each([
    [400, true],
    [401, true],
    [409, true],
    [422, true],
    [408, false],
    [429, false],
    [500, false],
    [503, false],
  ])('status %i: %s', (status, definite) => {
    expect(isDefiniteRefusal(new ApiError({ status, code: 'a.b', detail: '' }))).toBe(definite);
  });

  test('a request that is still being worked on is not a no', () => {
    const error = new ApiError({ status: 409, code: 'request.in_progress', detail: '' });
    expect(isDefiniteRefusal(error)).toBe(false);
  });

  test('silence is not a no', () => {
    expect(isDefiniteRefusal(new NotConfirmedError(undefined))).toBe(false);
  });
});
