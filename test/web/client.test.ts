import { afterEach, expect, test, vi } from 'vitest';
import { contract } from '../../server/api/contract/contract.ts';
import { ApiError, NotConfirmedError } from '../../web/shared/api-error.ts';
import { addressOf, call } from '../../web/shared/client.ts';

const answer = (status: number, body: unknown): Response =>
  new Response(typeof body === 'string' ? body : JSON.stringify(body), { status });

const serve = (respond: (address: string, init: RequestInit) => Response): ReturnType<typeof vi.fn> => {
  const fetched = vi.fn(async (address: string, init: RequestInit) => respond(address, init));
  vi.stubGlobal('fetch', fetched);
  return fetched;
};

afterEach(() => {
  vi.unstubAllGlobals();
});

test('fills parameters and query into the address, and leaves out what is not set', () => {
  expect(addressOf(contract.orders.get, { params: { id: 'o-1' } })).toBe('/api/orders/o-1');
  expect(addressOf(contract.orders.list, { query: { view: 'open', siteId: undefined, q: 'P 1/2' } })).toBe(
    '/api/orders?view=open&q=P+1%2F2',
  );
});

test('sends the key of a creating call', async () => {
  const fetched = serve(() => answer(201, { id: 'draft-1', notes: [] }));
  const file = { type: 'FeatureCollection' as const, features: [] };
  const body = { name: 'zones', reason: 'yearly', file };
  await expect(call(contract.airspaceDrafts.add, { body, idempotencyKey: 'k-1' })).resolves.toEqual({
    id: 'draft-1',
    notes: [],
  });
  expect(fetched.mock.calls[0]?.[1]).toMatchObject({
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'idempotency-key': 'k-1', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
});

test('problem details become an ApiError with code, place and number', async () => {
  serve(() =>
    answer(409, {
      type: 'about:blank',
      title: 'Conflict',
      status: 409,
      code: 'order.state',
      detail: 'Expected SUBMITTED, found CANCELLED.',
      place: 'state',
      errorId: 'e-7',
    }),
  );
  await expect(call(contract.system.health)).rejects.toMatchObject({
    name: 'ApiError',
    status: 409,
    code: 'order.state',
    detail: 'Expected SUBMITTED, found CANCELLED.',
    place: 'state',
    errorId: 'e-7',
  });
});

test('an error page of a proxy is an ApiError too', async () => {
  serve(() => answer(502, '<html>Bad gateway</html>'));
  await expect(call(contract.system.health)).rejects.toMatchObject({
    code: 'client.bad_answer',
    status: 502,
  });
});

test('no network: not confirmed', async () => {
  serve(() => {
    throw new TypeError('Failed to fetch');
  });
  await expect(call(contract.system.health)).rejects.toBeInstanceOf(NotConfirmedError);
});

test('an answer that is cut off: not confirmed', async () => {
  serve(() => answer(201, '{"ok":tr'));
  await expect(call(contract.system.health)).rejects.toBeInstanceOf(NotConfirmedError);
});

test('an answer that does not fit the contract is refused, not shown', async () => {
  serve(() => answer(200, { ok: 'yes', version: '1', demo: false }));
  await expect(call(contract.system.health)).rejects.toBeInstanceOf(ApiError);
});
