import { createServer, type Server } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { contract } from '../../server/api/contract/contract.ts';
import { link } from '../../server/api/contract/link.ts';
import { createApp } from '../../server/app.ts';
import { parseConfig } from '../../server/config.ts';
import { signIn, type Client } from '../../server/demo/client.ts';
import { parseLinkOption } from '../../server/link-option.ts';
import { systemClock } from '../../server/ports/system-clock.ts';
import { DEMO_PASSWORD } from '../../server/seed/people.ts';
import { MIGRATIONS } from '../../server/store/migrations.ts';
import { openSqliteStore } from '../../server/store/sqlite.ts';
import { tempFolder } from '../support/temp-folder.ts';

const LOOPBACK = '127.0.0.1';
const SOON_MS = 15_000;

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const start = async (folder: string): Promise<{ stop: () => Promise<void>; admin: Client }> => {
  const config = parseConfig({ argv: ['--port', '0', '--no-embedded'], variables: {} });
  const app = await createApp({ config, dataFolder: folder, log: pino({ level: 'silent' }) });
  let isUp = true;
  const stop = async (): Promise<void> => {
    if (isUp) await app.stop();
    isUp = false;
  };
  closing.push(stop);
  const url = await app.listen();
  await app.adopt();
  return { stop, admin: await signIn(url, 'admin', DEMO_PASSWORD) };
};

const listen = async (): Promise<{ server: Server; port: number }> => {
  const server = createServer((socket) => void socket.on('error', () => undefined));
  await new Promise<void>((resolve) => server.listen(0, LOOPBACK, resolve));
  closing.push(() => server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { server, port: address.port };
};

const linksOf = async (admin: Client) => (await admin.call(contract.fleet.links)).links;

const untilState = async (admin: Client, name: string, state: string) => {
  const deadline = systemClock.mono() + SOON_MS;
  for (;;) {
    const found = (await linksOf(admin)).find((each) => each.name === name);
    if (found?.state === state) return found;
    if (systemClock.mono() > deadline) throw new Error(`${name} is ${found?.state}, not ${state}`);
    await new Promise<void>((resolve) => systemClock.after(50, resolve));
  }
};

describe('links of the service', () => {
  it('are of four kinds, kept over a restart, and removed while running', async () => {
    const folder = tempFolder();
    const { port } = await listen();
    const first = await start(folder);
    const add = (body: z.input<typeof link>) =>
      first.admin.call(contract.fleet.addLink, { body: link.parse(body) });
    await add({ name: 'radio', kind: 'udp', host: LOOPBACK, port: 0, priority: 1 });
    await add({ name: 'tower', kind: 'tcp-server', host: LOOPBACK, port: 0 });
    await add({ name: 'modem', kind: 'tcp-client', host: LOOPBACK, port });
    await add({ name: 'cable', kind: 'serial', device: '/dev/ttyUSB99', baud: 115_200, priority: 9 });
    expect(await untilState(first.admin, 'modem', 'up')).toMatchObject({ port, opened: 1 });
    const cable = await untilState(first.admin, 'cable', 'down');
    expect(cable.error).toContain('/dev/ttyUSB99');
    await first.stop();

    const second = await start(folder);
    await untilState(second.admin, 'modem', 'up');
    expect(await linksOf(second.admin)).toMatchObject([
      { name: 'cable', kind: 'serial', device: '/dev/ttyUSB99', baud: 115_200, priority: 9, host: '' },
      { name: 'embedded', kind: 'udp', priority: 5 },
      { name: 'modem', kind: 'tcp-client', port },
      { name: 'radio', kind: 'udp', priority: 1, state: 'up' },
      { name: 'tower', kind: 'tcp-server', state: 'up' },
    ]);
    await second.admin.call(contract.fleet.removeLink, { params: { name: 'cable' } });
    expect((await linksOf(second.admin)).map(({ name }) => name)).not.toContain('cable');
  });

  it('whose address is taken are refused when they are added, and tried again when they are stored', async () => {
    const folder = tempFolder();
    const { server, port } = await listen();
    const first = await start(folder);
    const body = link.parse({ name: 'tower', kind: 'tcp-server', host: LOOPBACK, port });
    await expect(first.admin.call(contract.fleet.addLink, { body })).rejects.toThrow('fleet.link_not_opened');
    await new Promise((resolve) => server.close(resolve));
    await first.admin.call(contract.fleet.addLink, { body });
    await first.stop();

    const thief = createServer();
    await new Promise<void>((resolve) => thief.listen(port, LOOPBACK, resolve));
    closing.push(() => thief.close());
    const second = await start(folder);
    expect((await untilState(second.admin, 'tower', 'down')).error).toContain(`${port}`);
    await new Promise((resolve) => thief.close(resolve));
    await untilState(second.admin, 'tower', 'up');
  });

  it.each<[body: object, what: string]>([
    [{ name: 'a1', kind: 'serial' }, 'without a device'],
    [{ name: 'a1', kind: 'serial', device: '/dev/sda' }, 'with a disk as device'],
    [{ name: 'a1', kind: 'serial', device: '/dev/serial/by-id/../../sda' }, 'with a way out of its folder'],
    [{ name: 'a1', kind: 'serial', device: '/dev/ttyS0', baud: 57_601 }, 'with an odd rate'],
    [{ name: 'a1', kind: 'tcp-client', host: LOOPBACK, port: 0 }, 'to port 0'],
    [{ name: 'a1', kind: 'udp' }, 'without an address'],
    [{ name: 'a1', host: LOOPBACK, port: 1, priority: 0 }, 'with priority 0'],
  ])('are refused: %j, %s', (body) => {
    expect(link.safeParse(body).success).toBe(false);
  });

  it('of before are UDP links of middle priority', async () => {
    const path = join(tempFolder(), 'lifeline.db');
    const db = new DatabaseSync(path);
    const index = MIGRATIONS.findIndex(({ name }) => name === 'kinds of links, priorities');
    expect(index).toBeGreaterThan(0);
    for (const { sql } of MIGRATIONS.slice(0, index)) for (const statement of sql) db.exec(statement);
    db.exec(`INSERT INTO links (name, host, port) VALUES ('old', '127.0.0.1', 14550)`);
    db.exec(`PRAGMA user_version = ${index}`);
    db.close();
    const store = openSqliteStore(path);
    closing.push(() => store.close());
    expect(await store.read.selectFrom('links').selectAll().execute()).toMatchObject([
      { name: 'old', kind: 'udp', device: '', baud: 57_600, priority: 5 },
    ]);
  });
});

describe('--link', () => {
  it.each([
    ['radio=0.0.0.0:14550', { kind: 'udp', host: '0.0.0.0', port: 14_550 }],
    ['modem=tcp-client:192.0.2.7:5760', { kind: 'tcp-client', host: '192.0.2.7', port: 5760 }],
    ['tower=tcp-server:127.0.0.1:5760', { kind: 'tcp-server', host: '127.0.0.1', port: 5760 }],
    ['cable=serial:/dev/ttyUSB0:115200', { kind: 'serial', device: '/dev/ttyUSB0', baud: 115_200 }],
  ])('%s', (text, expected) => {
    expect(parseLinkOption(text)).toMatchObject(expected);
  });

  it.each([
    'radio',
    'radio=',
    'Radio=127.0.0.1:1',
    'radio=127.0.0.1',
    'radio=127.0.0.1:99999',
    'a1=serial:/dev/sda:57600',
  ])('refuses %s', (text) => {
    expect(parseLinkOption(text)).toBeUndefined();
    expect(() => parseConfig({ argv: ['--link', text], variables: {} })).toThrow(/^--link: expected NAME/);
  });
});
