import type { z } from 'zod';
import { problem, type Route } from '../../server/api/contract/common.ts';
import { ApiError, NotConfirmedError } from './api-error.ts';

/** How long an answer may take before it counts as not confirmed. */
const ANSWER_TIMEOUT_MS = 20_000;

type InputOf<S> = S extends z.ZodType ? z.input<S> : never;
type OutputOf<S> = S extends z.ZodType ? z.output<S> : never;

/** What a route wants: exactly the parts that its contract names. */
export type CallInput<R extends Route> = (R extends { params: infer P } ? { params: InputOf<P> } : unknown) &
  (R extends { query: infer Q } ? { query?: Partial<OutputOf<Q>> } : unknown) &
  (R extends { body: infer B } ? { body: InputOf<B> } : unknown) &
  (R extends { creates: true } ? { idempotencyKey: string } : unknown) & { signal?: AbortSignal };

type NeedsInput<R extends Route> = R extends { params: unknown } | { body: unknown } | { creates: true }
  ? true
  : false;

export type CallOutput<R extends Route> = z.output<R['response']>;

/** What may stand in an address. */
type Plain = string | number | boolean;

type LooseInput = {
  readonly params?: Readonly<Record<string, Plain>>;
  readonly query?: Readonly<Record<string, Plain | undefined>>;
  readonly body?: unknown;
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
};

/** The address of a route with its `:params` and query filled in. */
export const addressOf = (route: Route, input: Pick<LooseInput, 'params' | 'query'> = {}): string => {
  const path = route.path.replaceAll(/:([a-zA-Z]+)/g, (_all, name: string) => {
    const value = input.params?.[name];
    if (value === undefined) throw new Error(`expected a parameter ${name} for ${route.path}, found none`);
    return encodeURIComponent(String(value));
  });
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(input.query ?? {})) {
    if (value !== undefined && value !== '') query.set(name, String(value));
  }
  const search = query.toString();
  return search === '' ? path : `${path}?${search}`;
};

const requestOf = (route: Route, input: LooseInput): RequestInit => {
  const timeout = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
  const headers: Record<string, string> = { accept: 'application/json' };
  if (route.body !== undefined) headers['content-type'] = 'application/json';
  if (input.idempotencyKey !== undefined) headers['idempotency-key'] = input.idempotencyKey;
  return {
    method: route.method,
    credentials: 'same-origin',
    headers,
    signal: input.signal === undefined ? timeout : AbortSignal.any([input.signal, timeout]),
    ...(route.body === undefined ? {} : { body: JSON.stringify(input.body) }),
  };
};

/** Reads the body; `undefined` where it is not JSON (a proxy's error page, an answer cut in the middle). */
const jsonOf = async (response: Response): Promise<unknown> => {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
};

const errorOf = (status: number, json: unknown): ApiError => {
  const parsed = problem.safeParse(json);
  if (parsed.success) return ApiError.fromProblem(parsed.data);
  return new ApiError({
    status,
    code: 'client.bad_answer',
    detail: `expected problem details with status ${status}, found something else`,
  });
};

const send = async (route: Route, input: LooseInput): Promise<unknown> => {
  let response: Response;
  try {
    response = await fetch(addressOf(route, input), requestOf(route, input));
  } catch (error) {
    if (input.signal?.aborted === true) throw error;
    throw new NotConfirmedError(error);
  }
  const json = await jsonOf(response);
  if (!response.ok) throw errorOf(response.status, json);
  if (json === undefined) throw new NotConfirmedError(new Error('the answer was cut off'));
  return json;
};

/**
 * Calls a route of the contract and gives its parsed answer.
 * Throws `ApiError` where the service refuses and `NotConfirmedError` where no answer came: then the step may or may
 * not have happened, and the same call with the same idempotency key finds out.
 */
export const call = async <R extends Route>(
  route: R,
  ...[input]: NeedsInput<R> extends true ? [input: CallInput<R>] : [input?: CallInput<R>]
): Promise<CallOutput<R>> => {
  const json = await send(route, input ?? {});
  const parsed = route.response.safeParse(json);
  if (parsed.success) return parsed.data as CallOutput<R>;
  const place = parsed.error.issues[0]?.path.join('.');
  throw new ApiError({
    status: 200,
    code: 'client.bad_answer',
    detail: `expected the answer of ${route.id} as in the contract, found a fault at ${place}`,
  });
};
