import { generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contract } from '../../server/api/contract/contract.ts';
import type { Client } from '../../server/demo/client.ts';
import { startApp, type TestApp } from '../support/app.ts';

let service: TestApp;
let dispatcher: Client;
let admin: Client;

beforeAll(async () => {
  service = await startApp(['--totp', 'on']);
  dispatcher = await service.as('dispatcher1');
  admin = await service.as('admin');
}, 60_000);

afterAll(() => service.app.stop());

const codeNow = (secret: string): string => generateSync({ secret, epoch: Math.floor(Date.now() / 1000) });

describe('one-time codes over HTTP', () => {
  it('pages are told whether they are asked for', async () => {
    expect((await dispatcher.call(contract.system.info)).totp).toBe(true);
    const other = await startApp();
    const info = await (await other.as('ops')).call(contract.system.info);
    await other.app.stop();
    expect(info).toMatchObject({ demo: true, totp: false });
  });

  it('without demo data they cannot be switched off', async () => {
    await expect(startApp(['--no-demo', '--totp', 'off'])).rejects.toThrow('--totp off');
  });

  it('are set up, used once, and taken away by an administrator only', async () => {
    const begun = await dispatcher.call(contract.totp.enrol);
    const confirmed = await dispatcher.call(contract.totp.confirm, { body: { code: codeNow(begun.secret) } });
    expect(confirmed).toEqual({ required: true, enrolled: true });
    await expect(dispatcher.call(contract.totp.enrol)).rejects.toThrow('accounts.code_set');
    const { people } = await admin.call(contract.accounts.people);
    const id = people.find(({ login }) => login === 'dispatcher1')?.id ?? '';
    await expect(dispatcher.call(contract.totp.reset, { params: { id } })).rejects.toThrow(
      'accounts.forbidden',
    );
    await admin.call(contract.totp.reset, { params: { id } });
    expect(await dispatcher.call(contract.totp.state)).toEqual({ required: true, enrolled: false });
  });
});

describe('weather and approvals over HTTP', () => {
  const calm = { windMs: 4, gustMs: 6, temperatureC: 12, visibilityM: 8000, precipitation: 'none' } as const;

  it('are entered by those who may, and the demo’s are marked', async () => {
    const shown = await dispatcher.call(contract.preflight.weather);
    expect(shown.reports[0]).toMatchObject({ demo: true });
    const at = Date.now() - 60_000;
    const made = await dispatcher.call(contract.preflight.reportWeather, {
      body: { ...calm, at, source: 'roof' },
    });
    expect(made).toMatchObject({ windMs: 4, demo: false, validUntil: at + 30 * 60_000 });
    const nurse = await service.as('pkph1');
    await expect(
      nurse.call(contract.preflight.reportWeather, { body: { ...calm, at, source: 'window' } }),
    ).rejects.toThrow('accounts.forbidden');
  });

  it('refuses a report of the future, and gusts below the wind', async () => {
    const report = (change: object) =>
      dispatcher.call(contract.preflight.reportWeather, {
        body: { ...calm, at: Date.now(), source: 'roof', ...change },
      });
    await expect(report({ at: Date.now() + 120_000 })).rejects.toThrow('flights.invalid_weather');
    await expect(report({ gustMs: 3 })).rejects.toThrow('request.invalid');
  });

  it('an approval is entered and withdrawn with a reason', async () => {
    const now = Date.now();
    const body = { number: 'NJ-2026-17', from: now, to: now + 3_600_000 };
    const made = await dispatcher.call(contract.preflight.addApproval, { body });
    const params = { id: made.id };
    await dispatcher.call(contract.preflight.withdrawApproval, { params, body: { reason: 'military use' } });
    const { approvals } = await dispatcher.call(contract.preflight.approvals);
    expect(approvals.map(({ number }) => number)).toEqual(['DEMO-0001']);
    await expect(
      dispatcher.call(contract.preflight.withdrawApproval, { params, body: { reason: 'again' } }),
    ).rejects.toThrow('flights.not_found');
  });
});
