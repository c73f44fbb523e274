import { randomUUID } from 'node:crypto';
import { io } from 'socket.io-client';
import type { z } from 'zod';
import { problem, type Route } from '../api/contract/common.ts';
import { contract } from '../api/contract/contract.ts';
import { LIVE_NAMESPACE, type EventBatch, type LiveEvent, type LiveFrame } from '../api/contract/live.ts';

type Input<R extends Route> = {
  params?: R['params'] extends z.ZodType ? z.input<R['params']> : undefined;
  query?: R['query'] extends z.ZodType ? z.input<R['query']> : undefined;
  body?: R['body'] extends z.ZodType ? z.input<R['body']> : undefined;
};

/** The service refused; the message carries its code and sentence. */
export class Refused extends Error {
  override name = 'Refused';
}

export type Client = {
  readonly login: string;
  /** The Cookie header of this session. */
  readonly cookie: string;
  call<R extends Route>(route: R, input?: Input<R>): Promise<z.output<R['response']>>;
  /** Live facts and frames as this person sees them. */
  watch(handlers: { events(events: readonly LiveEvent[]): void; frame(frame: LiveFrame): void }): {
    close(): void;
  };
};

const pathOf = (route: Route, input: { params?: unknown; query?: unknown }): string => {
  const params = (input.params ?? {}) as Record<string, unknown>;
  const path = route.path.replace(/:([a-zA-Z]+)/g, (_match, name: string) =>
    encodeURIComponent(String(params[name])),
  );
  const query = new URLSearchParams(
    Object.entries((input.query ?? {}) as Record<string, unknown>).map(([name, value]) => [
      name,
      String(value),
    ]),
  ).toString();
  return query === '' ? path : `${path}?${query}`;
};

/** Logs in over HTTP, as a browser would. */
export const signIn = async (url: string, login: string, password: string): Promise<Client> => {
  const answer = await fetch(`${url}${contract.accounts.logIn.path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login, password }),
  });
  if (!answer.ok) throw new Refused(`log-in of ${login}: ${await answer.text()}`);
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');

  const call = async <R extends Route>(route: R, input: Input<R> = {}): Promise<z.output<R['response']>> => {
    const response = await fetch(`${url}${pathOf(route, input)}`, {
      method: route.method,
      headers: {
        cookie,
        'content-type': 'application/json',
        ...(route.creates === true ? { 'idempotency-key': randomUUID() } : {}),
      },
      ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
    });
    const json: unknown = await response.json();
    if (!response.ok) {
      const told = problem.parse(json);
      throw new Refused(
        `${route.id} as ${login}: ${told.code}: ${told.detail} ${JSON.stringify(told.details ?? '')}`,
      );
    }
    return route.response.parse(json) as z.output<R['response']>;
  };

  const watch: Client['watch'] = (handlers) => {
    const socket = io(`${url}${LIVE_NAMESPACE}`, { transports: ['websocket'], extraHeaders: { cookie } });
    let cursor = 0;
    socket.on('connect', () => socket.emit('resume', { cursor }, () => undefined));
    socket.on('events', (batch: EventBatch) => {
      cursor = batch.cursor;
      handlers.events(batch.events);
    });
    socket.on('frame', (frame: LiveFrame, acknowledge: () => void) => {
      handlers.frame(frame);
      acknowledge();
    });
    return { close: () => socket.disconnect() };
  };
  return { login, cookie, call, watch };
};
