import type { Express, Response } from 'express';
import { personView } from '../accounts/person-queries.ts';
import type { SignedIn } from '../accounts/kept-sessions-service.ts';
import { permissionsOf } from '../core/access.ts';
import { refuse } from '../core/result.ts';
import { contract } from './contract/contract.ts';
import type { Me } from './contract/accounts.ts';
import { sendFailure, type HttpDeps } from './http-deps.ts';
import { isOwnOrigin, SESSION_COOKIE, signedInBy } from './request-context.ts';

const meOf = (signedIn: SignedIn): Me => ({
  person: personView(signedIn.person),
  permissions: [...permissionsOf(signedIn.actor.role)],
  sessionExpiresAt: signedIn.expiresAt,
});

/** Log-in, log-out and `me`: the routes that touch the session cookie, so they do not go through the registrar. */
export const registerSessionRoutes = (app: Express, deps: HttpDeps): void => {
  const { sessions, clock } = deps;
  const cookie = { httpOnly: true, sameSite: 'strict', path: '/', secure: deps.secureCookies } as const;
  const foreign = (response: Response): void =>
    sendFailure(response, {
      code: 'request.bad_origin',
      message: 'This request comes from a page of another site.',
    });

  const logIn = contract.accounts.logIn;
  app.post(logIn.path, async (request, response) => {
    if (!isOwnOrigin(request.headers, deps.allowedOrigins)) return foreign(response);
    const body = logIn.body.safeParse(request.body ?? {});
    if (!body.success) {
      return sendFailure(response, {
        code: 'request.invalid',
        message: 'Expected a log-in name and a password.',
      });
    }
    const result = await sessions.logIn({ ...body.data, ip: request.ip ?? 'unknown' }, clock.wall());
    if (!result.ok) return sendFailure(response, result.error);
    response.cookie(SESSION_COOKIE, result.value.token, {
      ...cookie,
      expires: new Date(result.value.expiresAt),
    });
    return response.json(logIn.response.parse(meOf(result.value)));
  });

  app.get(contract.accounts.me.path, async (request, response) => {
    const signedIn = await signedInBy(sessions, request.headers, clock.wall());
    if (signedIn === undefined)
      return sendFailure(response, refuse('accounts.not_signed_in', 'Log in first.').error);
    return response.json(contract.accounts.me.response.parse(meOf(signedIn)));
  });

  app.delete(contract.accounts.logOut.path, async (request, response) => {
    if (!isOwnOrigin(request.headers, deps.allowedOrigins)) return foreign(response);
    const now = clock.wall();
    const signedIn = await signedInBy(sessions, request.headers, now);
    if (signedIn === undefined)
      return sendFailure(response, refuse('accounts.not_signed_in', 'Log in first.').error);
    await sessions.logOut(signedIn.actor, now);
    response.clearCookie(SESSION_COOKIE, cookie);
    return response.json({ ok: true });
  });
};
