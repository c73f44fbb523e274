/** A value or an expected failure. Exceptions are kept for bugs. */
export type Result<T, E = Failure> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

/**
 * An expected failure. `code` is stable and machine readable (`order.not_found`), `message` is one sentence that
 * names what was expected and what came; `place` is the path of the offending input where there is one.
 */
export type Failure = {
  readonly code: FailureCode;
  readonly message: string;
  readonly place?: string;
  readonly details?: unknown;
};

/** `area.what`: the area is the stage that refuses. */
export type FailureCode = `${string}.${string}`;

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });

export const fail = <E>(error: E): { readonly ok: false; readonly error: E } => ({ ok: false, error });

/** Shorthand for the usual failure. */
export const refuse = (
  code: FailureCode,
  message: string,
  extra: { place?: string; details?: unknown } = {},
): { readonly ok: false; readonly error: Failure } => fail({ code, message, ...extra });
