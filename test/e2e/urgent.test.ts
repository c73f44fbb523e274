import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contract } from '../../server/api/contract/contract.ts';
import { signIn, type Client } from '../../server/demo/client.ts';
import { orderBlood, packOrder } from '../../server/demo/delivery.ts';
import { DEMO_PASSWORD } from '../../server/seed/people.ts';
import { addressOf } from '../../web/shared/client.ts';
import { findChromium, launchChromium } from '../support/browser.ts';
import { axeFaults, openWindow, takeSession } from '../support/pages.ts';
import { runServer } from '../support/server-process.ts';
import { tempFolder } from '../support/temp-folder.ts';

const MINUTE_MS = 60_000;

const chromium = findChromium();
let browser: Browser | undefined;

beforeAll(async () => {
  if (chromium !== undefined) browser = await launchChromium(chromium);
});
afterAll(async () => browser?.close());

const quiet = (): void => undefined;

/** A service with a planned flight that no approval covers. */
const uncovered = async () => {
  const server = runServer(['--data', tempFolder(), '--port', '0']);
  const [, url = ''] = await server.line(/Lifeline is ready: (\S+)/, 60_000);
  const sign = (login: string): Promise<Client> => signIn(url, login, DEMO_PASSWORD);
  const [nurse, issuer, dispatcher] = [await sign('pkph1'), await sign('issuer1'), await sign('dispatcher1')];
  const people = { nurse, issuer, dispatcher, secondOfHospital: 'pkph2', secondIssuer: 'issuer2' };
  const { id: orderId } = await packOrder(people, (await orderBlood(people, quiet)).id, quiet);
  const flight = await dispatcher.call(contract.flights.create, {
    body: { kind: 'delivery', orderId, vehicleId: 'drone-1' },
  });
  const { approvals } = await dispatcher.call(contract.preflight.approvals);
  for (const { id } of approvals)
    await dispatcher.call(contract.preflight.withdrawApproval, {
      params: { id },
      body: { reason: 'for this test' },
    });
  return { url, nurse, issuer, dispatcher, params: { id: flight.id } };
};

test('an application over HTTP: who may, once, its files, its approval', { timeout: 90_000 }, async () => {
  const { url, nurse, issuer, dispatcher, params } = await uncovered();
  const { urgent } = contract;
  const post = (route: typeof urgent.begin | typeof urgent.save, body: unknown): Promise<Response> =>
    fetch(`${url}${addressOf(route, { params })}`, {
      method: 'POST',
      headers: {
        cookie: dispatcher.cookie,
        'content-type': 'application/json',
        'idempotency-key': 'urgent-begin-0001',
      },
      body: JSON.stringify(body),
    });
  const file = (route: typeof urgent.pdf | typeof urgent.json, by: Client): Promise<Response> =>
    fetch(`${url}${addressOf(route, { params })}`, { headers: { cookie: by.cookie } });

  expect(await issuer.call(urgent.get, { params })).toEqual({ application: null });
  await expect(nurse.call(urgent.get, { params })).rejects.toThrow('accounts.forbidden');
  const wanted = { basis: 'rescue' as const, takeoffAt: Date.now() + 60 * MINUTE_MS };
  await expect(issuer.call(urgent.begin, { params, body: wanted })).rejects.toThrow('accounts.forbidden');
  const first: unknown = await (await post(urgent.begin, wanted)).json();
  expect(await (await post(urgent.begin, wanted)).json()).toEqual(first);
  await expect(dispatcher.call(urgent.begin, { params, body: wanted })).rejects.toThrow(
    'flights.wrong_application',
  );
  // The route is the plan's to say.
  expect((await post(urgent.save, { ...wanted, answers: { route: 'elsewhere' } })).status).toBe(422);

  expect((await file(urgent.pdf, dispatcher)).status).toBe(409);
  const { application } = await dispatcher.call(urgent.export, { params, body: { format: 'pdf' } });
  const pdf = await file(urgent.pdf, issuer);
  expect(pdf.headers.get('content-type')).toContain('application/pdf');
  expect(pdf.headers.get('content-disposition')).toMatch(/attachment; filename=\S+-application\.pdf/);
  expect(
    Buffer.from(await pdf.arrayBuffer())
      .subarray(0, 5)
      .toString(),
  ).toBe('%PDF-');
  const json: unknown = await (await file(urgent.json, issuer)).json();
  expect(json).toMatchObject({ form: 'urgent-flight-application/1', hash: application?.steps.at(-1)?.hash });
  expect((await file(urgent.json, nurse)).status).toBe(403);

  await dispatcher.call(urgent.sent, { params, body: { via: 'telephone' } });
  const [from, to] = [Date.now(), Date.now() + 120 * MINUTE_MS];
  const body = { reference: 'NJ-29-7', from, to, needsConfirmation: true };
  await dispatcher.call(urgent.grant, { params, body });
  const { approvals } = await dispatcher.call(contract.preflight.approvals);
  expect(approvals).toMatchObject([{ number: 'NJ-29-7', from, to, confirmations: [] }]);
  await dispatcher.call(urgent.withdraw, { params, body: { reason: 'not needed' } });
  expect((await dispatcher.call(contract.preflight.approvals)).approvals).toEqual([]);
});

const fillIn = async (page: Page): Promise<void> => {
  await page.getByText(/还有 \d+ 项待填/).waitFor();
  await page.getByRole('button', { name: '填写', exact: true }).click();
  const form = page.getByRole('dialog', { name: /紧急飞行申请/ });
  await form.getByText('13 其他必需信息').waitFor();
  for (const box of await form.locator('textarea:not([aria-hidden])').all())
    if ((await box.inputValue()) === '') await box.fill('无');
  await form.getByRole('button', { name: '保存' }).click();
  await form.waitFor({ state: 'hidden' });
};

const answer = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: '记录已提交' }).click();
  const sending = page.getByRole('dialog', { name: '已提交管制' });
  await sending.getByLabel(/提交方式/).fill('电话');
  await sending.getByLabel(/受理编号/).fill('NJ-29-8');
  await sending.getByRole('button', { name: '保存' }).click();
  await page.getByRole('button', { name: '记录获批' }).click();
  const granting = page.getByRole('dialog', { name: '管制已批准' });
  expect(await granting.getByLabel('批复编号').inputValue()).toBe('NJ-29-8');
  await granting.getByRole('button', { name: '保存' }).click();
  await granting.waitFor({ state: 'hidden' });
};

test('a dispatcher applies for an urgent flight in the console', { timeout: 120_000 }, async (ctx) => {
  if (browser === undefined) return ctx.skip('no Chromium found: install one or set CHROMIUM_PATH');
  const { url, dispatcher, params } = await uncovered();
  const { page, context, complaints } = await openWindow(browser);
  await takeSession(context, url, dispatcher.cookie);
  await page.goto(`${url}/console?flight=${params.id}`);
  const card = page.getByRole('region', { name: '紧急飞行申请（第二十九条）' });
  await card.getByText('没有空域批复能覆盖这次飞行，请提出紧急飞行申请。').waitFor();
  await card.getByRole('button', { name: '开始申请' }).click();
  await fillIn(page);
  // No elevation file: the height above ground stays a blank, and the form goes out with it.
  await card.getByText('还有 1 项待填').waitFor();
  expect(await card.getByRole('button', { name: '记录已提交' }).isDisabled()).toBe(true);
  const download = page.waitForEvent('download');
  await card.getByRole('button', { name: 'PDF' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/-application\.pdf$/);
  expect(
    readFileSync(await file.path())
      .subarray(0, 5)
      .toString(),
  ).toBe('%PDF-');
  await answer(page);
  await card.getByText('已批准', { exact: true }).waitFor();
  const contact = card.getByLabel('已与空管建立联系并报告准备情况');
  await contact.click();
  await expect.poll(() => contact.isChecked(), { timeout: 10_000 }).toBe(true);
  await card.getByText('NJ-29-8', { exact: true }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  expect(complaints).toEqual([]);
});
