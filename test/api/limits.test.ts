import express from 'express';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Server } from 'node:http';
import { limitRequests } from '../../server/api/request-limits.ts';

let server: Server;
let url: string;

beforeAll(async () => {
  const app = express();
  limitRequests(app);
  app.use((_request, response) => {
    response.json({ ok: true });
  });
  server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

const ask = async (path: string, cookie: string, method = 'GET'): Promise<number> => {
  const response = await fetch(`${url}${path}`, { method, headers: { cookie } });
  await response.arrayBuffer();
  return response.status;
};

describe('request limits', () => {
  it('[INV-S12] a session over its limit is told so, its neighbours are not, and hold, return and land go through', async () => {
    for (let sent = 0; sent < 1200; sent += 50) {
      await Promise.all(Array.from({ length: 50 }, () => ask('/api/orders', 'a=1')));
    }
    expect(await ask('/api/orders', 'a=1')).toBe(429);
    expect(await ask('/api/orders', 'a=2')).toBe(200);
    for (const command of ['hold', 'return', 'land']) {
      expect(await ask(`/api/flights/f1/${command}`, 'a=1', 'POST')).toBe(200);
    }
    expect(await ask('/api/flights/f1/launch', 'a=1', 'POST')).toBe(429);
    expect(await ask('/api/flights/f1/hold', 'a=1')).toBe(429);
  });
});
