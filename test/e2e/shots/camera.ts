import { mkdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { signIn, type Client } from '../../../server/demo/client.ts';
import { DEMO_PASSWORD } from '../../../server/seed/people.ts';
import { DESK, findChromium, launchChromium, PHONE } from '../../support/browser.ts';

const FOLDER = new URL('../../shots/', import.meta.url).pathname;

/** Chinese by day and English by night at both sizes, and the console's usual night. */
export const LOOKS = [
  { name: 'desk-zh-light', viewport: DESK, language: 'zh', scheme: 'light' },
  { name: 'phone-zh-light', viewport: PHONE, language: 'zh', scheme: 'light' },
  { name: 'desk-en-dark', viewport: DESK, language: 'en', scheme: 'dark' },
  { name: 'phone-en-dark', viewport: PHONE, language: 'en', scheme: 'dark' },
  { name: 'desk-zh-dark', viewport: DESK, language: 'zh', scheme: 'dark' },
] as const;
export type Look = (typeof LOOKS)[number];

export type Shot = {
  readonly name: string;
  readonly login?: string;
  readonly path: string;
  readonly prepare?: (page: Page, look: Look) => Promise<void>;
};

export const say = (text: string): void => void process.stdout.write(`${text}\n`);

const settled = async (page: Page): Promise<void> => {
  await page.waitForLoadState('networkidle', { timeout: 2500 }).catch(() => undefined);
  // Pictures only: maps and transitions come to rest.
  await pause(500);
};

const restAfter = async (page: Page, name: string, look: Look): Promise<void> => {
  await pause(200);
  await page.screenshot({ path: `${FOLDER}${name}.${look.name}.png`, fullPage: false });
  const more = await page.evaluate(() => document.documentElement.scrollHeight - window.innerHeight);
  if (more > 40) await page.screenshot({ path: `${FOLDER}${name}.${look.name}.full.png`, fullPage: true });
};

/** Names of people to signed-in clients; each logs in once. */
export const staff = (url: string) => {
  const sessions = new Map<string, Client>();
  return async (login: string): Promise<Client> => {
    const client = sessions.get(login) ?? (await signIn(url, login, DEMO_PASSWORD));
    sessions.set(login, client);
    return client;
  };
};
export type Staff = ReturnType<typeof staff>;

const openContext = async (
  browser: Browser,
  wanted: { readonly url: string; readonly look: Look; readonly cookie: string | undefined },
): Promise<BrowserContext> => {
  const { url, look, cookie } = wanted;
  const context = await browser.newContext({
    viewport: look.viewport,
    colorScheme: look.scheme,
    hasTouch: look.viewport === PHONE,
    timezoneId: 'Asia/Shanghai',
  });
  context.setDefaultTimeout(20_000);
  await context.addInitScript(
    ([language, scheme]) => {
      localStorage.setItem('lifeline.language', language);
      localStorage.setItem('mantine-color-scheme-value', scheme);
    },
    [look.language, look.scheme] as const,
  );
  const pairs = cookie === undefined ? [] : cookie.split('; ');
  await context.addCookies(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      return { name: pair.slice(0, at), value: pair.slice(at + 1), url };
    }),
  );
  return context;
};

/** A browser that takes pictures of the service at `url`, of those whose name matches `filter`. */
export const openCamera = async (url: string, sign: Staff, filter: string) => {
  mkdirSync(FOLDER, { recursive: true });
  const chromium = findChromium();
  if (chromium === undefined) throw new Error('no Chromium found: set CHROMIUM_PATH');
  const browser = await launchChromium(chromium);

  const take = async (shot: Shot, look: Look): Promise<void> => {
    const cookie = shot.login === undefined ? undefined : (await sign(shot.login)).cookie;
    const context = await openContext(browser, { url, look, cookie });
    const page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') say(`  ${shot.name}: ${message.text()}`);
    });
    try {
      await page.goto(`${url}${shot.path}`);
      await settled(page);
      await shot.prepare?.(page, look);
      await restAfter(page, shot.name, look);
    } catch (error) {
      say(`  ${shot.name} ${look.name}: ${error instanceof Error ? error.message.split('\n')[0] : ''}`);
    }
    await context.close();
  };

  return {
    shoot: async (shots: readonly Shot[], looks: readonly Look[] = LOOKS): Promise<void> => {
      for (const look of looks)
        for (const shot of shots.filter(({ name }) => new RegExp(filter).test(name))) await take(shot, look);
    },
    close: () => browser.close(),
  };
};
export type Camera = Awaited<ReturnType<typeof openCamera>>;

/** The tab of the console that a phone shows alone; a wide screen shows all. */
export const consoleTab = async (page: Page, look: Look, index = 2): Promise<void> => {
  if (look.viewport === PHONE) await page.getByRole('tab').nth(index).click();
};

/** A button by its words in the page's language. */
export const press = async (
  page: Page,
  look: Look,
  zh: string | RegExp,
  en: string | RegExp,
): Promise<void> => {
  const name = look.language === 'zh' ? zh : en;
  await page
    .getByRole('button', { name, exact: typeof name === 'string' })
    .first()
    .click();
};
