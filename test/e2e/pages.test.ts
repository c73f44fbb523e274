import { readFile } from 'node:fs/promises';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '../../server/seed/people.ts';
import { findChromium, launchChromium, PHONE } from '../support/browser.ts';
import { axeFaults, logIn, openWindow, type Opened } from '../support/pages.ts';
import { runServer } from '../support/server-process.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** A leg of 17 minutes then takes about 25 s. */
const DRONE_SPEED = '40';
const LEG_MS = 80_000;
/** What a page does by itself after something happened elsewhere. */
const SOON_MS = 15_000;

const chromium = findChromium();
let browser: Browser | undefined;

beforeAll(async () => {
  if (chromium !== undefined) browser = await launchChromium(chromium);
});
afterAll(async () => browser?.close());

const shows = (where: Page | Locator, text: string | RegExp, timeout = SOON_MS): Promise<void> =>
  where.getByText(text).first().waitFor({ timeout });

/** Counts what a thumb does. */
const thumb = () => {
  let taps = 0;
  return {
    tap: async (target: Locator): Promise<void> => {
      taps += 1;
      await target.click();
    },
    taps: () => taps,
  };
};

const choice = (page: Page, group: string, text: string): Locator =>
  page.getByRole('radiogroup', { name: group }).getByText(text, { exact: true });

const orderOnPhone = async (page: Page): Promise<number> => {
  const { tap, taps } = thumb();
  await tap(page.getByRole('link', { name: '下单用血' }).first());
  await tap(choice(page, '紧急程度', '紧急'));
  await tap(choice(page, '血液成分', '悬浮红细胞'));
  await tap(choice(page, 'ABO 血型', 'O'));
  await tap(choice(page, 'RhD', '阳性'));
  await tap(page.getByRole('button', { name: '增加一袋' }));
  await tap(page.getByLabel('申请号'));
  await page.keyboard.type('XQ-0317');
  await tap(page.getByLabel('科室电话'));
  await page.keyboard.type('8012');
  await tap(page.getByRole('button', { name: '提交订单' }));
  await page.getByRole('heading', { name: 'P-0001' }).waitFor();
  await shows(page, '待受理');
  return taps();
};

const scan = async (where: Page | Locator, label: string | RegExp, code: string): Promise<void> => {
  const field = where.getByLabel(label);
  await field.fill(code);
  await field.press('Enter');
};

const issueBlood = async (page: Page): Promise<string[]> => {
  await page.getByRole('link', { name: /P-0001/ }).click();
  await page.getByRole('button', { name: '受理并留血' }).click();
  await shows(page, '已留血，待装箱');
  const numbers = page.getByRole('cell', { name: /^G\d{12}$/ });
  await expect.poll(() => numbers.count(), { timeout: SOON_MS }).toBe(2);
  const dins = await numbers.allTextContents();
  // A scanner is a keyboard: it types where the focus is, and does not wait for answers.
  await page.getByLabel('取血扫描（DIN）').focus();
  for (const din of dins) {
    await page.keyboard.type(`=${din}00`);
    await page.keyboard.press('Enter');
  }
  await shows(page, '已全部取出');
  await page.getByLabel('第二人账号').fill('issuer2');
  await page.getByLabel('第二人密码').fill(DEMO_PASSWORD);
  for (const din of dins) {
    await scan(page, '复核扫描（DIN）', `=${din}00`);
    await shows(page, new RegExp(`${din} 复核无误|已全部复核`));
  }
  await shows(page, '已全部复核');
  await page.getByLabel('箱号').fill('BX-0012');
  await page.getByLabel('封签号').fill('S-77120');
  await page.getByRole('button', { name: '封箱' }).click();
  await shows(page, '已装箱，待起飞');
  return dins;
};

const load = async (page: Page): Promise<void> => {
  await page.getByRole('tab', { name: '起降坪' }).click();
  const card = page.getByRole('region', { name: 'LX-01' });
  await card.getByLabel('箱号').fill('BX-0012');
  await card.getByLabel('封签号').fill('S-77120');
  await card.getByLabel('无人机').fill('LX-01');
  await card.getByRole('button', { name: '装机' }).click();
  await shows(card, '全部装机');
};

/** Makes the dispatcher's ticks and opens the last question. */
const askLaunch = async (page: Page): Promise<Locator> => {
  const button = page.getByRole('button', { name: '起飞…' });
  const own = page.getByRole('group', { name: '调度员确认' });
  for (const name of ['已查看两处起降坪画面，无人员', '已查看空域与航行通告', '载荷已固定']) {
    await own.getByLabel(name).click();
    await expect.poll(() => own.getByLabel(name).isChecked(), { timeout: SOON_MS }).toBe(true);
  }
  // Nothing else speaks against it: one person launches.
  await expect
    .poll(
      async () => {
        return button.isEnabled();
      },
      { timeout: LEG_MS, interval: 300 },
    )
    .toBe(true);
  await button.click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: '按住 1.5 秒起飞' }).waitFor();
  return dialog;
};

const launchByHolding = async (page: Page): Promise<void> => {
  const dialog = await askLaunch(page);
  await shows(dialog, 'BX-0012 / S-77120');
  const button = dialog.getByRole('button', { name: '按住 1.5 秒起飞' });
  await button.click();
  await expect.poll(() => dialog.isVisible(), { message: 'a short press launches nothing' }).toBe(true);
  await button.hover();
  await page.mouse.down();
  await dialog.waitFor({ state: 'hidden' });
  await page.mouse.up();
};

const launchByKeyboard = async (page: Page): Promise<void> => {
  const dialog = await askLaunch(page);
  const button = dialog.getByRole('button', { name: '按住 1.5 秒起飞' });
  const isFocused = (): Promise<boolean> => button.evaluate((element) => element === document.activeElement);
  for (let steps = 0; steps < 4 && !(await isFocused()); steps++) await page.keyboard.press('Tab');
  expect(await isFocused(), 'the hold button is reached by Tab').toBe(true);
  await page.keyboard.down(' ');
  await dialog.waitFor({ state: 'hidden' });
  await page.keyboard.up(' ');
};

const receive = async (page: Page, dins: readonly string[]): Promise<void> => {
  await page.getByRole('tab', { name: '我的订单' }).click();
  await page.getByRole('link', { name: /P-0001/ }).click();
  await page.getByRole('link', { name: '签收血液' }).click();
  await scan(page, '扫描箱号', 'BX-0012');
  await shows(page, '箱号相符');
  await page.getByLabel('封签号').fill('S-77120');
  await page.getByLabel(/开箱温度/).fill('4.2');
  await page.getByText('封签完好', { exact: true }).click();
  await page.getByText('外观正常', { exact: true }).click();
  expect(await page.getByRole('button', { name: '签收（第一人）' }).isEnabled()).toBe(false);
  for (const din of dins) await scan(page, '扫描血袋条码（DIN）', `=${din}00`);
  await page.getByRole('button', { name: '签收（第一人）' }).click();
  await shows(page, '等待第二人签字');
  await page.getByLabel('第二人账号').fill('pkph2');
  await page.getByLabel('第二人密码').fill(DEMO_PASSWORD);
  await page.getByRole('button', { name: '第二人签字' }).click();
  await page.getByText('李医师').first().waitFor();
};

const prepareWayHome = async (page: Page): Promise<void> => {
  await page.getByRole('tab', { name: '起降坪' }).click();
  const card = page.getByRole('region', { name: 'LX-01' });
  for (const name of ['血箱已全部卸下', '电池已更换', '起降坪无人无物']) await card.getByLabel(name).check();
  await card.getByRole('button', { name: '确认返航准备完成' }).click();
  await shows(card, /返航准备已由 王护士/);
};

/** The first record of a telemetry log: eight bytes of time in microseconds, then a MAVLink frame. */
const firstRecord = async (page: Page): Promise<{ atMs: number; start: number }> => {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: /下载遥测日志/ }).click(),
  ]);
  const bytes = await readFile(await download.path());
  return { atMs: Number(bytes.readBigUInt64BE(0) / 1000n), start: bytes[8] ?? 0 };
};

const review = async (page: Page): Promise<void> => {
  await page.getByRole('tab', { name: '飞行' }).click();
  await page.getByRole('link', { name: 'F-0001' }).click();
  await page.getByRole('heading', { name: '飞行 F-0001' }).waitFor();
  await expect.poll(() => page.locator('.uplot canvas').count(), { timeout: SOON_MS }).toBe(4);
  await expect
    .poll(() => page.locator('.lm path.leaflet-interactive, .lm svg path').count())
    .toBeGreaterThan(2);
  const timeline = page.getByRole('list').last();
  for (const word of ['创建飞行', '确认起飞', '离地', '降落', '现场周转确认']) await shows(timeline, word);
  const { atMs, start } = await firstRecord(page);
  expect(start, 'a MAVLink 2 frame').toBe(0xfd);
  expect(Math.abs(Date.now() - atMs), 'time of the first record').toBeLessThan(30 * 60_000);
};

/** What axe finds in these windows at this moment, by whose window it is. */
const faultsOf = async (windows: Readonly<Record<string, Opened>>): Promise<string[]> => {
  const found: string[] = [];
  for (const [who, { page }] of Object.entries(windows)) {
    found.push(...(await axeFaults(page)).map((fault) => `${who} ${new URL(page.url()).pathname} ${fault}`));
  }
  return [...new Set(found)];
};

test('one delivery through the pages of everybody', { timeout: 240_000 }, async (ctx) => {
  if (browser === undefined) return ctx.skip('no Chromium found: install one or set CHROMIUM_PATH');
  const server = runServer(['--data', tempFolder(), '--port', '0', '--embedded-speed', DRONE_SPEED]);
  const [, url = ''] = await server.line(/Lifeline is ready: (\S+)/, 60_000);
  const nurse = await openWindow(browser, { viewport: PHONE });
  const issuer = await openWindow(browser);
  const dispatcher = await openWindow(browser);
  const ops = await openWindow(browser);
  const faults: string[] = [];
  await logIn(nurse.page, url, 'pkph1');
  await logIn(issuer.page, url, 'issuer1');
  await logIn(dispatcher.page, url, 'dispatcher1');

  const ordering = Date.now();
  const taps = await orderOnPhone(nurse.page);
  console.log(`order: ${taps} taps, ${((Date.now() - ordering) / 1000).toFixed(1)} s by a machine`);
  expect(taps).toBeLessThanOrEqual(9);
  const dins = await issueBlood(issuer.page);
  expect(dins).toHaveLength(2);

  // The queue shows the order by itself.
  await dispatcher.page.getByRole('button', { name: /P-0001.*选派无人机/ }).click({ timeout: SOON_MS });
  await dispatcher.page.getByRole('button', { name: '选派并规划航线' }).click();
  await shows(dispatcher.page, '装机未完成：0 / 1 箱');
  await load(issuer.page);
  await shows(dispatcher.page, '已装机 1 / 1 箱');
  await dispatcher.page.getByText('装机未完成').first().waitFor({ state: 'hidden', timeout: SOON_MS });
  await launchByHolding(dispatcher.page);

  await shows(dispatcher.page, '巡航', LEG_MS);
  await shows(dispatcher.page, '实时数据');
  await dispatcher.page.locator('.lm-drone-selected').waitFor();
  await shows(nurse.page, /^多半 \d\d:\d\d(:\d\d)? 到$/);
  await nurse.page.locator('.lm .lm-drone').waitFor();
  faults.push(...(await faultsOf({ nurse, dispatcher })));
  await nurse.page.getByRole('tab', { name: '起降坪' }).click();
  const pad = nurse.page.getByRole('region', { name: 'H1' });
  await pad.getByRole('button', { name: '确认可以降落' }).click();
  await shows(pad, /^可以降落$/);
  const landed = nurse.page.getByRole('region', { name: 'LX-01' });
  await landed.waitFor({ timeout: LEG_MS });
  await scan(landed, '扫描箱号卸货', 'BX-0012');
  await shows(landed, '已卸下 BX-0012');
  await receive(nurse.page, dins);
  faults.push(...(await faultsOf({ nurse })));
  await prepareWayHome(nurse.page);

  await dispatcher.page.getByRole('button', { name: '创建返程飞行' }).click({ timeout: SOON_MS });
  await launchByKeyboard(dispatcher.page);
  await shows(dispatcher.page, '巡航', LEG_MS);
  await logIn(ops.page, url, 'ops');
  await review(ops.page);
  faults.push(...(await faultsOf({ ops })));
  await expect
    .poll(() => dispatcher.page.getByRole('button', { name: /LX-01.*待命.*在 南京红十字血液中心/ }).count(), {
      timeout: LEG_MS,
    })
    .toBe(1);
  faults.push(...[nurse, issuer, dispatcher, ops].flatMap(({ complaints }) => complaints));
  expect([...new Set(faults)]).toEqual([]);
});
