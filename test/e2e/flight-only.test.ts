import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { contract } from '../../server/api/contract/contract.ts';
import type { LiveFrame } from '../../server/api/contract/live.ts';
import type { Net } from '../../server/core/ports.ts';
import { decodeDatagram, newDropCounters } from '../../server/mavlink/codec.ts';
import { systemClock } from '../../server/ports/system-clock.ts';
import { systemRng } from '../../server/ports/system-rng.ts';
import { systemNet } from '../../server/ports/udp.ts';
import { runVehicleOnUdp } from '../../sitl/udp-vehicle.ts';
import { busyDay } from '../support/busy-day.ts';
import { runServer } from '../support/server-process.ts';
import { tempFolder } from '../support/temp-folder.ts';

const DEADLINE_MS = 60_000;
const ROUND_MS = 300;
/** HEARTBEAT, COMMAND_LONG and COMMAND_INT by id. */
const HEARTBEAT = 0;
const COMMANDS: readonly number[] = [75, 76];

/** The drone's network, and what comes in by it. */
const tapped = () => {
  const heard: { readonly msgid: number; readonly atMs: number }[] = [];
  const net: Net = {
    ...systemNet,
    bindUdp: async (local) => {
      const socket = await systemNet.bindUdp(local);
      return {
        ...socket,
        onDatagram: (handler) =>
          socket.onDatagram((bytes, from) => {
            for (const { msgid } of decodeDatagram(bytes, newDropCounters()))
              heard.push({ msgid, atMs: performance.now() });
            handler(bytes, from);
          }),
      };
    },
  };
  return { net, heard };
};

const LOCKER = `
  const { DatabaseSync } = require('node:sqlite');
  const database = new DatabaseSync(process.argv[1]);
  database.exec('PRAGMA busy_timeout=5000; BEGIN EXCLUSIVE');
  process.send('locked');
  setInterval(() => {}, 1000);
`;

/** Another program that holds the database until it is killed. */
const lock = async (path: string): Promise<{ release(): Promise<void> }> => {
  const child = spawn(process.execPath, ['-e', LOCKER, path], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'message');
  return {
    release: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
};

const until = async (what: string, done: () => boolean | Promise<boolean>): Promise<void> => {
  const end = performance.now() + DEADLINE_MS;
  while (!(await done())) {
    if (performance.now() > end) throw new Error(`not within ${DEADLINE_MS} ms: ${what}`);
    await pause(20);
  }
};

it(
  '[INV-S8] [INV-S12] with the database held by another program orders are refused, the drone is held, and the record has it afterwards',
  { timeout: 240_000 },
  async () => {
    const folder = tempFolder();
    const free = await systemNet.bindUdp({ host: '127.0.0.1', port: 0 });
    const { port } = free.local;
    await free.close();
    const { net, heard } = tapped();
    const drone = await runVehicleOnUdp({
      net,
      clock: systemClock,
      rng: systemRng,
      sysid: 11,
      home: { at: [118.7813, 32.0877], altAmslM: 39 },
      to: { host: '127.0.0.1', port },
      speed: 10,
    });
    onTestFinished(() => drone.close());
    const link = `embedded=127.0.0.1:${port}`;
    const server = runServer(['--data', folder, '--port', '0', '--no-embedded', '--link', link]);
    const [, url = ''] = await server.line(/Lifeline is ready: (\S+)/);
    const day = await busyDay(url);
    let frame: LiveFrame | undefined;
    const watching = day.dispatcher.watch({
      events: () => undefined,
      frame: (next) => {
        frame = next;
      },
    });
    onTestFinished(() => watching.close());
    await day.order('FO-1');
    let flightId = '';
    await until('a drone on its way', async () => {
      const { flights } = await day.dispatcher.call(contract.flights.list, {});
      flightId = flights.find(({ state }) => state === 'EN_ROUTE')?.id ?? '';
      if (flightId !== '') return true;
      await day.round();
      await pause(ROUND_MS);
      return false;
    });

    const held = await lock(join(folder, 'lifeline.db'));
    const lockedAt = Date.now();
    await expect(day.order('FO-2')).rejects.toThrow(/system\.(unavailable|flight_only)/);
    await until('flight-only mode is said', () => frame?.flightOnly?.trouble === 'locked');
    await expect(day.order('FO-3')).rejects.toThrow('system.flight_only');
    const refused = await fetch(`${url}${contract.orders.create.path}`, {
      method: 'POST',
      headers: {
        cookie: day.nurse.cookie,
        'content-type': 'application/json',
        'idempotency-key': 'flight-only-order-4',
      },
      body: JSON.stringify({
        urgency: 'EMERGENCY',
        neededBy: Date.now() + 3_600_000,
        requestNo: 'FO-4',
        wardPhone: '8001',
        lines: [{ component: 'RBC', abo: 'O', rhd: 'POS', units: 1 }],
      }),
    });
    expect([refused.status, refused.headers.get('content-type')]).toEqual([
      503,
      expect.stringContaining('application/problem+json'),
    ]);
    await until('the alarm is shown', async () => {
      const { alarms } = await day.dispatcher.call(contract.system.alarms);
      return alarms.some(({ kind, clearedAt }) => kind === 'system.flight_only' && clearedAt === null);
    });

    const before = heard.length;
    const clickedMs = performance.now();
    const holding = day.dispatcher.call(contract.flights.hold, {
      params: { id: flightId },
      body: { reason: 'the record is out' },
    });
    await until('the drone holds', () => drone.vehicle.truth().mode === 'AUTO.LOITER');
    await holding;
    const onWire = heard.slice(before).find(({ msgid }) => COMMANDS.includes(msgid));
    console.log(`hold, HTTP request to wire: ${((onWire?.atMs ?? Number.NaN) - clickedMs).toFixed(1)} ms`);
    expect(frame?.vehicles.find((vehicle) => vehicle.flightId === flightId)?.armed).toBe(true);
    const beats = (): number => heard.slice(before).filter(({ msgid }) => msgid === HEARTBEAT).length;
    await until('heartbeats go on', () => beats() >= 4);

    const releasedAt = Date.now();
    await held.release();
    await until('flight-only mode is over', () => frame?.flightOnly === null);
    const commands = async () =>
      (await day.dispatcher.call(contract.flights.timeline, { params: { id: flightId } })).entries.filter(
        ({ type }) => type === 'flight.command',
      );
    await until('the command is recorded', async () => (await commands()).length > 0);
    const [told] = await commands();
    expect(told).toMatchObject({
      by: expect.any(String) as string,
      data: { command: 'hold', answer: 'done' },
    });
    expect(told?.at).toBeGreaterThanOrEqual(lockedAt);
    expect(told?.at).toBeLessThanOrEqual(releasedAt);
    await until('the alarm is over', async () => {
      const { alarms } = await day.dispatcher.call(contract.system.alarms);
      return alarms.some(({ kind, clearedAt }) => kind === 'system.flight_only' && clearedAt !== null);
    });
    await day.order('FO-5');
    const { orders } = await day.issuer.call(contract.orders.list, { query: { view: 'open' } });
    expect(orders.map(({ requestNo }) => requestNo).sort()).toEqual(['FO-1', 'FO-5']);
  },
);
