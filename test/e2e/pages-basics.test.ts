import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contract } from '../../server/api/contract/contract.ts';
import { signIn, type Client } from '../../server/demo/client.ts';
import { packOrder, type People } from '../../server/demo/delivery.ts';
import { DEMO_PASSWORD } from '../../server/seed/people.ts';
import { DESK, findChromium, launchChromium, PHONE } from '../support/browser.ts';
import {
  axeFaults,
  englishSentences,
  logIn,
  openWindow,
  takeSession,
  untranslated,
  type Look,
} from '../support/pages.ts';
import { runServer } from '../support/server-process.ts';
import { tempFolder } from '../support/temp-folder.ts';

const NO_BROWSER = 'no Chromium found: install one or set CHROMIUM_PATH';
const LONG_MS = 180_000;
const SOON_MS = 15_000;
/** A name that would run as a script where a page writes it as markup. */
const EVIL = '<img src=x onerror="window.hurt=1">';

const chromium = findChromium();
let browser: Browser | undefined;

beforeAll(async () => {
  if (chromium !== undefined) browser = await launchChromium(chromium);
});
afterAll(async () => browser?.close());

const sign = (url: string, login: string): Promise<Client> => signIn(url, login, DEMO_PASSWORD);

const orderOf = (nurse: Client, requestNo: string, note = '') =>
  nurse.call(contract.orders.create, {
    body: {
      urgency: 'EMERGENCY',
      neededBy: Date.now() + 3_600_000,
      requestNo,
      wardPhone: '8001',
      note,
      lines: [{ component: 'RBC', abo: 'O', rhd: 'POS', units: 1 }],
    },
  });

const peopleOf = async (url: string): Promise<People> => ({
  nurse: await sign(url, 'pkph1'),
  secondOfHospital: 'pkph2',
  issuer: await sign(url, 'issuer1'),
  secondIssuer: 'issuer2',
  dispatcher: await sign(url, 'dispatcher1'),
});

/** Every page, whose it is, and a text by which it is there. */
const pagesOf = (orderId: string, flightId: string): readonly [login: string, path: string][] => [
  ['pkph1', '/hospital'],
  ['pkph1', '/hospital/new'],
  ['pkph1', `/hospital/orders/${orderId}`],
  ['pkph1', `/hospital/orders/${orderId}/receive`],
  ['pkph1', '/hospital/pads'],
  ['pkph1', '/nowhere'],
  ['pkph1', '/console'],
  ['issuer1', '/issue'],
  ['issuer1', `/issue/orders/${orderId}`],
  ['issuer1', '/issue/pad'],
  ['issuer1', '/issue/stock'],
  ['dispatcher1', '/console'],
  ['dispatcher1', `/console?flight=${flightId}`],
  ['ops', '/ops'],
  ['ops', '/ops/flights'],
  ['ops', `/ops/flights/${flightId}`],
  ['admin', '/admin'],
  ['admin', '/admin/sites'],
  ['admin', '/admin/drones'],
  ['admin', '/admin/links'],
  ['admin', '/admin/airspace'],
  ['admin', '/admin/audit'],
];

/** The page has what it asked for: no skeleton and no loader is left. */
const arrived = async (page: Page): Promise<void> => {
  try {
    await page.getByRole('banner').waitFor();
    await page.waitForFunction(
      () => document.querySelector('[aria-busy=true], .mantine-Loader-root') === null,
    );
  } catch (error) {
    const text = await page.locator('body').innerText();
    throw new Error(`${page.url()} did not arrive, it shows: ${text.slice(0, 300)}`, { cause: error });
  }
};

const LOOKS: readonly Look[] = [
  { viewport: PHONE, language: 'zh', scheme: 'light' },
  { viewport: DESK, language: 'en', scheme: 'dark' },
];

/** What is wrong with a page as it stands: for people with other senses, untranslated, too wide for its screen. */
const pageFaults = async (page: Page, look: Look): Promise<string[]> => {
  const faults = await axeFaults(page);
  faults.push(...(await untranslated(page)).map((text) => `is not translated: ${text}`));
  if (look.language === 'zh') {
    faults.push(...(await englishSentences(page)).map((text) => `speaks English: ${text}`));
  }
  const { width, lang } = await page.evaluate(() => ({
    width: document.documentElement.scrollWidth,
    lang: document.documentElement.lang,
  }));
  if (width > (look.viewport?.width ?? 0)) faults.push(`is ${width} px wide`);
  if (!lang.startsWith(look.language ?? 'zh')) faults.push(`says that its language is ${lang}`);
  return faults;
};

test(
  'every page in both languages, both colour schemes and both sizes',
  { timeout: LONG_MS },
  async (ctx) => {
    if (browser === undefined) return ctx.skip(NO_BROWSER);
    const server = runServer(['--data', tempFolder(), '--port', '0']);
    const [, url = ''] = await server.line(/Lifeline is ready: (\S+)/, 60_000);
    const people = await peopleOf(url);
    const order = await packOrder(people, (await orderOf(people.nurse, 'XQ-1')).id, () => undefined);
    const flight = await people.dispatcher.call(contract.flights.create, {
      body: { kind: 'delivery', orderId: order.id, vehicleId: 'drone-1' },
    });
    const faults: string[] = [];
    for (const look of LOOKS) {
      for (const login of ['pkph1', 'issuer1', 'dispatcher1', 'ops', 'admin']) {
        const { page, context, complaints } = await openWindow(browser, look);
        await takeSession(context, url, (await sign(url, login)).cookie);
        for (const [, path] of pagesOf(order.id, flight.id).filter(([whose]) => whose === login)) {
          await page.goto(`${url}${path}`);
          await arrived(page);
          const where = `${look.language ?? ''} ${look.scheme ?? ''} ${path.replace(/[0-9a-z]{26}/, ':id')}`;
          faults.push(...(await pageFaults(page, look)).map((fault) => `${where} ${fault}`));
        }
        faults.push(...complaints.map((complaint) => `${login} ${complaint}`));
        await context.close();
      }
    }
    expect([...new Set(faults)]).toEqual([]);
  },
);

test('language and colours are switched by hand, and stay', { timeout: LONG_MS }, async (ctx) => {
  if (browser === undefined) return ctx.skip(NO_BROWSER);
  const server = runServer(['--data', tempFolder(), '--port', '0', '--no-embedded']);
  const [, url = ''] = await server.line(/Lifeline is ready: (\S+)/, 60_000);
  const { page, complaints } = await openWindow(browser, { viewport: PHONE });
  await logIn(page, url, 'pkph1');
  await page.getByRole('button', { name: '我的账户' }).click();
  await page.getByText('English', { exact: true }).click();
  await page.getByText('Dark', { exact: true }).click();
  await page.getByRole('tab', { name: 'My orders' }).waitFor();
  await page.reload();
  await page.getByRole('tab', { name: 'My orders' }).waitFor();
  expect(await page.locator('html').getAttribute('data-mantine-color-scheme')).toBe('dark');
  expect(complaints).toEqual([]);
});

test('a hospital sees nothing of another one', { timeout: LONG_MS }, async (ctx) => {
  if (browser === undefined) return ctx.skip(NO_BROWSER);
  const server = runServer(['--data', tempFolder(), '--port', '0', '--no-embedded']);
  const [, url = ''] = await server.line(/Lifeline is ready: (\S+)/, 60_000);
  const order = await orderOf(await sign(url, 'pkph1'), 'XQ-SECRET');
  const { page } = await openWindow(browser, { viewport: PHONE });
  await logIn(page, url, 'pktcm1');
  await page.getByText('没有进行中的订单').waitFor();
  await page.goto(`${url}/hospital/orders/${order.id}`);
  await page.getByText('没有这个订单').waitFor();
  expect(await page.locator('body').innerText()).not.toContain('XQ-SECRET');
  await page.goto(`${url}/console`);
  await page.getByText('您的角色不能使用这个页面。').waitFor();
});

test('names and notes are text everywhere, never markup', { timeout: LONG_MS }, async (ctx) => {
  if (browser === undefined) return ctx.skip(NO_BROWSER);
  const server = runServer(['--data', tempFolder(), '--port', '0']);
  const [, url = ''] = await server.line(/Lifeline is ready: (\S+)/, 60_000);
  const admin = await sign(url, 'admin');
  const { sites } = await admin.call(contract.fleet.sites);
  const site = sites.find(({ id }) => id === 'pkph');
  if (site === undefined) throw new Error('expected the site pkph in the demo');
  await admin.call(contract.fleet.changeSite, {
    params: { id: 'pkph' },
    body: { nameZh: EVIL, nameEn: EVIL },
  });
  await admin.call(contract.fleet.changeVehicle, { params: { id: 'drone-1' }, body: { name: EVIL } });
  const people = await peopleOf(url);
  const created = await orderOf(people.nurse, 'XQ-9', EVIL);
  const order = await packOrder(people, created.id, () => undefined);
  const flight = await people.dispatcher.call(contract.flights.create, {
    body: { kind: 'delivery', orderId: order.id, vehicleId: 'drone-1' },
  });
  for (const login of ['pkph1', 'issuer1', 'dispatcher1', 'ops', 'admin']) {
    const { page, context, complaints } = await openWindow(browser);
    await takeSession(context, url, (await sign(url, login)).cookie);
    let seen = 0;
    for (const [, path] of pagesOf(order.id, flight.id).filter(([whose]) => whose === login)) {
      await page.goto(`${url}${path}`);
      await arrived(page);
      if (path.startsWith('/console?')) {
        await page.locator('.lm-site-name', { hasText: EVIL }).waitFor();
        await page.locator('.lm-drone-name', { hasText: EVIL }).waitFor();
      }
      seen += await page.getByText(EVIL).count();
      expect(await page.locator('img[src="x"]').count(), path).toBe(0);
    }
    expect(seen, `${login} sees the name`).toBeGreaterThan(0);
    expect(await page.evaluate(() => 'hurt' in window)).toBe(false);
    expect(complaints).toEqual([]);
    await context.close();
  }
});

test('a page says that the service is away and goes on by itself', { timeout: LONG_MS }, async (ctx) => {
  if (browser === undefined) return ctx.skip(NO_BROWSER);
  const folder = tempFolder();
  const first = runServer(['--data', folder, '--port', '0', '--no-embedded']);
  const [, url = ''] = await first.line(/Lifeline is ready: (\S+)/, 60_000);
  const { page, complaints } = await openWindow(browser, { viewport: PHONE });
  await logIn(page, url, 'pkph1');
  await page.getByText('没有进行中的订单').waitFor();
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  first.child.kill('SIGKILL');
  await first.ended;
  await page.getByText('与服务器的连接已中断').waitFor({ timeout: SOON_MS });
  const again = runServer(['--data', folder, '--port', new URL(url).port, '--no-embedded']);
  await again.line(/Lifeline is ready: (\S+)/, 60_000);
  await page.getByText('与服务器的连接已中断').waitFor({ state: 'hidden', timeout: SOON_MS });
  await orderOf(await sign(url, 'pkph2'), 'XQ-2');
  await page.getByRole('link', { name: /P-0001/ }).waitFor({ timeout: SOON_MS });
  expect(await page.evaluate(() => 'sameDocument' in window), 'without a reload').toBe(true);
  expect(complaints).toEqual([]);
});
