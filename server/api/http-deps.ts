import type { Response } from 'express';
import type { Logger } from 'pino';
import type { Sessions } from '../accounts/sessions-service.ts';
import type { Clock } from '../core/clock.ts';
import type { Rng } from '../core/ports.ts';
import type { Failure } from '../core/result.ts';
import type { Secrets } from '../core/secrets.ts';
import type { Store } from '../store/store.ts';
import { problemOf } from './problem.ts';

export type HttpDeps = {
  readonly store: Store;
  readonly sessions: Sessions;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly secrets: Secrets;
  readonly log: Logger;
  /** Origins besides the own one that may send requests (a page served by a proxy under another name). */
  readonly allowedOrigins: readonly string[];
  /** Addresses of proxies whose X-Forwarded-For is believed; empty = none. */
  readonly trustedProxies: readonly string[];
  /** Where downloads lie; paths of file answers are below it. */
  readonly dataFolder: string;
  /** An exercise: answers and files are marked. */
  readonly drill?: boolean;
  /** Hosts of map tiles that the pages may load. */
  readonly tileHosts: readonly string[];
  readonly secureCookies: boolean;
};

/** Sends a failure as a problem document. */
export const sendFailure = (response: Response, failure: Failure): void => {
  const problem = problemOf(failure);
  response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
};
