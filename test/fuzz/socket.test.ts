import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LIVE_NAMESPACE } from '../../server/api/contract/live.ts';
import { startApp, type TestApp } from '../support/app.ts';

const SEED = Number(process.env['LIFELINE_SEED'] ?? 20_260_801);
const RUNS = process.env['LIFELINE_LONG'] === '1' ? 20_000 : 200;
const TIMEOUT_MS = 600_000;

let service: TestApp;
let cookie: string;

beforeAll(async () => {
  service = await startApp();
  cookie = (await service.as('ops')).cookie;
});

afterAll(() => service.app.stop());

const connectLive = (): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = io(`${service.url}${LIVE_NAMESPACE}`, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      extraHeaders: { cookie },
    });
    socket.on('connect', () => resolve(socket));
    socket.on('connect_error', reject);
  });

/** Packets of the protocols below our events: engine.io text, and socket.io with broken types, ids and attachments. */
const packets: readonly string[] = [
  '',
  '4',
  '42',
  '42["resume"]',
  '42/live,["resume",{"cursor":0}]',
  '42/live,999999999999999999999["resume",{}]',
  '42/live,["__proto__",{"cursor":0}]',
  '42/live,["error",{"a":1}]',
  '42/live,["disconnect"]',
  '42/live,["connect",1]',
  '42/live,{"length":1}',
  '451-/live,["resume",{"_placeholder":true,"num":0}]',
  '45999999-/live,["resume"]',
  '40/no-such-namespace,',
  `40/live,{"token":"${'x'.repeat(5000)}"}`,
  '43/live,0[]',
  '43/live,77[1,2,3]',
  '44/live,"error"',
  '9',
  'bAAAA',
  '42/live,["resume",{"cursor":1e400}]',
  `42/live,${'['.repeat(2000)}`,
];

describe(`fuzz of sockets, seed ${SEED}`, () => {
  it('[K3] no packet, whole or torn, ends the service', { timeout: TIMEOUT_MS }, async () => {
    const torn = fc.oneof(
      fc.constantFrom(...packets),
      fc
        .tuple(fc.constantFrom(...packets), fc.string({ unit: 'binary', maxLength: 40 }))
        .map(([a, b]) => a + b),
      fc.tuple(fc.constantFrom(...packets), fc.nat(60)).map(([packet, length]) => packet.slice(0, length)),
      fc.string({ unit: 'binary', maxLength: 200 }),
    );
    let socket = await connectLive();
    for (const packet of fc.sample(torn, { seed: SEED, numRuns: RUNS })) {
      // The client's own encoder would not send these: they go out as engine.io messages as they are.
      // Its 4, for a message, is put in front of them.
      socket.io.engine.write(packet.replace(/^4/, ''));
      await nextTurn();
      if (!socket.connected || socket.io.engine.readyState !== 'open') socket = await connectLive();
    }
    socket.disconnect();
    const fresh = await connectLive();
    expect(await fresh.emitWithAck('resume', { cursor: 0 })).toMatchObject({ ok: true });
    fresh.disconnect();
  });

  it('[K3] a message beyond the limit and endless backfills cut that client only', async () => {
    const [greedy, other] = [await connectLive(), await connectLive()];
    const gone = new Promise((resolve) => greedy.on('disconnect', resolve));
    for (let n = 0; n < 60; n++) greedy.emit('resume', { cursor: 0 }, () => undefined);
    await gone;
    const large = await connectLive();
    const cut = new Promise((resolve) => large.on('disconnect', resolve));
    large.emit('resume', { cursor: 'x'.repeat(100_000) });
    await cut;
    expect(await other.emitWithAck('resume', { cursor: 0 })).toMatchObject({ ok: true });
    other.disconnect();
  });

  it('[K3] broken long-polling is refused', async () => {
    const base = `${service.url}/socket.io/?EIO=4&transport=polling`;
    const asks: readonly [string, RequestInit][] = [
      [base, { method: 'POST', body: 'x'.repeat(30) }],
      [`${base}&sid=no-such-session`, { method: 'POST', body: '40' }],
      [`${base}&sid=__proto__`, {}],
      [`${service.url}/socket.io/?EIO=99&transport=carrier-pigeon`, {}],
      [`${service.url}/socket.io/?EIO=4&EIO=3&transport[]=polling`, {}],
      [base, { headers: { origin: 'https://evil.example' } }],
    ];
    for (const [address, init] of asks) {
      const { status } = await fetch(address, init);
      expect(status, address).toBeGreaterThanOrEqual(400);
      expect(status, address).toBeLessThan(500);
    }
  });
});
