import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { contract } from '../../../server/api/contract/contract.ts';
import type { Flight } from '../../../server/api/contract/flights.ts';
import type { Order } from '../../../server/api/contract/orders.ts';
import type { Client } from '../../../server/demo/client.ts';
import {
  launchDelivery,
  launchReturn,
  orderBlood,
  packOrder,
  receiveBlood,
  type People,
} from '../../../server/demo/delivery.ts';
import { consoleTab, LOOKS, say, type Camera, type Look, type Staff } from './camera.ts';

const LEG_MS = 180_000;

export const untilState = async (client: Client, id: string, states: readonly string[]): Promise<Flight> => {
  for (let waited = 0; waited < LEG_MS; waited += 500) {
    const flight = await client.call(contract.flights.get, { params: { id } });
    if (states.includes(flight.state)) return flight;
    await pause(500);
  }
  throw new Error(`flight ${id}: not ${states.join(' or ')} within ${LEG_MS / 1000} s`);
};

export const order = (
  nurse: Client,
  requestNo: string,
  part: Partial<Order> & { units?: number } = {},
): Promise<Order> =>
  nurse.call(contract.orders.create, {
    body: {
      urgency: part.urgency ?? 'URGENT',
      neededBy: Date.now() + 90 * 60_000,
      requestNo,
      wardPhone: '8012',
      note: part.note ?? '',
      lines: [{ component: 'RBC', abo: 'A', rhd: 'POS', units: part.units ?? 1 }],
    },
  });

/** One delivery and the way home, with everything that is on a page before, during and after it. */
export const quietDay = async ({ shoot }: Camera, sign: Staff): Promise<void> => {
  const step = (text: string): void => say(text);
  const people: People = {
    nurse: await sign('pkph1'),
    secondOfHospital: 'pkph2',
    issuer: await sign('issuer1'),
    secondIssuer: 'issuer2',
    dispatcher: await sign('dispatcher1'),
  };
  const { nurse, issuer, dispatcher } = people;
  const day = Date.now().toString(36).toUpperCase().slice(-4);

  // Before anything has happened.
  await shoot([
    { name: 'login', path: '/login' },
    { name: 'login-wrong', path: '/login', prepare: wrongLogin },
    { name: 'hospital-empty', login: 'pktcm1', path: '/hospital' },
    { name: 'hospital-new', login: 'pkph1', path: '/hospital/new' },
    { name: 'hospital-new-faults', login: 'pkph1', path: '/hospital/new', prepare: faultyOrder },
    { name: 'console-empty', login: 'dispatcher1', path: '/console' },
    { name: 'forbidden', login: 'pkph1', path: '/console' },
    { name: 'not-found', login: 'pkph1', path: '/hospital/nowhere' },
  ]);

  // One order that waits at each stage.
  const first = await packOrder(people, (await orderBlood(people, step)).id, step);
  const submitted = await order(nurse, `S-${day}`, { urgency: 'MTP', note: '送手术室前请先电话联系' });
  const short = await order(nurse, `K-${day}`, { units: 28 });
  await issuer.call(contract.orders.accept, { params: { id: short.id } });
  const reserved = await order(nurse, `R-${day}`, { urgency: 'ROUTINE', units: 2 });
  await issuer.call(contract.orders.accept, { params: { id: reserved.id } });
  await shoot([
    { name: 'hospital-list', login: 'pkph1', path: '/hospital' },
    { name: 'hospital-order-packed', login: 'pkph1', path: `/hospital/orders/${first.id}` },
    { name: 'hospital-pads', login: 'pkph1', path: '/hospital/pads' },
    { name: 'issue-submitted', login: 'issuer1', path: `/issue/orders/${submitted.id}` },
    { name: 'issue-short', login: 'issuer1', path: `/issue/orders/${short.id}` },
    { name: 'issue-reserved', login: 'issuer1', path: `/issue/orders/${reserved.id}` },
    { name: 'issue-packed', login: 'issuer1', path: `/issue/orders/${first.id}` },
    { name: 'issue-pad', login: 'issuer1', path: '/issue/pad' },
    { name: 'issue-stock', login: 'issuer1', path: '/issue/stock' },
    { name: 'console-choose', login: 'dispatcher1', path: `/console?order=${first.id}`, prepare: consoleTab },
    { name: 'console-queue', login: 'dispatcher1', path: '/console' },
  ]);

  // A planned flight that is not loaded yet.
  const planned = await dispatcher.call(contract.flights.create, {
    body: { kind: 'delivery', orderId: first.id, vehicleId: 'drone-2' },
  });
  await shoot(
    [
      {
        name: 'console-planned',
        login: 'dispatcher1',
        path: `/console?flight=${planned.id}`,
        prepare: consoleTab,
      },
      {
        name: 'console-map',
        login: 'dispatcher1',
        path: `/console?flight=${planned.id}`,
        prepare: (p, l) => consoleTab(p, l, 1),
      },
      { name: 'issue-pad-load', login: 'issuer1', path: '/issue/pad' },
      { name: 'console-safety', login: 'safety', path: `/console?flight=${planned.id}`, prepare: consoleTab },
    ],
    LOOKS.slice(0, 4),
  );
  await dispatcher.call(contract.flights.abort, {
    params: { id: planned.id },
    body: { reason: '换一架无人机' },
  });

  // In the air, look by look: a leg lasts less than a minute.
  const again = await nurse.call(contract.orders.get, { params: { id: first.id } });
  const outward = await launchDelivery(people, again, 'drone-1', step);
  await shoot(
    [
      {
        name: 'console-launching',
        login: 'dispatcher1',
        path: `/console?flight=${outward.id}`,
        prepare: consoleTab,
      },
    ],
    LOOKS.slice(0, 1),
  );
  await untilState(dispatcher, outward.id, ['EN_ROUTE', 'CLIMBING']);
  await shoot(
    [
      {
        name: 'console-air',
        login: 'dispatcher1',
        path: `/console?flight=${outward.id}`,
        prepare: consoleTab,
      },
      { name: 'hospital-order-air', login: 'pkph1', path: `/hospital/orders/${first.id}` },
      { name: 'hospital-pads-air', login: 'pkph1', path: '/hospital/pads' },
      {
        name: 'console-return-ask',
        login: 'dispatcher1',
        path: `/console?flight=${outward.id}`,
        prepare: askReturn,
      },
    ],
    LOOKS.slice(0, 4),
  );
  await untilState(dispatcher, outward.id, ['LANDED', 'COMPLETED']);
  await shoot(
    [
      { name: 'hospital-order-delivered', login: 'pkph1', path: `/hospital/orders/${first.id}` },
      { name: 'hospital-pads-landed', login: 'pkph1', path: '/hospital/pads' },
      { name: 'hospital-receive', login: 'pkph1', path: `/hospital/orders/${first.id}/receive` },
      {
        name: 'console-landed',
        login: 'dispatcher1',
        path: `/console?flight=${outward.id}`,
        prepare: consoleTab,
      },
    ],
    LOOKS.slice(0, 4),
  );
  await receiveBlood(people, outward, first.id, step);
  const charged = async (): Promise<void> => pause(4000);
  await charged();
  const homeward = await launchReturn(people, outward, step);
  await untilState(dispatcher, homeward.id, ['COMPLETED']);
  await pause(6000);
  const alarms = await dispatcher.call(contract.system.alarms, {});
  say(`${alarms.alarms.length} alarms`);
  await shoot([
    { name: 'hospital-order-received', login: 'pkph1', path: `/hospital/orders/${first.id}` },
    { name: 'ops-deliveries', login: 'ops', path: '/ops' },
    { name: 'ops-flights', login: 'ops', path: '/ops/flights' },
    { name: 'ops-flight', login: 'ops', path: `/ops/flights/${outward.id}` },
    {
      name: 'console-ended',
      login: 'dispatcher1',
      path: `/console?flight=${outward.id}`,
      prepare: consoleTab,
    },
    { name: 'console-alarms', login: 'dispatcher1', path: '/console', prepare: openAlarms },
    { name: 'admin-people', login: 'admin', path: '/admin' },
    { name: 'admin-sites', login: 'admin', path: '/admin/sites' },
    { name: 'admin-drones', login: 'admin', path: '/admin/drones' },
    { name: 'admin-links', login: 'admin', path: '/admin/links' },
    { name: 'admin-airspace', login: 'admin', path: '/admin/airspace' },
    { name: 'admin-audit', login: 'admin', path: '/admin/audit' },
  ]);
};

const wrongLogin = async (page: Page): Promise<void> => {
  await page.locator('input[name=username]').fill('nobody');
  await page.locator('input[name=password]').fill('wrong-password');
  await page.locator('button[type=submit]').click();
  await page.getByRole('alert').first().waitFor();
};

const faultyOrder = async (page: Page): Promise<void> => {
  await page.locator('button[type=submit]').click();
};

const askReturn = async (page: Page, look: Look): Promise<void> => {
  await consoleTab(page, look);
  await page.getByRole('button', { name: look.language === 'zh' ? '返航' : /^Return/ }).click();
};

const openAlarms = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: /^(展开|Show) / }).click();
};
