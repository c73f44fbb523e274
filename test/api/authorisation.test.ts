import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { io } from 'socket.io-client';
import type { Route } from '../../server/api/contract/common.ts';
import { allRoutes, contract } from '../../server/api/contract/contract.ts';
import { liveClientEvents, LIVE_NAMESPACE } from '../../server/api/contract/live.ts';
import { may, ROLES, type Role } from '../../server/core/access.ts';
import type { Client } from '../../server/demo/client.ts';
import { orderBlood, packOrder, type People } from '../../server/demo/delivery.ts';
import { startApp, type TestApp } from '../support/app.ts';

/** One person for each role and site. */
const LOGINS: readonly { login: string; role: Role; site: string | undefined }[] = [
  { login: 'pkph1', role: 'hospital', site: 'pkph' },
  { login: 'pktcm1', role: 'hospital', site: 'pktcm' },
  { login: 'issuer1', role: 'issuer', site: 'nrcbc' },
  { login: 'dispatcher1', role: 'dispatcher', site: undefined },
  { login: 'safety', role: 'safety', site: undefined },
  { login: 'ops', role: 'ops', site: undefined },
  { login: 'admin', role: 'admin', site: undefined },
];

/** Routes that end or change the session that walks: the session tests cover them. */
const NOT_WALKED = ['accounts.logIn', 'accounts.logOut', 'accounts.changePassword'];

let service: TestApp;
let clients: Map<string, Client>;
let ids: Record<string, string>;

/** Real ids of things of the hospital pkph, by the kind of thing that a route's `:id` means. */
const idFor = (route: Route): string => {
  const kind = /^\/api\/([a-z-]+)\//.exec(`${route.path}/`)?.[1] ?? '';
  return ids[kind] ?? 'no-such-thing';
};

const send = async (route: Route, cookie: string | undefined): Promise<{ status: number; code: string }> => {
  const path = route.path.replace(':id', idFor(route)).replace(':name', 'no-such-link');
  const response = await fetch(`${service.url}${path}`, {
    method: route.method,
    headers: {
      'content-type': 'application/json',
      ...(cookie === undefined ? {} : { cookie }),
      ...(route.creates === true ? { 'idempotency-key': crypto.randomUUID() } : {}),
    },
    // An empty body is refused by every route that wants one, after the check of access.
    ...(route.method === 'GET' ? {} : { body: '{}' }),
  });
  const text = await response.text();
  const code = text.startsWith('{') ? ((JSON.parse(text) as { code?: string }).code ?? '') : '';
  return { status: response.status, code };
};

beforeAll(async () => {
  service = await startApp();
  clients = new Map();
  for (const { login } of LOGINS) clients.set(login, await service.as(login));
  const [nurse, issuer, dispatcher] = ['pkph1', 'issuer1', 'dispatcher1'].map(
    (login) => clients.get(login) as Client,
  );
  if (nurse === undefined || issuer === undefined || dispatcher === undefined)
    throw new Error('a demo account is missing');
  const people: People = { nurse, issuer, dispatcher, secondIssuer: 'issuer2', secondOfHospital: 'pkph2' };
  const order = await orderBlood(people, () => undefined);
  await packOrder(people, order.id, () => undefined);
  const { people: all } = await (clients.get('admin') as Client).call(contract.accounts.people);
  const { units } = await issuer.call(contract.stock.list, { query: { state: 'AVAILABLE' } });
  ids = {
    orders: order.id,
    pads: 'pkph-pad-1',
    sites: 'pkph',
    vehicles: 'drone-1',
    profiles: 'nj-10',
    // A change of a person ends that person's sessions: not one of those that walk.
    people: all.find(({ login }) => login === 'dispatcher2')?.id ?? '',
    stock: units[0]?.id ?? '',
    alarms: 'no-such-alarm',
    flights: 'no-such-flight',
  };
}, 60_000);

afterAll(() => service.app.stop());

describe('authorisation of HTTP routes', () => {
  it('every role has a person in this walk', () => {
    expect(new Set(LOGINS.map(({ role }) => role))).toEqual(new Set(ROLES));
  });

  it('every route of the service is declared in the contract, and every declared one is served', async () => {
    type Layer = { route?: { path: string; methods: Record<string, boolean> } };
    const stack = (service.app.express as unknown as { router: { stack: Layer[] } }).router.stack;
    const served = stack.flatMap(({ route }) =>
      route === undefined || typeof route.path !== 'string' || !route.path.startsWith('/api/')
        ? []
        : Object.keys(route.methods).map((method) => `${method.toUpperCase()} ${route.path}`),
    );
    const documents = ['GET /api/openapi.json', 'GET /api/docs'];
    const declared = allRoutes().map((route) => `${route.method} ${route.path}`);
    expect(served.toSorted()).toEqual([...declared, ...documents].toSorted());
  });

  it('[INV-D8] nobody gets in without a session except where the contract says public', async () => {
    const open: string[] = [];
    for (const route of allRoutes()) {
      if (NOT_WALKED.includes(route.id)) continue;
      const { status } = await send(route, undefined);
      if (status !== 401) open.push(`${route.id}: ${status}`);
    }
    expect(open).toEqual(['system.health: 200']);
  });

  for (const { login, role, site } of LOGINS) {
    it(`[K1] ${role}${site === undefined ? '' : ` of ${site}`} may use exactly the routes of its permissions`, async () => {
      const cookie = clients.get(login)?.cookie;
      const wrong: string[] = [];
      for (const route of allRoutes()) {
        if (NOT_WALKED.includes(route.id)) continue;
        const allowed =
          typeof route.access === 'string' || route.access.some((permission) => may(role, permission));
        const { status, code } = await send(route, cookie);
        const refused = status === 403 && code === 'accounts.forbidden';
        if (refused === allowed || status === 401 || status >= 500)
          wrong.push(`${route.id}: ${status} ${code}`);
      }
      expect(wrong).toEqual([]);
    });
  }

  it('[INV-D8] a hospital gets 404 for whatever belongs to another one, and never sees it in a list', async () => {
    const cookie = clients.get('pktcm1')?.cookie;
    const leaks: string[] = [];
    const bodies: Readonly<Record<string, unknown>> = {
      'orders.cancel': { reason: 'not mine' },
      'orders.cosign': {},
      'orders.receive': {
        boxes: [
          {
            boxNo: 'BX-DEMO-1',
            sealNo: 'SEAL-DEMO-1',
            sealIntact: true,
            temperatureC: 4,
            appearanceOk: true,
          },
        ],
        units: [{ scan: 'G123426000001', verdict: 'accept' }],
      },
      'fleet.padClear': { clear: true },
      'batteries.swap': { batteryId: 'bat-1' },
      'flights.load': { boxNo: 'BX-DEMO-1', sealNo: 'SEAL-DEMO-1', vehicleName: 'LX-01' },
      'flights.unload': { boxNo: 'BX-DEMO-1' },
      'flights.turnaround': { unloaded: true, batteryChanged: true, padClear: true },
    };
    for (const route of allRoutes()) {
      const mine =
        typeof route.access !== 'string' && route.access.some((permission) => may('hospital', permission));
      if (!mine || !route.path.includes(':id')) continue;
      const response = await fetch(`${service.url}${route.path.replace(':id', idFor(route))}`, {
        method: route.method,
        headers: {
          'content-type': 'application/json',
          cookie: cookie ?? '',
          'idempotency-key': crypto.randomUUID(),
        },
        ...(route.method === 'GET' ? {} : { body: JSON.stringify(bodies[route.id] ?? {}) }),
      });
      if (response.status !== 404) leaks.push(`${route.id}: ${response.status}`);
    }
    expect(leaks).toEqual([]);
    const { orders } = await (clients.get('pktcm1') as Client).call(contract.orders.list, {
      query: { view: 'all' },
    });
    expect(orders).toEqual([]);
  });

  it('refuses a request that comes from a page of another site', async () => {
    const response = await fetch(`${service.url}/api/orders/${ids['orders']}/cancel`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        cookie: clients.get('pkph1')?.cookie ?? '',
        origin: 'https://evil.example',
      },
      body: '{"reason":"cross-site"}',
    });
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
      403,
      'request.bad_origin',
    ]);
  });
});

describe('authorisation of sockets', () => {
  const connect = (namespace: string, cookie: string | undefined, origin?: string) =>
    new Promise<string>((resolve) => {
      const socket = io(`${service.url}${namespace}`, {
        transports: ['websocket'],
        reconnection: false,
        extraHeaders: {
          ...(cookie === undefined ? {} : { cookie }),
          ...(origin === undefined ? {} : { origin }),
        },
      });
      const end = (word: string): void => {
        socket.disconnect();
        resolve(word);
      };
      socket.on('connect', () => end('connected'));
      socket.on('connect_error', (error) => end(error.message));
    });

  it('[K3] lets nobody in without a session, from another site, or to another namespace', async () => {
    const cookie = clients.get('ops')?.cookie;
    expect(await connect(LIVE_NAMESPACE, undefined)).toBe('accounts.not_signed_in');
    expect(await connect(LIVE_NAMESPACE, cookie, 'https://evil.example')).not.toBe('connected');
    expect(await connect('/', cookie)).toBe('accounts.forbidden');
    expect(await connect('/admin', cookie)).not.toBe('connected');
    expect(await connect(LIVE_NAMESPACE, cookie)).toBe('connected');
  });

  for (const { login, role, site } of LOGINS) {
    it(`[INV-D8] ${role}${site === undefined ? '' : ` of ${site}`} gets only facts that it may see`, async () => {
      const client = clients.get(login) as Client;
      const subjects = await new Promise<Set<string>>((resolve) => {
        const seen = new Set<string>();
        const watch = client.watch({
          events: (events) => {
            for (const event of events)
              seen.add(`${event.subject.split(':')[0] ?? ''}:${event.by === '' ? 'anonymous' : 'named'}`);
          },
          // A frame comes after the backfill of so short a log.
          frame: () => {
            watch.close();
            resolve(seen);
          },
        });
      });
      const kinds: Readonly<Record<string, boolean>> = {
        order: may(role, 'order.read.all') || site === 'pkph',
        unit: may(role, 'stock.read'),
        person: may(role, 'people.manage'),
        system: may(role, 'audit.read'),
      };
      for (const [kind, visible] of Object.entries(kinds)) {
        expect([kind, [...subjects].some((subject) => subject.startsWith(`${kind}:`))]).toEqual([
          kind,
          visible,
        ]);
      }
      if (role === 'hospital')
        expect([...subjects].filter((subject) => subject.endsWith(':named'))).toEqual([]);
    });
  }

  it('[K3] survives every malformed payload of every declared client event', async () => {
    const cookie = clients.get('ops')?.cookie ?? '';
    const socket = io(`${service.url}${LIVE_NAMESPACE}`, {
      transports: ['websocket'],
      reconnection: false,
      extraHeaders: { cookie },
    });
    await new Promise<void>((resolve) => socket.on('connect', () => resolve()));
    const answers: unknown[] = [];
    for (const name of Object.keys(liveClientEvents)) {
      for (const payload of [
        undefined,
        null,
        1,
        'x',
        [],
        { cursor: -1 },
        { cursor: 'a' },
        { cursor: 1, more: 2 },
        { cursor: 1.5 },
      ]) {
        answers.push(await socket.emitWithAck(name, payload));
        socket.emit(name, payload);
      }
      socket.emit(name);
      socket.emit(name, 1, 2, 3);
    }
    expect(
      answers.every((answer) => JSON.stringify(answer) === '{"ok":false,"code":"request.invalid"}'),
    ).toBe(true);
    expect(await socket.emitWithAck('resume', { cursor: 0 })).toMatchObject({ ok: true });
    socket.disconnect();
  });

  it('[K3] cuts the socket and the session of a person who is deactivated', async () => {
    const admin = clients.get('admin') as Client;
    const leaving = await service.as('dispatcher2');
    const { people } = await admin.call(contract.accounts.people);
    const { id } = people.find(({ login }) => login === leaving.login) ?? { id: '' };
    const socket = io(`${service.url}${LIVE_NAMESPACE}`, {
      transports: ['websocket'],
      reconnection: false,
      extraHeaders: { cookie: leaving.cookie },
    });
    await new Promise<void>((resolve) => socket.on('connect', () => resolve()));
    const closed = new Promise((resolve) => socket.on('closed', resolve));
    const gone = new Promise((resolve) => socket.on('disconnect', resolve));
    await admin.call(contract.accounts.changePerson, { params: { id }, body: { active: false } });
    expect(await closed).toEqual({ code: 'accounts.session_ended' });
    await gone;
    await expect(leaving.call(contract.accounts.me)).rejects.toThrow('accounts.not_signed_in');
    await admin.call(contract.accounts.changePerson, { params: { id }, body: { active: true } });
  });
});
