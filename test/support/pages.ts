import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { DEMO_PASSWORD } from '../../server/seed/people.ts';
import { DESK } from './browser.ts';

/** Levels A and AA of WCAG 2.0 to 2.2. */
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

export type Opened = {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the browser complained of: errors of scripts, of the console, of the content policy. */
  readonly complaints: readonly string[];
};

/** A browser writes every answer 4xx and every lost connection to its console: those are the pages' daily bread. */
const isNetworkNote = (text: string): boolean =>
  /^Failed to load resource: (the server responded with a status of 4|net::ERR_CONNECTION)/.test(text) ||
  /^WebSocket connection to .* failed/.test(text);

export type Look = {
  readonly viewport?: { width: number; height: number };
  readonly language?: 'zh' | 'en';
  readonly scheme?: 'light' | 'dark';
};

/** A window of its own, as one person's device. */
export const openWindow = async (browser: Browser, look: Look = {}): Promise<Opened> => {
  const viewport = look.viewport ?? DESK;
  const context = await browser.newContext({
    viewport,
    hasTouch: viewport.width < 500,
    colorScheme: look.scheme ?? 'light',
    timezoneId: 'Asia/Shanghai',
    acceptDownloads: true,
    reducedMotion: 'reduce',
  });
  if (look.language !== undefined) {
    await context.addInitScript(
      (language) => localStorage.setItem('lifeline.language', language),
      look.language,
    );
  }
  context.setDefaultTimeout(12_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !isNetworkNote(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return { page, context, complaints };
};

/** Logs in by hand. */
export const logIn = async (page: Page, url: string, login: string): Promise<void> => {
  await page.goto(`${url}/login`);
  await page.getByLabel('账号').fill(login);
  await page.getByLabel('密码', { exact: true }).fill(DEMO_PASSWORD);
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByRole('banner').waitFor();
};

/** Takes a session that was opened over HTTP into a browser. */
export const takeSession = async (context: BrowserContext, url: string, cookie: string): Promise<void> =>
  context.addCookies(
    cookie.split('; ').map((pair) => {
      const at = pair.indexOf('=');
      return { name: pair.slice(0, at), value: pair.slice(at + 1), url };
    }),
  );

type AxeResult = {
  violations: {
    id: string;
    impact: string | null;
    nodes: { html: string; any: { message: string }[] }[];
  }[];
};

const axeOnce = async (page: Page): Promise<string[]> => {
  // Run by the debugger, which the page's content policy does not bind.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResult>(
    `axe.run(document, { resultTypes: ['violations'], runOnly: ${JSON.stringify(WCAG)} })`,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.any[0]?.message.slice(0, 160) ?? ''}`),
    );
};

/**
 * What axe calls serious or critical on the page: rule, place and message. A page may be caught while it changes (a
 * button between locked and free): only what is found again counts.
 */
export const axeFaults = async (page: Page): Promise<string[]> => {
  const first = await axeOnce(page);
  if (first.length === 0) return [];
  await page.waitForFunction(() => document.querySelector('[aria-busy=true], .mantine-Loader-root') === null);
  const again = new Set(await axeOnce(page));
  return first.filter((fault) => again.has(fault));
};

/** English sentences: four words and more in a row, but for those that are marked as English. */
export const englishSentences = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found = new Set<string>();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = node.textContent ?? '';
      const marked = node.parentElement?.closest('[lang=en], script, style') ?? null;
      if (marked === null && /(?:\b[A-Za-z]{2,}[ ,]+){3}[A-Za-z]{2,}/.test(text)) found.add(text.trim());
    }
    return [...found];
  });

/** Texts and labels that look like a key of the translations instead of words. */
export const untranslated = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const key = /^[a-z][A-Za-z]+([.:][A-Za-z][A-Za-z_]+)+$|\{\{/;
    const found = new Set<string>();
    const look = (text: string | null): void => {
      if (text !== null && key.test(text.trim())) found.add(text.trim());
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) look(node.textContent);
    for (const element of document.querySelectorAll('[aria-label],[title],[placeholder],[alt]')) {
      for (const name of ['aria-label', 'title', 'placeholder', 'alt']) look(element.getAttribute(name));
    }
    return [...found];
  });
