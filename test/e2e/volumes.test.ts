import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contract } from '../../server/api/contract/contract.ts';
import type { Flight } from '../../server/api/contract/flights.ts';
import { signIn } from '../../server/demo/client.ts';
import { orderBlood, packOrder, type People } from '../../server/demo/delivery.ts';
import { DEMO_PASSWORD } from '../../server/seed/people.ts';
import { findChromium, launchChromium } from '../support/browser.ts';
import { openWindow, takeSession } from '../support/pages.ts';
import { runServer } from '../support/server-process.ts';
import { tempFolder } from '../support/temp-folder.ts';

const READY_MS = 30_000;

const chromium = findChromium();
let browser: Browser | undefined;

beforeAll(async () => {
  if (chromium !== undefined) browser = await launchChromium(chromium);
});
afterAll(async () => browser?.close());

const quiet = (): void => undefined;

/** A packed order with a flight that is planned for it. */
const plannedFlight = async (people: People): Promise<Flight> => {
  const order = await packOrder(people, (await orderBlood(people, quiet)).id, quiet);
  const { vehicles } = await people.dispatcher.call(contract.fleet.vehicles, {});
  const body = { kind: 'delivery', orderId: order.id, vehicleId: vehicles[0]?.id ?? '' } as const;
  let made: Flight | undefined;
  // A drone is planned for as soon as its charge is heard.
  await expect
    .poll(
      async () => {
        made = await people.dispatcher.call(contract.flights.create, { body }).catch(() => undefined);
        return made;
      },
      { timeout: READY_MS },
    )
    .toBeDefined();
  if (made === undefined) throw new Error('no flight');
  return made;
};

test(
  'the volumes, the fence and the reach of the selected flight are on the map, with a legend, until they are hidden',
  { timeout: 120_000 },
  async (ctx) => {
    if (browser === undefined) return ctx.skip('no Chromium found: install one or set CHROMIUM_PATH');
    await using cleanup = new AsyncDisposableStack();
    const server = runServer(['--data', tempFolder(), '--port', '0']);
    const [, url = ''] = await server.line(/Lifeline is ready: (\S+)/, 60_000);
    const sign = (login: string) => signIn(url, login, DEMO_PASSWORD);
    const dispatcher = await sign('dispatcher1');
    const flight = await plannedFlight({
      nurse: await sign('pkph1'),
      secondOfHospital: 'pkph2',
      issuer: await sign('issuer1'),
      secondIssuer: 'issuer2',
      dispatcher,
    });
    const { page, context, complaints } = await openWindow(browser, { language: 'en' });
    cleanup.defer(() => context.close());
    await takeSession(context, url, dispatcher.cookie);

    await page.goto(`${url}/console`);
    const drawn = page.locator('path.lm-volume');
    const shown = page.getByRole('checkbox', { name: 'Show volumes, fence and reach' });
    await page.getByRole('region', { name: /^Map/ }).waitFor();
    expect(await drawn.count(), 'nothing is selected').toBe(0);
    expect(await shown.count()).toBe(0);

    await page.goto(`${url}/console?flight=${flight.id}`);
    await shown.waitFor();
    for (const kind of ['geography', 'contingency', 'groundRisk', 'fence', 'reach'])
      await expect.poll(() => page.locator(`path.lm-volume-${kind}`).count(), { message: kind }).toBe(1);
    const closed = flight.plan?.fence.filter(({ inclusion }) => !inclusion).length;
    expect(await page.locator('path.lm-volume-fenceOut').count()).toBe(closed);
    const { contingencyM, groundRiskM } = flight.plan?.volumes ?? {};
    await page.getByText(`Contingency volume (+${contingencyM} m)`).waitFor();
    await page.getByText(`Ground-risk buffer (+${groundRiskM} m)`).waitFor();
    // Told by more than colour: each line of the legend has a dash of its own.
    const dashes = await page
      .locator('ul line')
      .evaluateAll((lines) => lines.map((line) => line.getAttribute('stroke-dasharray')));
    expect(new Set(dashes).size).toBe(dashes.length);

    await shown.uncheck();
    await expect.poll(() => drawn.count()).toBe(0);
    await page.reload();
    await shown.waitFor();
    expect(await shown.isChecked(), 'kept on this device').toBe(false);
    expect(await drawn.count()).toBe(0);
    expect(complaints).toEqual([]);
  },
);
