import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contract } from '../../server/api/contract/contract.ts';
import type { Client } from '../../server/demo/client.ts';
import { orderBlood, packOrder } from '../../server/demo/delivery.ts';
import { DEMO_PASSWORD } from '../../server/seed/people.ts';
import { startApp, type TestApp } from '../support/app.ts';

let service: TestApp;
let nurse: Client;
let admin: Client;
let orderId: string;

/** A receipt with its first signature: the order came by road, so that no drone is needed. */
beforeAll(async () => {
  service = await startApp();
  nurse = await service.as('pkph1');
  admin = await service.as('admin');
  const issuer = await service.as('issuer1');
  const dispatcher = await service.as('dispatcher1');
  const people = { nurse, issuer, dispatcher, secondOfHospital: 'pkph2', secondIssuer: 'issuer2' };
  const order = await packOrder(people, (await orderBlood(people, () => undefined)).id, () => undefined);
  orderId = order.id;
  const params = { id: orderId };
  await dispatcher.call(contract.orders.byRoad, { params, body: { reason: 'no drone today' } });
  await nurse.call(contract.orders.receive, {
    params,
    body: {
      boxes: [
        { boxNo: 'BX-DEMO-1', sealNo: 'SEAL-DEMO-1', sealIntact: true, temperatureC: 4, appearanceOk: true },
      ],
      units: order.lines.flatMap(({ reserved }) =>
        reserved.map(({ din }) => ({ scan: din, verdict: 'accept' as const })),
      ),
    },
  });
}, 60_000);

afterAll(() => service.app.stop());

const cosign = async (login: string, password = DEMO_PASSWORD): Promise<[number, string]> => {
  const response = await fetch(`${service.url}/api/orders/${orderId}/receipt/cosign`, {
    method: 'POST',
    headers: { cookie: nurse.cookie, 'content-type': 'application/json' },
    body: JSON.stringify({ second: { login, password } }),
  });
  const json = (await response.json()) as { code?: string; state?: string };
  return [response.status, json.code ?? json.state ?? ''];
};

describe('the second person', () => {
  it('is not the first one, nor of another hospital or role', async () => {
    expect(await cosign('pkph1')).toEqual([409, 'custody.second_person']);
    expect(await cosign(' PKPH1 ')).toEqual([409, 'custody.second_person']);
    expect(await cosign('pktcm1')).toEqual([409, 'custody.wrong_site']);
    expect(await cosign('issuer1')).toEqual([409, 'custody.wrong_site']);
    expect(await cosign('admin')).toEqual([409, 'custody.wrong_site']);
  });

  it('is active and has a password that nobody else has chosen', async () => {
    const person = await admin.call(contract.accounts.createPerson, {
      body: {
        login: 'pkph9',
        name: 'New nurse',
        role: 'hospital',
        siteId: 'pkph',
        password: 'given-by-admin',
      },
    });
    expect(await cosign('pkph9', 'given-by-admin')).toEqual([403, 'accounts.password_change_needed']);
    await admin.call(contract.accounts.changePerson, { params: { id: person.id }, body: { active: false } });
    expect(await cosign('pkph9', 'given-by-admin')).toEqual([401, 'accounts.bad_credentials']);
  });

  it('with a wrong password does not end the first one’s session, and is slowed down as at the log-in', async () => {
    for (let n = 0; n < 5; n++)
      expect(await cosign('pkph2', 'guess')).toEqual([401, 'accounts.bad_credentials']);
    expect(await cosign('pkph2')).toEqual([429, 'accounts.too_many']);
    await expect(service.as('pkph2')).rejects.toThrow('accounts.too_many');
    expect((await nurse.call(contract.accounts.me)).person.login).toBe('pkph1');
  });

  it('signs once; the receipt is closed then', async () => {
    const person = await admin.call(contract.accounts.createPerson, {
      body: { login: 'pkph8', name: 'Second', role: 'hospital', siteId: 'pkph', password: 'given-by-admin' },
    });
    expect(person.mustChangePassword).toBe(true);
    const response = await fetch(`${service.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login: 'pkph8', password: 'given-by-admin' }),
    });
    const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const change = (next: string) =>
      fetch(`${service.url}/api/session/password`, {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/json' },
        body: JSON.stringify({ current: 'given-by-admin', next }),
      });
    expect((await change('given-by-admin')).status).toBe(422);
    expect((await change('chosen-by-myself')).status).toBe(200);
    expect(await cosign('pkph8', 'chosen-by-myself')).toEqual([200, 'CLOSED']);
    expect(await cosign('pkph8', 'chosen-by-myself')).toEqual([409, 'custody.signed_twice']);
  });
});
