import type { Request as HttpRequest, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import type { SignedIn } from '../accounts/kept-sessions-service.ts';
import { may, SYSTEM_ACTOR, type Actor } from '../core/access.ts';
import type { WallMs } from '../core/clock.ts';
import { newId } from '../core/ids.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { Route } from './contract/common.ts';
import type { Again, FileAnswer, Handler, Request } from './contract/handler.ts';
import { sendFailure, type HttpDeps } from './http-deps.ts';
import { isKey, type Idempotency, type Key } from './idempotency.ts';
import { isOwnOrigin, signedInBy } from './request-context.ts';

type RunnerDeps = HttpDeps & { readonly idempotency: Idempotency };

/** What a person may still do who has to choose a new password first. */
const ROUTES_WITHOUT_OWN_PASSWORD = [
  'accounts.me',
  'accounts.logOut',
  'accounts.changePassword',
  'system.health',
];

/** Whether this person may use this route; the reason if not. */
export const checkAccess = (route: Route, signedIn: SignedIn | undefined): Result<Actor | undefined> => {
  if (route.access === 'public') return ok(signedIn?.actor);
  if (signedIn === undefined) return refuse('accounts.not_signed_in', 'Log in first.');
  const { actor, person } = signedIn;
  if (person.must_change_password === 1 && !ROUTES_WITHOUT_OWN_PASSWORD.includes(route.id)) {
    return refuse('accounts.password_change_needed', 'Choose a password of your own first.');
  }
  if (route.access !== 'signed-in' && !route.access.some((permission) => may(actor.role, permission))) {
    return refuse('accounts.forbidden', `Your role (${actor.role}) may not do this.`);
  }
  return ok(actor);
};

const parsePart = (schema: z.ZodType | undefined, value: unknown, part: string): Result<unknown> => {
  if (schema === undefined) return ok(undefined);
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) return ok(parsed.data);
  const first = parsed.error.issues[0];
  const place = [part, ...(first?.path ?? [])].join('.');
  return refuse('request.invalid', `${place}: ${first?.message ?? 'invalid'}`, {
    place,
    details: parsed.error.issues
      .slice(0, 20)
      .map((found) => ({ place: [part, ...found.path].join('.'), message: found.message })),
  });
};

type Parsed = { params: unknown; query: unknown; body: unknown };

const parseInput = (route: Route, request: HttpRequest): Result<Parsed> => {
  const params = parsePart(route.params, request.params, 'params');
  if (!params.ok) return params;
  const query = parsePart(route.query, request.query, 'query');
  if (!query.ok) return query;
  const body = parsePart(route.body, request.body, 'body');
  if (!body.ok) return body;
  return ok({ params: params.value, query: query.value, body: body.value });
};

const sendAnswer = (deps: RunnerDeps, route: Route, response: Response, answer: unknown): void => {
  if (deps.drill === true) response.set('X-Lifeline-Drill', '1');
  if (route.file !== undefined) {
    const file = answer as FileAnswer;
    response.type(route.file);
    // Below a root: the path cannot lead out of the data folder, whose own path may have a dot in it.
    const name = deps.drill === true ? `DRILL-${file.downloadName}` : file.downloadName;
    if ('text' in file) response.attachment(name).type(route.file).send(file.text);
    else if ('bytes' in file) response.attachment(name).type(route.file).send(Buffer.from(file.bytes));
    else response.download(file.path, name, { root: deps.dataFolder });
    return;
  }
  // What is not in the contract does not leave; an answer that does not fit it is a bug and throws.
  response.status(route.creates === true ? 201 : 200).json(route.response.parse(answer));
};

/** Wraps a handler with everything that every route needs. */
export const createRouteRunner = (deps: RunnerDeps) => {
  const idempotencyKey = (
    route: Route,
    request: HttpRequest,
    actor: Actor,
    parsed: Parsed,
  ): Result<Key | undefined> => {
    if (route.creates !== true) return ok(undefined);
    const key = request.get('idempotency-key');
    if (key === undefined || !isKey(key)) {
      return refuse(
        'request.invalid_key',
        `Expected an Idempotency-Key header of 16 to 80 letters, digits, - or _; got ${key === undefined ? 'none' : 'another form'}.`,
      );
    }
    const bodyHash = deps.secrets.digest(JSON.stringify([parsed.params, parsed.query, parsed.body]));
    return ok({ personId: actor.personId, routeId: route.id, key, bodyHash });
  };

  const runOnce = <R extends Route>(
    definition: { route: R; handler: Handler<R>; again: Again<R> | undefined },
    request: Request<R>,
    key: Key,
  ): Promise<Result<unknown>> =>
    deps.idempotency.once(key, async (earlier) => {
      if (earlier.kind === 'answered') return ok(earlier.response);
      if (earlier.kind === 'committed') {
        const { resource } = earlier;
        if (definition.again !== undefined && resource !== null) return definition.again(request, resource);
        return refuse(
          'request.already_done',
          'This request was carried out before; its answer was lost with a restart.',
          { details: { resource } },
        );
      }
      const result = await definition.handler(request);
      if (result.ok) await deps.idempotency.keep(key, result.value, request.cause);
      return result;
    });

  const admit = async (route: Route, http: HttpRequest, now: WallMs): Promise<Result<Actor | undefined>> => {
    if (route.method !== 'GET' && !isOwnOrigin(http.headers, deps.allowedOrigins)) {
      return refuse('request.bad_origin', 'This request comes from a page of another site.');
    }
    return checkAccess(route, await signedInBy(deps.sessions, http.headers, now));
  };

  const answer = async <R extends Route>(
    definition: { route: R; handler: Handler<R>; again: Again<R> | undefined },
    http: HttpRequest,
  ): Promise<Result<unknown>> => {
    const { route } = definition;
    const now = deps.clock.wall();
    const admitted = await admit(route, http, now);
    if (!admitted.ok) return admitted;
    const parsed = parseInput(route, http);
    if (!parsed.ok) return parsed;
    const requestId = newId(deps.rng);
    const actor = admitted.value === undefined ? undefined : { ...admitted.value, requestId };
    const key = idempotencyKey(route, http, actor ?? SYSTEM_ACTOR, parsed.value);
    if (!key.ok) return key;
    const request = {
      actor,
      cause: { actor: actor ?? SYSTEM_ACTOR, now, idempotency: key.value },
      now,
      ip: http.ip ?? 'unknown',
      ...parsed.value,
    } as Request<R>;
    return key.value === undefined ? definition.handler(request) : runOnce(definition, request, key.value);
  };

  return <R extends Route>(route: R, handler: Handler<R>, again?: Again<R>): RequestHandler =>
    async (http, response) => {
      const result = await answer({ route, handler, again }, http);
      if (result.ok) sendAnswer(deps, route, response, result.value);
      else sendFailure(response, result.error);
    };
};
