import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contract } from '../../server/api/contract/contract.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { findChromium, launchChromium } from '../support/browser.ts';
import { openWindow, takeSession } from '../support/pages.ts';

/** A person and the pages of that role. */
const PAGES: readonly (readonly [login: string, paths: readonly string[]])[] = [
  ['pkph1', ['/hospital', '/hospital/new', '/hospital/pads']],
  ['issuer1', ['/issue', '/issue/pad', '/issue/stock']],
  ['dispatcher1', ['/console', '/ops', '/ops/flights', '/ops/incidents']],
  ['admin', ['/admin', '/nowhere']],
];

const chromium = findChromium();
let app: TestApp;
let browser: Browser | undefined;

beforeAll(async () => {
  app = await startApp(['--drill']);
  if (chromium !== undefined) browser = await launchChromium(chromium);
});

afterAll(async () => {
  await browser?.close();
  await app.app.stop();
});

describe('a drill', () => {
  it('is marked in the answers and in the numbers, and has no link to anything real', async () => {
    const health = await fetch(`${app.url}/api/health`);
    expect(health.headers.get('x-lifeline-drill')).toBe('1');
    expect(await health.json()).toMatchObject({ drill: true });
    const admin = await app.as('admin');
    const link = {
      name: 'radio',
      kind: 'udp',
      host: '0.0.0.0',
      port: 0,
      device: '',
      baud: 57600,
      priority: 5,
    } as const;
    await expect(admin.call(contract.fleet.addLink, { body: link })).rejects.toThrow('simulated drones only');
  });

  it.skipIf(chromium === undefined)(
    'is marked on every page, on the log-in and in print',
    { timeout: 120_000 },
    async () => {
      if (browser === undefined) return;
      const { page, context } = await openWindow(browser);
      const marked = async (path: string): Promise<void> => {
        await page.goto(`${app.url}${path}`);
        await page.locator('[data-drill]').waitFor();
        await page.emulateMedia({ media: 'print' });
        expect(await page.locator('[data-drill]').isVisible(), `${path} in print`).toBe(true);
        await page.emulateMedia({ media: 'screen' });
      };
      await marked('/login');
      for (const [login, paths] of PAGES) {
        const { cookie } = await app.as(login);
        await context.clearCookies();
        await takeSession(context, app.url, cookie);
        for (const path of paths) await marked(path);
      }
      await context.close();
    },
  );
});
