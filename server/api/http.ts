import express, {
  type Express,
  type NextFunction,
  type Request as HttpRequest,
  type Response,
} from 'express';
import helmet from 'helmet';
import { may, type Permission } from '../core/access.ts';
import { newId } from '../core/ids.ts';
import { sendFailure, type HttpDeps } from './http-deps.ts';
import { internalProblem } from './problem.ts';
import { createIdempotency } from './idempotency.ts';
import { isTooDeep } from './json-depth.ts';
import type { Registrar } from './contract/handler.ts';
import { limitRequests } from './request-limits.ts';
import { createRouteRunner } from './route-runner.ts';
import type { Failure } from '../core/result.ts';
import { StoreUnavailable } from '../store/store.ts';
import { StoreShut } from '../store/write-gate.ts';
import { signedInBy } from './request-context.ts';

/** Orders, receipts and plans are small; what comes from files of others has its own limit. */
const BODY_LIMIT = '64kb';
const LARGE_BODY_LIMIT = '4mb';
const LARGE_BODIES: readonly (readonly [path: string, permissions: readonly Permission[]])[] = [
  ['/api/airspace-drafts', ['airspace.manage']],
  ['/api/operational-intents', ['airspace.manage', 'conditions.write']],
];

const protect = (app: Express, deps: HttpDeps): void => {
  app.disable('x-powered-by');
  app.set('trust proxy', deps.trustedProxies.length > 0 ? [...deps.trustedProxies] : false);
  app.use(
    helmet({
      contentSecurityPolicy: {
        directives: {
          defaultSrc: ["'self'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'", "'unsafe-inline'"],
          imgSrc: ["'self'", 'data:', 'blob:', ...deps.tileHosts],
          connectSrc: ["'self'"],
          workerSrc: ["'self'", 'blob:'],
          frameAncestors: ["'none'"],
          upgradeInsecureRequests: null,
        },
      },
      // Without TLS of our own the proxy in front decides about it.
      strictTransportSecurity: deps.secureCookies,
      crossOriginEmbedderPolicy: false,
    }),
  );
  limitRequests(app);
  const largeBody = express.json({ limit: LARGE_BODY_LIMIT });
  // Only who may use a large body gets one read.
  for (const [path, permissions] of LARGE_BODIES)
    app.use(path, async (request, response, next) => {
      const signedIn = await signedInBy(deps.sessions, request.headers, deps.clock.wall());
      if (signedIn !== undefined && permissions.some((one) => may(signedIn.actor.role, one)))
        largeBody(request, response, next);
      else next();
    });
  app.use('/api', express.json({ limit: BODY_LIMIT }));
  app.use('/api', (request, response, next) => {
    if (!isTooDeep(request.body)) return next();
    return sendFailure(response, { code: 'request.malformed', message: 'The request is nested too deeply.' });
  });
  app.use('/api', (_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
};

/** Body parsers and express itself throw errors with a status of their own; the store says when it cannot write. */
const failureOf = (error: unknown): Failure | undefined => {
  if (error instanceof StoreShut) {
    const { since, trouble } = error.outage;
    return {
      code: 'system.flight_only',
      message:
        'Flight-only mode: nothing can be recorded, so nothing new is accepted. Flights in the air are looked after; hold, return and land work.',
      details: { since, trouble },
    };
  }
  if (error instanceof StoreUnavailable) {
    return { code: 'system.unavailable', message: 'Nothing can be recorded now: try again shortly.' };
  }
  if (typeof error !== 'object' || error === null || !('status' in error)) return undefined;
  if (error.status === 413)
    return { code: 'request.too_large', message: `The request is larger than ${BODY_LIMIT}.` };
  if (error.status === 415)
    return { code: 'request.malformed', message: 'Expected JSON in UTF-8, plain or compressed by gzip.' };
  if (typeof error.status === 'number' && error.status >= 400 && error.status < 500)
    return { code: 'request.malformed', message: 'The request cannot be read: expected valid JSON.' };
  return undefined;
};

/** The HTTP side: one registrar for all stages, one mapper for all errors. */
export const createHttp = (deps: HttpDeps): { app: Express; register: Registrar; finish(): void } => {
  const app = express();
  protect(app, deps);
  const run = createRouteRunner({ ...deps, idempotency: createIdempotency(deps.store, deps.log) });
  const register: Registrar = (route, handler, again) => {
    const method = route.method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete';
    app[method](route.path, run(route, handler, again));
  };
  /** After all routes: unknown paths of the API, and errors. */
  const finish = (): void => {
    app.use('/api', (_request: HttpRequest, response: Response) =>
      sendFailure(response, { code: 'request.not_found', message: 'There is no such route: see /api/docs.' }),
    );
    app.use((error: unknown, request: HttpRequest, response: Response, next: NextFunction) => {
      const failure = failureOf(error);
      if (response.headersSent) return next(error);
      if (failure?.code === 'system.unavailable')
        deps.log.error({ err: error }, 'the record is not available');
      if (failure !== undefined) return sendFailure(response, failure);
      const errorId = newId(deps.rng);
      deps.log.error({ err: error, errorId, method: request.method, path: request.path }, 'request failed');
      return response
        .status(500)
        .type('application/problem+json')
        .send(JSON.stringify(internalProblem(errorId)));
    });
  };
  return { app, register, finish };
};
