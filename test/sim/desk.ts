import type { z } from 'zod';
import type { Route } from '../../server/api/contract/common.ts';
import type { Rng } from '../../server/core/ports.ts';
import { newId } from '../../server/core/ids.ts';
import type { SimAnswer, SimServer } from './server.ts';
import type { Timeline } from './timeline.ts';

export const PASSWORD = 'simulated-1234';
/** One way from a console to the server, ms. */
const WAY_MS = 15;
/** A console waits that long for an answer. */
const PATIENCE_MS = 8000;
/** A server that is not there refuses the connection. */
const REFUSED_MS = 300;

type In<S> = S extends z.ZodType ? z.input<S> : undefined;
type Out<S> = S extends z.ZodType ? z.output<S> : undefined;

export type Answer<R extends Route> =
  | { readonly kind: 'ok'; readonly value: Out<R['response']> }
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly code: string;
      readonly detail: string;
      readonly details: unknown;
    }
  /** Nobody knows whether it was done. */
  | { readonly kind: 'lost' };

type Input<R extends Route> = {
  readonly params?: In<R['params']>;
  readonly query?: In<R['query']>;
  readonly body?: In<R['body']>;
  /** For a repeat of an earlier request. */
  readonly key?: string;
};

/** One request of a console: the same object when it is answered. */
export type Asked = {
  readonly login: string;
  readonly routeId: string;
  readonly params: Readonly<Record<string, string>>;
  readonly body: unknown;
};

export type DeskDeps = {
  readonly timeline: Timeline;
  readonly rng: Rng;
  readonly server: () => SimServer | undefined;
  /** Hears of every token that a console gets. */
  readonly secret: (secret: string) => void;
  /** Share of answers that get lost on their way. */
  readonly lostShare: () => number;
  readonly asked: (request: Asked) => void;
  readonly heard: (request: Asked, answer: SimAnswer | 'lost') => void;
};

/** One person at a console. */
export type Desk = {
  readonly login: string;
  call<R extends Route>(route: R, input?: Input<R>): Promise<Answer<R>>;
  newKey(): string;
};

/** Runs `work` inside the server, after the way to it; 'lost' if it ends, hangs or the answer gets lost. */
const ask = <T>(deps: DeskDeps, work: (server: SimServer) => Promise<T>): Promise<T | 'lost'> =>
  new Promise((resolve) => {
    const { timeline, rng } = deps;
    const later = (ms: number, value: T | 'lost'): void =>
      void timeline.at(timeline.now() + ms, () => resolve(value));
    timeline.at(timeline.now() + WAY_MS, () => {
      const server = deps.server();
      if (server === undefined) return later(REFUSED_MS, 'lost');
      later(PATIENCE_MS, 'lost');
      server.life.enter(() => {
        void work(server).then(
          (value) => {
            if (server.life.isAlive() && rng.unit() >= deps.lostShare()) later(WAY_MS, value);
          },
          // A life that ended meanwhile has nothing to say.
          () => undefined,
        );
      });
    });
  });

export const createDesk = (deps: DeskDeps, login: string): Desk => {
  let cookie: string | undefined;

  const signIn = async (): Promise<boolean> => {
    const token = await ask(deps, (server) => server.logIn(login, PASSWORD));
    cookie = token === 'lost' ? undefined : token;
    if (cookie !== undefined) deps.secret(cookie);
    return cookie !== undefined;
  };

  const once = async (route: Route, input: Input<Route>, key: string): Promise<SimAnswer | 'lost'> => {
    const json = JSON.stringify({ params: input.params ?? {}, query: input.query ?? {}, body: input.body });
    const { params, query, body } = JSON.parse(json) as {
      params: Record<string, string>;
      query: Record<string, unknown>;
      body: unknown;
    };
    const request = { login, routeId: route.id, params, body };
    deps.asked(request);
    const answer = await ask(deps, (server) =>
      server.handle(route.id, { params, query, body, cookie, key: route.creates === true ? key : undefined }),
    );
    deps.heard(request, answer);
    return answer;
  };

  return {
    login,
    newKey: () => newId(deps.rng),
    call: async <R extends Route>(route: R, input: Input<R> = {}): Promise<Answer<R>> => {
      if (cookie === undefined && !(await signIn())) return { kind: 'lost' };
      const answer = await once(route, input, input.key ?? newId(deps.rng));
      if (answer === 'lost') return { kind: 'lost' };
      const told = answer.body as { code?: string; detail?: string; details?: unknown };
      if (answer.status < 300) return { kind: 'ok', value: answer.body as Out<R['response']> };
      if (answer.status === 401) cookie = undefined;
      return {
        kind: 'refused',
        status: answer.status,
        code: told.code ?? '',
        detail: told.detail ?? '',
        details: told.details,
      };
    },
  };
};
