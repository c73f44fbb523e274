import type { Problem } from '../../server/api/contract/common.ts';

type ApiErrorFields = {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly place?: string | undefined;
  readonly errorId?: string | undefined;
  readonly details?: unknown;
};

/** The service refused. `code` is stable and translated by `errors.<code>`; `detail` is an English sentence. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly place: string | undefined;
  readonly errorId: string | undefined;
  readonly details: unknown;

  constructor(fields: ApiErrorFields) {
    super(`${fields.code}: ${fields.detail}`);
    this.name = 'ApiError';
    this.status = fields.status;
    this.code = fields.code;
    this.detail = fields.detail;
    this.place = fields.place;
    this.errorId = fields.errorId;
    this.details = fields.details;
  }

  static fromProblem(problem: Problem): ApiError {
    return new ApiError(problem);
  }
}

/** No answer came: what was asked may or may not have happened. */
export class NotConfirmedError extends Error {
  readonly code = 'client.not_confirmed';

  constructor(cause: unknown) {
    super('no answer came from the service', { cause });
    this.name = 'NotConfirmedError';
  }
}

/** Statuses by which the service says that it did not decide: the same request may still succeed. */
const UNDECIDED = new Set([408, 425, 429, 502, 503, 504]);

/**
 * True if the service said no for good, so that a changed form needs a new idempotency key. False means that the
 * first attempt may still have worked: repeat it with the same key.
 */
export const isDefiniteRefusal = (error: unknown): boolean =>
  error instanceof ApiError &&
  error.status >= 400 &&
  error.status < 500 &&
  !UNDECIDED.has(error.status) &&
  // The first attempt with this key is still being worked on.
  error.code !== 'request.in_progress';

export const isSignedOut = (error: unknown): boolean => error instanceof ApiError && error.status === 401;
