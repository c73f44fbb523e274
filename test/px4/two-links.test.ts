import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { delay } from '../../server/core/clock.ts';
import type { Result } from '../../server/core/result.ts';
import { silentLog } from '../../server/mavlink/log.ts';
import type { VehicleEvent } from '../../server/mavlink/snapshot.ts';
import { createStation } from '../../server/mavlink/station.ts';
import { systemClock } from '../../server/ports/system-clock.ts';
import { systemNet } from '../../server/ports/udp.ts';
import { PERFECT, udpProxy } from '../../sitl/lossy-link.ts';
import { seededRng } from '../../sitl/physics/random.ts';
import { startPx4 } from '../../sitl/px4.ts';
import { freeInstance, HOME, LOOPBACK, px4Install } from './machines.ts';
import { good } from './rig.ts';
import { isDown, ITEM, mission } from './support.ts';

const SPEED = 2;
const LENGTH_M = 400;
/** F9: cut either link in a mission, no gap longer than that. */
const LONGEST_GAP_MS = 2000;
/** A machine that is busy with other tests. */
const BUSY_MS = 500;
const LIMIT_MS = 300_000;
const API_LOCAL = 14_580;

/** Sends the onboard link of an instance to another port: from the tenth on all share one. */
const redirectApi = async (binary: string, instance: number, port: number): Promise<void> => {
  const local = String(API_LOCAL + instance);
  const mavlink = (...args: string[]): Promise<unknown> =>
    promisify(execFile)(join(dirname(binary), 'px4-mavlink'), ['--instance', String(instance), ...args], {
      timeout: 20_000,
    });
  await mavlink('stop', '-u', local);
  await mavlink('start', '-x', '-u', local, '-r', '4000000', '-f', '-m', 'onboard', '-o', String(port));
};

const setUp = async (closing: AsyncDisposableStack) => {
  if (!px4Install.ok) throw new Error(px4Install.error.message);
  const ports = { clock: systemClock, net: systemNet };
  const station = createStation({ ...ports, log: silentLog });
  closing.defer(() => station.close());
  const feeding = systemClock.every(500, () => station.feed());
  closing.defer(() => feeding.cancel());
  const events: VehicleEvent[] = [];
  station.onVehicle((met) => met.onEvent((event) => events.push(event)));
  const proxies = [];
  for (const [index, name] of ['gcs', 'api'].entries()) {
    good(await station.addLink({ name, local: { host: LOOPBACK, port: 0 }, priority: index + 1 }));
    const groundStation = station.stats().links[index]?.local;
    if (groundStation === undefined) throw new Error('no port');
    const rng = seededRng(index + 1);
    const proxy = await udpProxy({ ...ports, rng, quality: PERFECT, groundStation });
    closing.defer(() => proxy.close());
    proxies.push(proxy);
  }
  const [gcs, api] = proxies;
  if (gcs === undefined || api === undefined) throw new Error('no proxies');
  const px4 = await startPx4({
    ...ports,
    install: px4Install.value,
    instance: await freeInstance(),
    home: HOME,
    speed: SPEED,
    toPort: gcs.vehicleSide.port,
  });
  closing.defer(() => px4.stop());
  await redirectApi(px4Install.value.binary, px4.instance, api.vehicleSide.port);
  const vehicle = () => {
    const found = station.vehicle(px4.sysid);
    if (found === undefined) throw new Error('no vehicle is heard');
    return found;
  };
  const until = async (what: string, holds: () => boolean, limitMs = 60_000): Promise<void> => {
    const end = systemClock.mono() + limitMs;
    while (!holds()) {
      if (systemClock.mono() > end) {
        const { paths, texts, heartbeat, mission: now } = station.vehicle(px4.sysid)?.snapshot() ?? {};
        throw new Error(`${what}: not so; ${JSON.stringify({ paths, texts, heartbeat, now })}`);
      }
      await delay(systemClock, 20);
    }
  };
  await until('ready', () => station.vehicle(px4.sysid)?.snapshot().sensors?.prearmOk === true);
  await until(
    'both paths proven',
    () =>
      vehicle()
        .snapshot()
        .paths?.filter(({ proven }) => proven).length === 2,
  );
  return { station, vehicle, events, until, gcs, api };
};

/** The longest time without a later time since boot, and how often it went back. */
const watchBoot = (bootMs: () => number) => {
  let last = bootMs();
  let lastAt = systemClock.mono();
  const seen = { longestGapMs: 0, backwards: 0 };
  const timer = systemClock.every(20, () => {
    const told = bootMs();
    if (told < last) seen.backwards++;
    if (told <= last) return;
    seen.longestGapMs = Math.max(seen.longestGapMs, systemClock.mono() - lastAt);
    last = told;
    lastAt = systemClock.mono();
  });
  return { seen, stop: () => timer.cancel() };
};

test(
  'two links to one PX4, either one cut in a mission: no gap, back on the first, nothing twice',
  {
    timeout: LIMIT_MS,
  },
  async (context) => {
    if (!px4Install.ok) context.skip(px4Install.error.message);
    const closing = new AsyncDisposableStack();
    context.onTestFinished(() => closing.disposeAsync());
    const { vehicle, events, until, gcs, api } = await setUp(closing);
    const active = (): string | undefined =>
      vehicle()
        .snapshot()
        .paths?.find((path) => path.active)?.link;
    await until('on the first link', () => active() === 'gcs');
    await until('first contact is over', () => vehicle().snapshot().queue.length === 0);
    await delay(systemClock, 5000);

    // An upload that begins on one link and ends on the other.
    const upload = vehicle().uploadVerified(mission(LENGTH_M));
    await delay(systemClock, 20);
    gcs.setQuality({ ...PERFECT, drop: 1 });
    good(await upload);
    gcs.setQuality(PERFECT);
    await until('back on the first link', () => active() === 'gcs');

    const steps: readonly (() => Promise<Result<unknown>>)[] = [
      () => vehicle().setMode('AUTO.LOITER'),
      () => vehicle().setCurrent(0),
      () => vehicle().arm(),
      () => vehicle().setMode('AUTO.MISSION'),
    ];
    for (const step of steps) good(await step());
    const watch = watchBoot(() => vehicle().snapshot().boot?.timeBootMs ?? 0);
    await until('on its way', () => (vehicle().snapshot().mission?.seq ?? 0) >= ITEM.first);
    gcs.setQuality({ ...PERFECT, drop: 1 });
    await until('on the second link', () => active() === 'api', 5000);
    await delay(systemClock, 4000);
    gcs.setQuality(PERFECT);
    await until('back on the first link in flight', () => active() === 'gcs', 20_000);
    api.setQuality({ ...PERFECT, drop: 1 });
    await delay(systemClock, 4000);
    expect(active()).toBe('gcs');
    api.setQuality(PERFECT);
    await until('landed and disarmed', () => isDown(vehicle().snapshot()), 120_000);
    // MISSION_ITEM_REACHED is repeated for ten seconds.
    await delay(systemClock, 12_000 / SPEED);
    watch.stop();

    console.info(`two links: longest gap ${watch.seen.longestGapMs.toFixed(0)} ms`);
    expect(watch.seen.longestGapMs).toBeLessThan(LONGEST_GAP_MS + BUSY_MS);
    expect(watch.seen.backwards).toBe(0);
    const reached = events.flatMap((event) => (event.kind === 'mission-item-reached' ? [event.seq] : []));
    expect(reached.toSorted((a, b) => a - b)).toEqual([...new Set(reached)].toSorted((a, b) => a - b));
    expect(reached).toContain(ITEM.third);
    const kinds = events.map(({ kind }) => kind);
    for (const bad of ['heartbeat-lost', 'rebooted', 'conflict'] as const) expect(kinds).not.toContain(bad);
    expect(events.flatMap((event) => (event.kind === 'armed' ? [event.armed] : []))).toEqual([true, false]);
  },
);
