import { request } from 'node:http';
import { performance } from 'node:perf_hooks';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { contract } from '../../server/api/contract/contract.ts';
import type { LiveFrame } from '../../server/api/contract/live.ts';
import { systemClock } from '../../server/ports/system-clock.ts';
import { systemRng } from '../../server/ports/system-rng.ts';
import { systemNet } from '../../server/ports/udp.ts';
import { runVehicleOnUdp } from '../../sitl/udp-vehicle.ts';
import { CMD } from '../sim/invariants/invariant.ts';
import { busyDay } from '../support/busy-day.ts';
import { runServer } from '../support/server-process.ts';
import { isCommand, tappedNet } from '../support/tapped-net.ts';
import { tempFolder } from '../support/temp-folder.ts';

const DEADLINE_MS = 90_000;
const ROUND_MS = 300;
/** A second longer than COM_DL_LOSS_T of the baseline and PX4's lag; its hold of 5 s takes half a second at that speed. */
const FROZEN_MS = 12_000;
const DRONE_SPEED = 10;
/** What was on its way when the process stopped. */
const ON_ITS_WAY_MS = 500;
/** A click counts for so long. */
const CLICK_MS = 5000;
const HEARTBEAT = 0;
/** No beat follows another by less. */
const BEATS_APART_MS = 950;
/** They change what a drone does: its mode, where it is in its mission, whether it is armed. */
const ACTING: readonly unknown[] = Object.values(CMD);

const until = async (what: string, done: () => boolean | Promise<boolean>): Promise<void> => {
  const end = performance.now() + DEADLINE_MS;
  while (!(await done())) {
    if (performance.now() > end) throw new Error(`not within ${DEADLINE_MS} ms: ${what}`);
    await pause(20);
  }
};

/** On a connection of its own: an idle one is closed by a service that finds it older than its limit. */
const hold = (url: string, cookie: string, { id, body }: { id: string; body: unknown }): Promise<string> =>
  new Promise((resolve, reject) => {
    const asked = request(
      `${url}${contract.flights.hold.path.replace(':id', id)}`,
      { method: 'POST', agent: false, headers: { cookie, 'content-type': 'application/json' } },
      (response) => void text(response).then(resolve, reject),
    );
    asked.once('error', reject);
    asked.end(JSON.stringify(body));
  });

it(
  '[INV-S8] a service frozen for 12 s sends nothing, the drone goes home by itself, and nothing stale leaves afterwards',
  { timeout: 300_000 },
  async () => {
    const free = await systemNet.bindUdp({ host: '127.0.0.1', port: 0 });
    const { port } = free.local;
    await free.close();
    const heard: { readonly at: number; readonly msgid: number; readonly command: unknown }[] = [];
    const drone = await runVehicleOnUdp({
      net: tappedNet((message) => {
        const { msgid, fields } = message;
        heard.push({
          at: performance.now(),
          msgid,
          command: isCommand(message) ? fields['command'] : undefined,
        });
      }),
      clock: systemClock,
      rng: systemRng,
      sysid: 11,
      home: { at: [118.7813, 32.0877], altAmslM: 39 },
      to: { host: '127.0.0.1', port },
      speed: DRONE_SPEED,
    });
    onTestFinished(() => drone.close());
    const link = `embedded=127.0.0.1:${port}`;
    const server = runServer(['--data', tempFolder(), '--port', '0', '--no-embedded', '--link', link]);
    const [, url = ''] = await server.line(/Lifeline is ready: (\S+)/, DEADLINE_MS);
    const day = await busyDay(url);
    let frame: LiveFrame | undefined;
    const watching = day.dispatcher.watch({
      events: () => undefined,
      frame: (next) => {
        frame = next;
      },
    });
    onTestFinished(() => watching.close());
    await day.order('FROZEN-1');
    let id = '';
    await until('a drone on its way', async () => {
      const { flights } = await day.dispatcher.call(contract.flights.list, {});
      id = flights.find(({ state }) => state === 'EN_ROUTE')?.id ?? '';
      if (id !== '') return true;
      await day.round();
      await pause(ROUND_MS);
      return false;
    });

    server.child.kill('SIGSTOP');
    const frozenAt = performance.now();
    const late = hold(url, day.dispatcher.cookie, {
      id,
      body: { reason: 'no answer', nonce: 'frozen-click', validUntil: Date.now() + CLICK_MS },
    });
    await pause(FROZEN_MS);
    await until('the drone returns by itself', () => drone.vehicle.truth().mode === 'AUTO.RTL');
    const duringIt = heard.filter(({ at }) => at > frozenAt + ON_ITS_WAY_MS);
    expect(duringIt).toEqual([]);

    const goesOnAt = performance.now();
    server.child.kill('SIGCONT');
    const afterwards = () => heard.filter(({ at }) => at > goesOnAt);
    const beats = (): number => afterwards().filter(({ msgid }) => msgid === HEARTBEAT).length;
    await until('heartbeats go on', () => beats() >= 3);
    // What the stall has swallowed is not sent afterwards.
    expect(beats()).toBeLessThanOrEqual(2 + (performance.now() - goesOnAt) / BEATS_APART_MS);
    expect(await late).toContain('flights.click_late');

    const shown = () => frame?.vehicles.find(({ flightId }) => flightId === id);
    await until('the console shows that it returns', () => shown()?.flightState === 'RETURNING');
    const flight = await day.dispatcher.call(contract.flights.get, { params: { id } });
    expect(flight.stateReason).toMatch(/^vehicle_failsafe: it flies back/);
    await until('an alarm says so', async () => {
      const { alarms } = await day.dispatcher.call(contract.system.alarms);
      return alarms.some(
        ({ kind, sentence }) => kind === 'order.delivery_failed' && /RETURNING/.test(sentence),
      );
    });
    expect(drone.vehicle.truth().mode).toBe('AUTO.RTL');
    expect(afterwards().filter(({ command }) => ACTING.includes(command))).toEqual([]);
  },
);
