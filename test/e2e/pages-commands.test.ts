import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contract } from '../../server/api/contract/contract.ts';
import type { Order } from '../../server/api/contract/orders.ts';
import { signIn, type Client } from '../../server/demo/client.ts';
import { launchDelivery, type People } from '../../server/demo/delivery.ts';
import { DEMO_PASSWORD } from '../../server/seed/people.ts';
import { findChromium, launchChromium } from '../support/browser.ts';
import { openWindow, takeSession } from '../support/pages.ts';
import { runServer } from '../support/server-process.ts';
import { tempFolder } from '../support/temp-folder.ts';

const LEG_MS = 80_000;
const SOON_MS = 15_000;

const chromium = findChromium();
let browser: Browser | undefined;

beforeAll(async () => {
  if (chromium !== undefined) browser = await launchChromium(chromium);
});
afterAll(async () => browser?.close());

const quiet = (): void => undefined;

const shows = (where: Page | Locator, text: string | RegExp, timeout = SOON_MS): Promise<void> =>
  where.getByText(text).first().waitFor({ timeout });

const press = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('button', { name, exact: typeof name === 'string' }).click();

const pack = async ({ issuer, secondIssuer }: People, id: string, boxNo: string): Promise<Order> => {
  const params = { id };
  const { order } = await issuer.call(contract.orders.accept, { params });
  const second = { login: secondIssuer, password: DEMO_PASSWORD };
  for (const { din } of order.lines.flatMap((line) => line.reserved)) {
    await issuer.call(contract.orders.pick, { params, body: { scan: din } });
    await issuer.call(contract.orders.check, { params, body: { scan: din, second } });
  }
  const body = { boxNo, sealNo: `S-${boxNo}`, temperatureClass: 'COLD' as const };
  return issuer.call(contract.orders.pack, { params, body });
};

/** A packed order on its way on the named drone, by everybody's hands over HTTP. */
const flying = async (people: People, vehicleId: string, boxNo: string) => {
  const created = await people.nurse.call(contract.orders.create, {
    body: {
      urgency: 'EMERGENCY',
      neededBy: Date.now() + 3_600_000,
      requestNo: `XQ-${boxNo}`,
      wardPhone: '8001',
      lines: [{ component: 'RBC', abo: 'O', rhd: 'POS', units: 1 }],
    },
  });
  const packed = await pack(people, created.id, boxNo);
  return launchDelivery(people, packed, vehicleId, quiet);
};

const holdResumeReturn = async (page: Page): Promise<void> => {
  await shows(page, '巡航', LEG_MS);
  await press(page, '悬停');
  await shows(page, '悬停等待', LEG_MS);
  await shows(page, /悬停：服务器已受理/);
  await press(page, '继续任务');
  await shows(page, '巡航', LEG_MS);
  await press(page, '返航');
  const dialog = page.getByRole('dialog', { name: '确认返航' });
  await shows(dialog, /返回起飞点 南京红十字血液中心/);
  await dialog.getByRole('button', { name: '返航' }).click();
  await shows(page, '返航中', LEG_MS);
};

const acknowledgeAlarm = async (page: Page, text: RegExp): Promise<void> => {
  await press(page, /^展开/);
  await shows(page, text);
  const row = page.locator('[class*=alarm]').filter({ hasText: text });
  await row.getByRole('button', { name: '确认', exact: true }).first().click();
  // What is over and was seen leaves the list; what still stands keeps the name of who saw it.
  await expect
    .poll(async () => (await row.count()) === 0 || (await row.getByText(/吴调度 已确认/).count()) > 0, {
      timeout: SOON_MS,
    })
    .toBe(true);
};

/** The box that came back is held: nothing of it goes on by road before two persons have decided. */
const heldBoxStays = async (page: Page): Promise<void> => {
  await page
    .getByRole('button', { name: /P-0001/ })
    .last()
    .click();
  await press(page, '改走陆路…');
  const dialog = page.getByRole('dialog');
  const confirm = dialog.getByRole('button', { name: '改走陆路' });
  expect(await confirm.isEnabled(), 'without a reason').toBe(false);
  await dialog.getByLabel(/原因/).fill('无人机返航，改由急送车');
  await confirm.click();
  await shows(dialog, '订单尚未装箱');
  await dialog.getByRole('button', { name: '不执行' }).click();
  await dialog.waitFor({ state: 'hidden' });
};

const landHere = async (page: Page): Promise<void> => {
  await press(page, '就地降落');
  const dialog = page.getByRole('dialog', { name: '确认就地降落' });
  await shows(dialog, /下方可能是水面、道路或人群/);
  await dialog.getByRole('button', { name: '就地降落' }).click();
};

const resolveFlight = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: '判定飞行状态…' }).click({ timeout: LEG_MS });
  const dialog = page.getByRole('dialog', { name: '判定飞行状态' });
  const submit = dialog.getByRole('button', { name: '记录判定' });
  await dialog.getByLabel('失踪').check();
  expect(await submit.isEnabled(), 'without a reason').toBe(false);
  await dialog.getByLabel(/依据/).fill('现场未见无人机');
  await submit.click();
  await dialog.waitFor({ state: 'hidden' });
  await shows(page, '人工判定');
};

test(
  'hold, resume, return, alarms, road, landing here and a word on the outcome',
  { timeout: 240_000 },
  async (ctx) => {
    if (browser === undefined) return ctx.skip('no Chromium found: install one or set CHROMIUM_PATH');
    const server = runServer(['--data', tempFolder(), '--port', '0', '--embedded-speed', '40']);
    const [, url = ''] = await server.line(/Lifeline is ready: (\S+)/, 60_000);
    const sign = (login: string): Promise<Client> => signIn(url, login, DEMO_PASSWORD);
    const people: People = {
      nurse: await sign('pkph1'),
      secondOfHospital: 'pkph2',
      issuer: await sign('issuer1'),
      secondIssuer: 'issuer2',
      dispatcher: await sign('dispatcher1'),
    };
    const { page, context, complaints } = await openWindow(browser);
    await takeSession(context, url, people.dispatcher.cookie);
    const first = await flying(people, 'drone-1', 'BX-1');
    await page.goto(`${url}/console?flight=${first.id}`);
    await holdResumeReturn(page);
    await shows(page, '已返回起点', LEG_MS);
    await acknowledgeAlarm(page, /未完成送达/);
    await heldBoxStays(page);

    const second = await flying(people, 'drone-2', 'BX-2');
    await page.goto(`${url}/console?flight=${second.id}`);
    await shows(page, '巡航', LEG_MS);
    await landHere(page);
    await resolveFlight(page);
    expect(complaints).toEqual([]);
  },
);
