import type { Failure } from '../core/result.ts';
import type { Problem } from './contract/common.ts';

/** The part of a failure code after the dot that decides the HTTP status; what is not named here is a 409. */
const STATUS_BY_REASON: readonly (readonly [RegExp, number])[] = [
  [/^not_found$/, 404],
  [/^(forbidden|password_change_needed|bad_origin)$/, 403],
  [/^(bad_credentials|not_signed_in)$/, 401],
  [/^too_many$/, 429],
  [/^(unavailable|flight_only|shutting_down)$/, 503],
  [/^malformed$/, 400],
  [/^too_large$/, 413],
  [/^(invalid|invalid_.*|key_reused)$/, 422],
];

const TITLES: Readonly<Record<number, string>> = {
  400: 'Malformed request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Refused in this state',
  413: 'Too large',
  422: 'Invalid input',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Not available',
};

export const statusOf = (failure: Failure): number => {
  const why = failure.code.slice(failure.code.indexOf('.') + 1);
  return STATUS_BY_REASON.find(([pattern]) => pattern.test(why))?.[1] ?? 409;
};

/** The one mapper from an expected failure to what a client sees (RFC 9457). */
export const problemOf = (failure: Failure): Problem => {
  const status = statusOf(failure);
  return {
    type: 'about:blank',
    title: TITLES[status] ?? 'Error',
    status,
    code: failure.code,
    detail: failure.message,
    ...(failure.place === undefined ? {} : { place: failure.place }),
    ...(failure.details === undefined ? {} : { details: failure.details }),
  };
};

/** A bug: the client learns an id to report, and nothing else. */
export const internalProblem = (errorId: string): Problem => ({
  type: 'about:blank',
  title: 'Internal error',
  status: 500,
  code: 'system.internal',
  detail: `Something went wrong on our side. Report this id: ${errorId}.`,
  errorId,
});
