import type { z } from 'zod';
import type { Actor } from '../../core/access.ts';
import type { Cause } from '../../core/cause.ts';
import type { WallMs } from '../../core/clock.ts';
import type { Result } from '../../core/result.ts';
import type { Route } from './common.ts';

type Parsed<T> = T extends z.ZodType ? z.output<T> : undefined;

/** What a handler gets: input parsed by the contract, and who asks. */
export type Request<R extends Route> = {
  readonly actor: R['access'] extends 'public' ? Actor | undefined : Actor;
  /** Hand it to every transaction: it carries the actor, the time and the idempotency key. */
  readonly cause: Cause;
  /** When the request came in, read once. */
  readonly now: WallMs;
  /** The client's address as far as it can be trusted. */
  readonly ip: string;
  readonly params: Parsed<R['params']>;
  readonly query: Parsed<R['query']>;
  readonly body: Parsed<R['body']>;
};

/** A handler's answer is checked against the contract before it leaves. */
export type Answer<R extends Route> = z.input<R['response']>;

export type Handler<R extends Route> = (request: Request<R>) => Promise<Result<Answer<R>>>;

/**
 * Answers a repeated request whose work was committed by `resource` while its answer was lost with a stop of the
 * service.
 */
export type Again<R extends Route> = (request: Request<R>, resource: string) => Promise<Result<Answer<R>>>;

/** The port by which a stage's `routes.ts` offers its handlers; `api/http.ts` implements it. */
export type Registrar = <R extends Route>(route: R, handler: Handler<R>, again?: Again<R>) => void;

/** A file below the data folder. */
export type StoredFile = { readonly path: string; readonly downloadName: string };

/** The answer of a route with `file`: a stored file, or the text or bytes themselves. */
export type FileAnswer =
  | StoredFile
  | { readonly text: string; readonly downloadName: string }
  | { readonly bytes: Uint8Array; readonly downloadName: string };
