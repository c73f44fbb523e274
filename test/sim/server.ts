import { join } from 'node:path';
import type { Request as HttpRequest, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { registerAccountRoutes } from '../../server/accounts/routes.ts';
import { createAccounts } from '../../server/accounts/service.ts';
import { createSessions } from '../../server/accounts/sessions-service.ts';
import { registerTotpRoutes } from '../../server/accounts/totp-routes.ts';
import { createTotp } from '../../server/accounts/totp-service.ts';
import type { Registrar } from '../../server/api/contract/handler.ts';
import { createIdempotency } from '../../server/api/idempotency.ts';
import { SESSION_COOKIE } from '../../server/api/request-context.ts';
import { createRouteRunner } from '../../server/api/route-runner.ts';
import type { Disk, Net, Rng } from '../../server/core/ports.ts';
import { registerFleetRoutes } from '../../server/fleet/routes.ts';
import { joinStages } from '../../server/join/stages.ts';
import { registerSystemRoutes } from '../../server/join/system-routes.ts';
import { aesVault } from '../../server/ports/aes-vault.ts';
import { openSqliteStore } from '../../server/store/sqlite.ts';
import { StoreUnavailable, type Store } from '../../server/store/store.ts';
import { createWriteGate } from '../../server/store/write-gate.ts';
import { cheapSecrets } from '../support/cheap-secrets.ts';
import { faultyStore, type StoreFaults } from './faulty-store.ts';
import type { Life } from './life.ts';
import type { Modes } from './modes.ts';
import { seededCodes } from './people/authenticator.ts';

export type SimRequest = {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly cookie: string | undefined;
  readonly key: string | undefined;
};

export type SimAnswer = { readonly status: number; readonly body: unknown };

export type SimServer = {
  readonly life: Life;
  readonly store: Store;
  readonly stages: Awaited<ReturnType<typeof joinStages>>;
  handle(routeId: string, request: SimRequest): Promise<SimAnswer>;
  logIn(login: string, password: string): Promise<string | undefined>;
  /** Takes up flights of before; what the process does after it listens. */
  adopt(): Promise<unknown>;
  /** Closes the database of a life that has ended. */
  bury(): Promise<void>;
};

export type ServerPorts = {
  readonly life: Life;
  readonly rng: Rng;
  readonly net: Net;
  readonly disk: Disk;
  readonly log: Logger;
  readonly folder: string;
  readonly modes: Modes;
  readonly faults: StoreFaults;
};

const UNAVAILABLE = 503;

/** What `api/http.ts` does with what a handler throws: a disk that refuses is an answer, the rest are bugs. */
const answerOf = (error: unknown): SimAnswer => {
  if (error instanceof StoreUnavailable) return { status: UNAVAILABLE, body: { code: 'system.unavailable' } };
  return { status: 500, body: { code: 'bug', detail: error instanceof Error ? error.stack : String(error) } };
};

const call = async (handler: RequestHandler, request: SimRequest): Promise<SimAnswer> => {
  const headers = {
    host: 'sim',
    ...(request.cookie === undefined ? {} : { cookie: `${SESSION_COOKIE}=${request.cookie}` }),
    ...(request.key === undefined ? {} : { 'idempotency-key': request.key }),
  } as Record<string, string>;
  const http = { ...request, headers, ip: '127.0.0.1', get: (name: string) => headers[name.toLowerCase()] };
  let status = 200;
  let body: unknown;
  const response = {
    status: (code: number) => {
      status = code;
      return response;
    },
    type: () => response,
    set: () => response,
    json: (value: unknown) => {
      body = value;
    },
    send: (text: string) => {
      body = JSON.parse(text);
    },
  };
  try {
    await handler(http as unknown as HttpRequest, response as unknown as Response, () => {});
    return { status, body };
  } catch (error) {
    return answerOf(error);
  }
};

/** The server as `app.ts` composes it, without sockets and pages: all stages, routes through the real route runner. */
export const startServer = async (ports: ServerPorts): Promise<SimServer> => {
  const { life, rng, net, disk, log, folder, modes, faults } = ports;
  const { clock } = life;
  const inner = openSqliteStore(join(folder, 'lifeline.db'), (error) =>
    log.error({ err: error }, 'a follower failed'),
  );
  const gate = createWriteGate(faultyStore(inner, faults), { clock, log: (sentence) => log.error(sentence) });
  const { store, outage } = gate;
  const sessions = createSessions({ store, clock, rng, secrets: cheapSecrets });
  const accounts = createAccounts({ store, clock, rng, secrets: cheapSecrets }, sessions);
  const run = createRouteRunner({
    store,
    sessions,
    clock,
    rng,
    secrets: cheapSecrets,
    log,
    allowedOrigins: [],
    trustedProxies: [],
    dataFolder: folder,
    tileHosts: [],
    secureCookies: false,
    idempotency: createIdempotency(store, log),
  });
  const routes = new Map<string, RequestHandler>();
  const register: Registrar = (route, handler, again) =>
    void routes.set(route.id, run(route, handler, again));
  const vault = aesVault(new Uint8Array(32));
  const totp = createTotp({ store, clock, vault, otp: seededCodes(rng), required: modes.totp });
  const stages = await joinStages({
    store,
    sessions,
    clock,
    rng,
    net,
    disk,
    vault,
    log,
    register,
    outage,
    ownsData: () => true,
    codes: totp,
  });
  registerAccountRoutes(register, accounts);
  registerTotpRoutes(register, totp);
  registerFleetRoutes(register, stages.fleet);
  const map = { tiandituKey: '', pmtilesUrl: '' };
  registerSystemRoutes(register, {
    store,
    version: 'sim',
    demo: false,
    drill: modes.drill,
    totp: totp.required,
    outage,
    map,
  });
  return {
    life,
    store,
    stages,
    handle: async (routeId, request) => {
      const handler = routes.get(routeId);
      if (handler === undefined) throw new Error(`there is no route ${routeId}`);
      return call(handler, request);
    },
    logIn: async (login, password) => {
      const signedIn = await sessions.logIn({ login, password, ip: '127.0.0.1' }, clock.wall());
      return signedIn.ok ? signedIn.value.token : undefined;
    },
    adopt: () => stages.start(),
    bury: () => inner.close(),
  };
};
