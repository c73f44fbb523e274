import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { monoMs, type Clock } from '../../server/core/clock.ts';
import { createHeartbeat } from '../../server/mavlink/heartbeat.ts';
import { silentLog } from '../../server/mavlink/log.ts';
import { createStation } from '../../server/mavlink/station.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { systemNet } from '../../server/ports/udp.ts';
import { decodeDatagram, newDropCounters } from '../../server/mavlink/codec.ts';
import { fakeNet } from './support.ts';

/** A clock whose timers fire late by what the test says: a busy main loop. */
const lateClock = (lateMs: (count: number) => number): { clock: Clock; advance: (ms: number) => void } => {
  const clock = fakeClock();
  let count = 0;
  return {
    clock: { ...clock, after: (delayMs, fn) => clock.after(delayMs + lateMs(count++), fn) },
    advance: (ms) => clock.advance(ms),
  };
};

const beatsOf = (lateMs: (count: number) => number, forMs: number): number[] => {
  const { clock, advance } = lateClock(lateMs);
  const sent: number[] = [];
  const heartbeat = createHeartbeat({ clock, log: silentLog, send: () => void sent.push(clock.mono()) });
  const feeding = clock.every(100, () => heartbeat.feed());
  heartbeat.feed();
  advance(forMs);
  feeding.cancel();
  heartbeat.stop();
  return sent;
};

test('[HB3] lateness does not add up: after an hour of timers that are 3 ms late the rate is still 1 Hz', () => {
  const sent = beatsOf(() => 3, 3_600_000);
  expect(sent.length).toBe(3599);
  expect(sent.at(-1)).toBe(3_599_003);
});

test('[HB3] after a beat that came 400 ms late the next one follows by 950 ms, not by 600', () => {
  const sent = beatsOf((count) => (count === 2 ? 400 : 0), 20_000);
  const gaps = sent.slice(1).map((at, i) => at - (sent[i] ?? 0));
  expect(gaps.slice(0, 5)).toEqual([1000, 1400, 950, 1000, 1000]);
});

test('[HB3] what a stall has swallowed is not sent afterwards', () => {
  const sent = beatsOf((count) => (count === 3 ? 1700 : 0), 8000);
  expect(sent.slice(0, 5)).toEqual([1000, 2000, 3000, 5700, 6650]);
});

/** Beats to a UDP port from a main loop that is blocked for 3 s, with the system's clock and sockets. */
const STALLED = `
  const [station, clock, net] = await Promise.all(
    ['server/mavlink/station.ts', 'server/ports/system-clock.ts', 'server/ports/udp.ts'].map((path) =>
      import(new URL(path, process.argv[1]).href),
    ),
  );
  const one = station.createStation({ clock: clock.systemClock, net: net.systemNet, log: () => {} });
  const remote = { host: '127.0.0.1', port: Number(process.argv[2]) };
  await one.addLink({ name: 'sim', local: { host: '127.0.0.1', port: 0 }, remote });
  const feed = () => one.feed();
  let feeding = setInterval(feed, 200);
  feed();
  process.on('message', (what) => {
    if (what === 'stall') {
      clearInterval(feeding);
      process.send('stalling', () => {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3000);
        process.send({ over: one.stats().heartbeat });
      });
    }
    if (what === 'feed') feeding = setInterval(feed, 200);
  });
`;

test('[HB4] a main loop that hangs for 3 s sends nothing, and nothing afterwards until it feeds again', async () => {
  const socket = await systemNet.bindUdp({ host: '127.0.0.1', port: 0 });
  let beats = 0;
  let heard = (): void => {};
  socket.onDatagram((bytes) => {
    beats += decodeDatagram(bytes, newDropCounters()).filter(({ msgid }) => msgid === 0).length;
    heard();
  });
  const beat = (): Promise<void> =>
    new Promise((resolve) => {
      heard = resolve;
    });
  const child = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      STALLED,
      new URL('../../x', import.meta.url).href,
      String(socket.local.port),
    ],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  );
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await socket.close();
  });
  await beat();
  await beat();
  child.send('stall');
  await once(child, 'message');
  // What had left before the loop hung has arrived by now or does within a turn.
  await new Promise((resolve) => setImmediate(resolve));
  const before = beats;
  await once(child, 'message');
  expect(beats - before, 'beats during the stall').toBe(0);
  // Its overdue timer finds the feed too old: a beat comes only after the next feed.
  child.send('feed');
  await beat();
  expect(beats - before).toBe(1);
});

test('[HB4] a station that is not fed, for it lost its data folder, falls silent within 2 s', async () => {
  const clock = fakeClock();
  const { net, bind } = fakeNet();
  const drone = bind({ host: '127.0.0.1', port: 2000 });
  const at: number[] = [];
  drone.onDatagram(() => void at.push(clock.mono()));
  const station = createStation({ clock, net, log: silentLog });
  await station.addLink({
    name: 'sim',
    local: { host: '127.0.0.1', port: 1000 },
    remote: { host: '127.0.0.1', port: 2000 },
  });
  let owns = true;
  const feeding = clock.every(500, () => {
    if (owns) station.feed();
  });
  clock.advance(5100);
  owns = false;
  clock.advance(20_000);
  expect(monoMs(at.at(-1) ?? 0)).toBeLessThanOrEqual(7000);
  expect(station.stats().heartbeat).toBe('starved');
  feeding.cancel();
  await station.close();
});
