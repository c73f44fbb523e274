import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allRoutes, contract } from '../../server/api/contract/contract.ts';
import { createApp, type App } from '../../server/app.ts';
import { parseConfig } from '../../server/config.ts';
import { may, type Role } from '../../server/core/access.ts';
import { signIn, type Client } from '../../server/demo/client.ts';
import { packOrder } from '../../server/demo/delivery.ts';
import { DEMO_PASSWORD, DEMO_PEOPLE } from '../../server/seed/people.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** Words that must not get where they do not belong. */
const NOTE = 'CANARY-NOTE-7319';
const PHONE = '55512349876';
const PAD_NOTE = 'CANARY-PAD-NOTE-8842';
const REASON = '患者李强病情变化, 13812345678';
const WRONG_PASSWORD = 'canary-wrong-password-5521';

const LOGINS: readonly { login: string; role: Role }[] = [
  { login: 'pkph1', role: 'hospital' },
  { login: 'pktcm1', role: 'hospital' },
  { login: 'issuer1', role: 'issuer' },
  { login: 'dispatcher1', role: 'dispatcher' },
  { login: 'safety', role: 'safety' },
  { login: 'ops', role: 'ops' },
  { login: 'admin', role: 'admin' },
];

let app: App;
let url: string;
let log = '';
let orderId: string;
const clients = new Map<string, Client>();

beforeAll(async () => {
  const config = parseConfig({ argv: ['--port', '0', '--no-embedded'], variables: {} });
  app = await createApp({
    config,
    dataFolder: tempFolder(),
    log: pino({ level: 'trace' }, { write: (line: string) => (log += line) }),
  });
  url = await app.listen();
  await app.adopt();
  for (const { login } of LOGINS) clients.set(login, await signIn(url, login, DEMO_PASSWORD));
  await expect(signIn(url, 'pkph2', WRONG_PASSWORD)).rejects.toThrow();
  const [nurse, issuer, dispatcher] = ['pkph1', 'issuer1', 'dispatcher1'].map(
    (login) => clients.get(login) as Client,
  );
  if (nurse === undefined || issuer === undefined || dispatcher === undefined) throw new Error('no account');
  const order = await nurse.call(contract.orders.create, {
    body: {
      urgency: 'EMERGENCY',
      neededBy: Date.now() + 3_600_000,
      requestNo: 'CANARY-1',
      wardPhone: PHONE,
      note: NOTE,
      noteConfirmed: true,
      lines: [{ component: 'RBC', abo: 'O', rhd: 'POS', units: 1 }],
    },
  });
  orderId = order.id;
  const people = { nurse, issuer, dispatcher, secondOfHospital: 'pkph2', secondIssuer: 'issuer2' };
  await packOrder(people, orderId, () => undefined);
  for (const [who, pad] of [
    [nurse, 'pkph-pad-1'],
    [issuer, 'nrcbc-pad-1'],
  ] as const)
    await who.call(contract.fleet.padClear, { params: { id: pad }, body: { clear: true, note: PAD_NOTE } });
}, 60_000);

afterAll(() => app.stop());

/** Everything that one person can read: each GET route, the facts, what the socket shows. */
const everythingFor = async (login: string): Promise<Map<string, string>> => {
  const client = clients.get(login) as Client;
  const seen = new Map<string, string>();
  for (const route of allRoutes()) {
    if (route.method !== 'GET' || route.file !== undefined) continue;
    const path = route.path.replace(':id', orderId);
    const query =
      route.id === 'orders.list' ? '?view=all' : route.id === 'system.events' ? '?limit=1000' : '';
    const response = await fetch(`${url}${path}${query}`, { headers: { cookie: client.cookie } });
    seen.set(route.id, (await response.text()) + JSON.stringify([...response.headers]));
  }
  const live = await new Promise<string>((resolve) => {
    let text = '';
    const watch = client.watch({
      events: (events) => (text += JSON.stringify(events)),
      frame: (frame) => {
        watch.close();
        resolve(text + JSON.stringify(frame));
      },
    });
  });
  return seen.set('live', live);
};

describe('canaries', () => {
  for (const { login, role } of LOGINS) {
    it(`[INV-D8] [INV-D10] ${login} reads a note and a telephone number only with the order itself`, async () => {
      const where: string[] = [];
      for (const [place, text] of await everythingFor(login))
        if (text.includes(NOTE) || text.includes(PHONE)) where.push(place);
      const mine = login === 'pkph1' || may(role, 'order.read.all');
      expect(where.toSorted()).toEqual(mine ? ['orders.get', 'orders.list'] : []);
    });
  }

  it('[INV-D8] another hospital learns nothing of the order, its site’s people, or what they say of their pad', async () => {
    const order = await (clients.get('pkph1') as Client).call(contract.orders.get, {
      params: { id: orderId },
    });
    const dins = order.lines.flatMap(({ reserved }) => reserved.map(({ din }) => din));
    const words = [orderId, order.number, order.requestNo, 'BX-DEMO-1', 'SEAL-DEMO-1', PAD_NOTE, ...dins];
    const names = DEMO_PEOPLE.filter(({ login }) => login !== 'pktcm1').map(({ name }) => name);
    for (const [place, text] of await everythingFor('pktcm1')) {
      // The answer to a guessed id repeats the id that was asked for.
      const told = text
        .replaceAll(`There is no order ${orderId}`, '')
        .replaceAll(`There is no flight ${orderId}`, '');
      for (const word of [...words, ...names]) expect(told.includes(word), `${word} in ${place}`).toBe(false);
    }
  });

  it('[INV-D8] a hospital does not learn the names of the service’s staff', async () => {
    const staff = DEMO_PEOPLE.filter(({ role }) => role !== 'hospital').map(({ name }) => name);
    for (const [place, text] of await everythingFor('pkph1'))
      for (const name of staff) expect(text.includes(name), `${name} in ${place}`).toBe(false);
  });

  it('[INV-D10] no secret is in any answer, fact or log line', async () => {
    const admin = clients.get('admin') as Client;
    const tokens = [...clients.values()].map(({ cookie }) => cookie.split('=')[1] ?? '');
    const secrets = [DEMO_PASSWORD, WRONG_PASSWORD, ...tokens, '$argon2'];
    const texts = [...(await everythingFor('admin')), ...(await everythingFor('ops')), ['log', log] as const];
    for (const [place, text] of texts)
      for (const secret of secrets) expect(text.includes(secret), `a secret in ${place}`).toBe(false);
    for (const word of [NOTE, PHONE]) expect(log.includes(word), `${word} in the log`).toBe(false);
    expect((await admin.call(contract.system.audit)).ok).toBe(true);
  });

  it('[INV-D10] a reason that names a patient stays with the order and out of every fact', async () => {
    const nurse = clients.get('pkph1') as Client;
    const params = { id: orderId };
    await nurse.call(contract.orders.cancel, { params, body: { reason: REASON } });
    expect((await nurse.call(contract.orders.get, { params })).stateReason).toBe(REASON);
    for (const login of ['pkph1', 'issuer1', 'ops', 'admin'])
      for (const [place, text] of await everythingFor(login))
        if (place === 'live' || place === 'system.events' || place === 'orders.timeline')
          expect(text.includes('李强'), `${login}: ${place}`).toBe(false);
  });
});
