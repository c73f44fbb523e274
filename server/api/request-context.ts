import { parseCookie } from 'cookie';
import type { IncomingMessage } from 'node:http';
import type { SignedIn } from '../accounts/kept-sessions-service.ts';
import type { Sessions } from '../accounts/sessions-service.ts';
import type { WallMs } from '../core/clock.ts';

export const SESSION_COOKIE = 'lifeline_session';

/** The session of a request or of a socket's handshake, from its cookie. */
export const signedInBy = async (
  sessions: Sessions,
  headers: IncomingMessage['headers'],
  now: WallMs,
): Promise<SignedIn | undefined> => {
  const token = parseCookie(headers.cookie ?? '')[SESSION_COOKIE];
  return token === undefined || token === '' ? undefined : sessions.authenticate(token, now);
};

/**
 * True if a browser sent this from one of our own pages, or if no browser sent it. `Origin` is set by browsers on
 * every unsafe and every socket request and cannot be forged by a page.
 */
export const isOwnOrigin = (headers: IncomingMessage['headers'], allowed: readonly string[]): boolean => {
  if (headers['sec-fetch-site'] === 'cross-site') return false;
  const origin = headers.origin;
  if (origin === undefined) return true;
  if (allowed.includes(origin)) return true;
  const host = headers.host;
  return host !== undefined && (origin === `http://${host}` || origin === `https://${host}`);
};
