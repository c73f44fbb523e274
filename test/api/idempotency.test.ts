import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createIdempotency } from '../../server/api/idempotency.ts';
import { SYSTEM_ACTOR } from '../../server/core/access.ts';
import { wallMs, type WallMs } from '../../server/core/clock.ts';
import { ok } from '../../server/core/result.ts';
import { openSqliteStore } from '../../server/store/sqlite.ts';
import { contract } from '../../server/api/contract/contract.ts';
import type { Client } from '../../server/demo/client.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { tempFolder } from '../support/temp-folder.ts';

let service: TestApp;
let nurse: Client;
let issuer: Client;

beforeEach(async () => {
  service = await startApp();
  nurse = await service.as('pkph1');
  issuer = await service.as('issuer1');
});

afterEach(() => service.app.stop());

type Answer = { status: number; json: Record<string, unknown> };

const post = async (who: Client, path: string, key: string, body: unknown): Promise<Answer> => {
  const response = await fetch(`${service.url}${path}`, {
    method: 'POST',
    headers: { cookie: who.cookie, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
  });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
};

const draft = (requestNo: string) => ({
  urgency: 'EMERGENCY',
  neededBy: Date.now() + 3_600_000,
  requestNo,
  wardPhone: '8001',
  lines: [{ component: 'RBC', abo: 'O', rhd: 'POS', units: 1 }],
});

/** As a stop of the service between the commit and the answer leaves it. */
const forgetAnswers = (): void => {
  const database = new DatabaseSync(join(service.folder, 'lifeline.db'));
  database.exec('UPDATE idempotency SET response_json = NULL');
  database.close();
};

describe('idempotency', () => {
  it('[INV-D2] ten requests at once with one key make one order, and each repeat gets its answer', async () => {
    const key = crypto.randomUUID();
    const body = draft('IDEM-1');
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => post(nurse, '/api/orders', key, body)),
    );
    const made = answers.filter(({ status }) => status === 201);
    expect(made.length).toBeGreaterThan(0);
    expect(
      answers.every(({ status, json }) => status === 201 || json['code'] === 'request.in_progress'),
    ).toBe(true);
    expect(new Set(made.map(({ json }) => json['id'])).size).toBe(1);
    expect(await post(nurse, '/api/orders', key, body)).toEqual(made[0]);
    const { total } = await nurse.call(contract.orders.list, { query: { view: 'all', q: 'IDEM-1' } });
    expect(total).toBe(1);
  });

  it('refuses another body under a used key', async () => {
    const key = crypto.randomUUID();
    expect((await post(nurse, '/api/orders', key, draft('IDEM-2'))).status).toBe(201);
    const other = await post(nurse, '/api/orders', key, draft('IDEM-3'));
    expect([other.status, other.json['code']]).toEqual([422, 'request.key_reused']);
  });

  it('a refused request does not use its key up', async () => {
    expect((await post(nurse, '/api/orders', crypto.randomUUID(), draft('IDEM-2'))).status).toBe(201);
    const key = crypto.randomUUID();
    const refused = await post(nurse, '/api/orders', key, draft('IDEM-2'));
    expect([refused.status, refused.json['code']]).toEqual([409, 'orders.duplicate_request']);
    expect((await post(nurse, '/api/orders', key, draft('IDEM-4'))).status).toBe(201);
  });

  it('another person’s key is another key', async () => {
    const key = crypto.randomUUID();
    const other = await service.as('pktcm1');
    const first = await post(nurse, '/api/orders', key, draft('IDEM-5'));
    const second = await post(other, '/api/orders', key, draft('IDEM-5'));
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(first.json['id']).not.toBe(second.json['id']);
  });

  it('[INV-D2] a repeat after a stop between commit and answer gets what was made', async () => {
    const key = crypto.randomUUID();
    const body = draft('IDEM-6');
    const order = await post(nurse, '/api/orders', key, body);
    forgetAnswers();
    expect(await post(nurse, '/api/orders', key, body)).toEqual(order);

    const id = String(order.json['id']);
    const params = { id };
    const accepted = await issuer.call(contract.orders.accept, { params });
    const din = accepted.order.lines[0]?.reserved[0]?.din ?? '';
    await issuer.call(contract.orders.pick, { params, body: { scan: `=${din}00` } });
    const second = await service.as('issuer2');
    await second.call(contract.orders.check, { params, body: { scan: `=${din}00` } });
    const packKey = crypto.randomUUID();
    const pack = { boxNo: 'BX-I', sealNo: 'SEAL-I', temperatureClass: 'COLD' };
    const packed = await post(issuer, `/api/orders/${id}/boxes`, packKey, pack);
    expect([packed.status, packed.json['state']]).toEqual([201, 'PACKED']);
    forgetAnswers();
    expect(await post(issuer, `/api/orders/${id}/boxes`, packKey, pack)).toEqual(packed);
  });

  it('asks for a key of enough randomness', async () => {
    for (const key of ['', 'short', 'with spaces in the key', 'x'.repeat(81)]) {
      const { status, json } = await post(nurse, '/api/orders', key, draft('IDEM-7'));
      expect([status, json['code']]).toEqual([422, 'request.invalid_key']);
    }
  });

  it('forgets keys, with the answers they hold, after seven days', async () => {
    const store = openSqliteStore(join(tempFolder(), 'lifeline.db'));
    const idempotency = createIdempotency(store, pino({ level: 'silent' }));
    const DAY_MS = 86_400_000;
    const work = async (name: string, now: WallMs): Promise<string> => {
      const key = { personId: 'system', routeId: 'orders.create', key: name, bodyHash: 'h' };
      const cause = { actor: SYSTEM_ACTOR, now, idempotency: key };
      const result = await idempotency.once(key, async (earlier) => {
        if (earlier.kind === 'none') await store.transact(cause, async (tx) => tx.created('thing'));
        await idempotency.keep(key, {}, cause);
        return ok(earlier.kind);
      });
      return result.ok ? result.value : result.error.code;
    };
    expect(await work('old', wallMs(0))).toBe('none');
    expect(await work('new', wallMs(6 * DAY_MS))).toBe('none');
    expect(await work('old', wallMs(6 * DAY_MS + 1))).toBe('answered');
    expect(await work('later', wallMs(8 * DAY_MS))).toBe('none');
    const kept = await store.read.selectFrom('idempotency').select('key').execute();
    expect(kept.map(({ key }) => key).toSorted()).toEqual(['later', 'new']);
    await store.close();
  });
});
