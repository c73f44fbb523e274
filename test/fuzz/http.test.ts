import { request as httpRequest } from 'node:http';
import fc from 'fast-check';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Route } from '../../server/api/contract/common.ts';
import { allRoutes, contract } from '../../server/api/contract/contract.ts';
import { schemaOf } from '../../server/api/openapi.ts';
import { createApp, type App } from '../../server/app.ts';
import { parseConfig } from '../../server/config.ts';
import { may, ROLES } from '../../server/core/access.ts';
import { signIn, type Client } from '../../server/demo/client.ts';
import { orderBlood, packOrder } from '../../server/demo/delivery.ts';
import { DEMO_PASSWORD } from '../../server/seed/people.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { valueOf, type Known } from './values.ts';

const LONG = process.env['LIFELINE_LONG'] === '1';
const SEED = Number(process.env['LIFELINE_SEED'] ?? 20_260_801);
const PER_ROUTE = LONG ? 3000 : 30;
const TIMEOUT_MS = LONG ? 3_600_000 : 60_000;
/** An answer that takes longer counts as a hang. */
const HANG_MS = 5000;

/** They end the sessions that the fuzzing uses; the tests of accounts cover them. */
const LEFT_OUT = ['accounts.logOut', 'accounts.changePassword'];

const LOGIN_OF = {
  hospital: 'pkph1',
  issuer: 'issuer1',
  dispatcher: 'dispatcher1',
  safety: 'safety',
  ops: 'ops',
  admin: 'admin',
} as const;

let app: App;
let url: string;
let known: Known;
const errors: string[] = [];
/** What the service said to each route: a fuzz that is always refused at the door shows little. */
const answered = new Map<string, Set<number>>();
const cookies = new Map<string, string>();
let addresses = 0;

/** Another address for each request, so that the limits for one address do not end the test. */
const address = (): string => {
  addresses += 1;
  return `10.${(addresses >> 16) & 255}.${(addresses >> 8) & 255}.${addresses & 255}`;
};

beforeAll(async () => {
  const config = parseConfig({
    argv: ['--port', '0', '--no-embedded', '--trust-proxy', '127.0.0.1'],
    variables: {},
  });
  const log = pino({ level: 'error' }, { write: (line: string) => void errors.push(line) });
  app = await createApp({ config, dataFolder: tempFolder(), log });
  url = await app.listen();
  await app.adopt();
  const clients = new Map<string, Client>();
  for (const role of ROLES) {
    const client = await signIn(url, LOGIN_OF[role], DEMO_PASSWORD);
    clients.set(role, client);
    cookies.set(role, client.cookie);
  }
  const [nurse, issuer, dispatcher, admin] = ['hospital', 'issuer', 'dispatcher', 'admin'].map(
    (role) => clients.get(role) as Client,
  );
  if (nurse === undefined || issuer === undefined || dispatcher === undefined || admin === undefined)
    throw new Error('a demo account is missing');
  const people = { nurse, issuer, dispatcher, secondOfHospital: 'pkph2', secondIssuer: 'issuer2' };
  const packed = await packOrder(people, (await orderBlood(people, () => undefined)).id, () => undefined);
  const open = await orderBlood(people, () => undefined);
  const { units } = await issuer.call(contract.stock.list, { query: { state: 'AVAILABLE' } });
  const person = await admin.call(contract.accounts.createPerson, {
    body: { login: 'fuzzed', name: 'F', role: 'ops', siteId: null, password: 'long-enough-password' },
  });
  const ids = [
    packed.id,
    open.id,
    person.id,
    'pkph',
    'nrcbc',
    'pkph-pad-1',
    'nrcbc-pad-1',
    'drone-1',
    'nj-10',
  ];
  known = {
    id: [...ids, ...units.slice(0, 3).map(({ id }) => id)],
    siteId: ['pkph', 'nrcbc'],
    orderId: [packed.id, open.id],
    vehicleId: ['drone-1', 'drone-2'],
    profileId: ['nj-10'],
    homePadId: ['nrcbc-pad-1'],
    padId: ['nrcbc-pad-1', null],
    scan: units.slice(0, 5).map(({ din }) => `=${din}00`),
    boxNo: ['BX-DEMO-1', 'BX-2'],
    sealNo: ['SEAL-DEMO-1', 'SEAL-2'],
    vehicleName: ['LX-01'],
    login: ['fuzzed', 'issuer2', 'pkph2'],
    password: [DEMO_PASSWORD, 'wrong-password'],
    neededBy: [Date.now() + 3_600_000],
    expiresAt: [Date.now() + 5 * 86_400_000],
    requestNo: ['R-1', 'R-2'],
    name: ['LX-01', 'LX-02', 'radio'],
    // A real listener on any other address is not the business of this test.
    host: ['127.0.0.1'],
    port: [0],
  };
}, 60_000);

afterAll(() => app.stop());

type Sent = { status: number; text: string; type: string };

const sendRaw = async (path: string, init: RequestInit): Promise<Sent> => {
  const response = await fetch(`${url}${path}`, {
    ...init,
    headers: { 'x-forwarded-for': address(), ...(init.headers as Record<string, string>) },
    signal: AbortSignal.timeout(HANG_MS),
    redirect: 'manual',
  });
  return {
    status: response.status,
    text: await response.text(),
    type: response.headers.get('content-type') ?? '',
  };
};

/** Every refusal is a problem document; a 500 shows the stack that was logged. */
const judge = (what: string, { status, text, type }: Sent): void => {
  if (status >= 500) throw new Error(`${what}: ${status} ${text}\n${errors.at(-1) ?? ''}`);
  // Headers or an address beyond its limits: Node's own server refuses, before any of our code.
  if (status >= 400 && status !== 431) {
    expect(type, what).toMatch(/^application\/problem\+json/);
    expect(JSON.parse(text), what).toMatchObject({ status, code: expect.any(String) as string });
  }
};

const cookieFor = (route: Route): string => {
  const role = ROLES.find(
    (each) => typeof route.access === 'string' || route.access.some((permission) => may(each, permission)),
  );
  return cookies.get(role ?? 'admin') ?? '';
};

const partOf = (schema: Route['body']): fc.Arbitrary<unknown> =>
  schema === undefined ? fc.constant(undefined) : valueOf(schemaOf(schema, 'input'), known);

const pathOf = (route: Route, params: unknown, query: unknown): string => {
  const values = (params ?? {}) as Readonly<Record<string, string | number | null | undefined>>;
  const path = route.path.replace(/:([a-z]+)/gi, (_all, name: string) =>
    encodeURIComponent(String(values[name] ?? 'x').toWellFormed()).replace(/^$/, 'x'),
  );
  const asked = Object.entries((query ?? {}) as Readonly<Record<string, unknown>>).map(
    ([name, value]) => [name, String(value)] as [string, string],
  );
  return asked.length === 0 ? path : `${path}?${new URLSearchParams(asked).toString()}`;
};

describe(`fuzz of HTTP, seed ${SEED}`, () => {
  for (const route of allRoutes()) {
    if (LEFT_OUT.includes(route.id)) continue;
    it(
      `[K4] ${route.id} answers whatever comes without an internal error`,
      { timeout: TIMEOUT_MS },
      async () => {
        const requests = fc.sample(
          fc.record({
            params: partOf(route.params),
            query: partOf(route.query),
            body: partOf(route.body),
            key: fc.uuid(),
          }),
          { seed: SEED, numRuns: PER_ROUTE },
        );
        for (const { params, query, body, key } of requests) {
          const sent = await sendRaw(pathOf(route, params, query), {
            method: route.method,
            headers: { cookie: cookieFor(route), 'content-type': 'application/json', 'idempotency-key': key },
            ...(route.method === 'GET' ? {} : { body: JSON.stringify(body) ?? '' }),
          });
          answered.set(route.id, (answered.get(route.id) ?? new Set()).add(sent.status));
          judge(`${route.id} ${JSON.stringify({ params, query, body })?.slice(0, 2000)}`, sent);
        }
      },
    );
  }

  it(
    '[K4] hostile bodies, types and encodings are refused as problems',
    { timeout: TIMEOUT_MS },
    async () => {
      const deep = (open: string, close: string): string => open.repeat(20_000) + close.repeat(20_000);
      const bodies: readonly (string | Uint8Array<ArrayBuffer>)[] = [
        '',
        '{',
        'null',
        '"text"',
        '{"a":1e999}',
        '{"units":NaN}',
        deep('[', ']'),
        deep('{"a":', '}'),
        '{"__proto__":{"role":"admin"}}',
        '\ufeff{}',
        new Uint8Array([0xff, 0xfe, 0x00]),
        'x'.repeat(10 * 1024 * 1024),
        `{"name":"deep","reason":"deep nesting","geojson":{"type":"FeatureCollection","features":[${deep('[', ']')}]}}`,
        `{"requestNo":"${'9'.repeat(60_000)}"}`,
      ];
      const types = [
        'application/json',
        'application/json; charset=utf-7',
        'application/json; charset=nonsense',
        'application/json; charset=utf-16',
        'text/plain',
        'multipart/form-data',
        'application/x-www-form-urlencoded',
        ';;;',
      ];
      for (const path of ['/api/orders', '/api/session', '/api/airspace-drafts']) {
        for (const [index, body] of bodies.entries()) {
          const isLarge = body.length > 1024 * 1024;
          for (const type of isLarge ? types.slice(0, 1) : types) {
            for (const encoding of isLarge ? ['identity'] : ['identity', 'gzip', 'br', 'nonsense']) {
              const sent = await sendRaw(path, {
                method: 'POST',
                headers: {
                  cookie: cookies.get('admin') ?? '',
                  'content-type': type,
                  'content-encoding': encoding,
                  'idempotency-key': crypto.randomUUID(),
                },
                body,
              });
              judge(`${path} body ${index} as ${type} ${encoding}`, sent);
              expect(sent.status).toBeGreaterThanOrEqual(400);
            }
          }
        }
      }
    },
  );

  it('[K4] hostile paths, methods and headers are refused without a stack', async () => {
    const raw = (path: string, method: string, headers: Record<string, string> = {}): Promise<Sent> =>
      new Promise((resolve, reject) => {
        const { hostname, port } = new URL(url);
        const sent = httpRequest({ hostname, port, path, method, headers }, (response) => {
          let text = '';
          response.on('data', (chunk: Buffer) => (text += chunk.toString()));
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, text, type: response.headers['content-type'] ?? '' }),
          );
        });
        sent.setTimeout(HANG_MS, () => sent.destroy(new Error('no answer')));
        sent.on('error', reject);
        sent.end();
      });
    const cookie = cookies.get('ops') ?? '';
    const paths = [
      '/api/orders/%E0%A4%A',
      '/%E0%A4%A',
      '/assets/%00',
      '/assets/..%2f..%2f..%2f..%2fetc%2fpasswd',
      '/..%5c..%5cpackage.json',
      '/api/flights/..%2f..%2flifeline.db/tlog',
      '/api/orders?limit=1&limit=2&__proto__[x]=1&a[b][c]=1',
      '/api//orders',
      '/api',
      '//evil.example/%2e%2e',
      `/api/orders?q=${'%F0%9F'.repeat(20)}`,
    ];
    for (const path of paths) {
      for (const method of ['GET', 'POST', 'PUT', 'OPTIONS', 'TRACE', 'PROPFIND', 'HEAD']) {
        const sent = await raw(path, method, { cookie });
        expect(sent.status, `${method} ${path}`).toBeLessThan(500);
        expect(sent.text, `${method} ${path}`).not.toMatch(/node_modules|at .*\.(js|ts):\d+|root:/);
        if (path.startsWith('/api/') && sent.text !== '' && sent.status >= 400)
          expect(sent.type, `${method} ${path}`).toMatch(/problem\+json/);
      }
    }
    for (const headers of [
      { cookie: 'lifeline_session=%E0%A4%A; lifeline_session; =; ;;' },
      { cookie: `lifeline_session=${'x'.repeat(6000)}` },
      { cookie: '__proto__=1; constructor=2' },
      { 'x-forwarded-for': 'not an address, ::, 1.2.3.4.5' },
      { forwarded: 'for=x;;;=', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'javascript' },
      { range: 'bytes=-1--9' },
      { 'if-none-match': '"'.repeat(500) },
      { origin: 'null' },
      { __proto__x: '1', accept: '*/*;q=x' },
    ]) {
      const sent = await raw('/api/system', 'GET', headers);
      expect(sent.status, JSON.stringify(headers).slice(0, 100)).toBeLessThan(500);
    }
  });

  it('has got through the door of most routes', () => {
    const through = [...answered].filter(([, statuses]) =>
      [200, 201, 404, 409].some((one) => statuses.has(one)),
    );
    expect(through.length).toBeGreaterThan(answered.size * 0.9);
  });

  it('is still there, and has logged no internal error', async () => {
    expect((await sendRaw('/api/health', {})).status).toBe(200);
    expect(errors).toEqual([]);
  });
});
