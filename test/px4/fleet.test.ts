import { expect, test } from 'vitest';
import { missionToWire } from '../../server/mavlink/mission-items.ts';
import { planId } from '../../server/mavlink/plan-id.ts';
import { createStation, type Station } from '../../server/mavlink/station.ts';
import type { Vehicle } from '../../server/mavlink/vehicle.ts';
import { systemClock } from '../../server/ports/system-clock.ts';
import { systemNet } from '../../server/ports/udp.ts';
import { startPx4 } from '../../sitl/px4.ts';
import { uploadFromElsewhere } from './foreign-station.ts';
import { HOME, isFreeInstance, LOOPBACK, px4Install } from './machines.ts';
import { good } from './rig.ts';
import { mission } from './support.ts';

const LIMIT_MS = 240_000;
const FEED_MS = 500;
const READY_MS = 90_000;
/** The mission's name is told once a second: a strange one is noticed within this, ms. */
const NOTICED_MS = 3000;
/** PX4's instances: their system ids are one more. */
const INSTANCES = [0, 1, 46] as const;

const until = async (what: string, done: () => boolean, withinMs: number): Promise<number> => {
  const start = systemClock.mono();
  await new Promise<void>((resolve, reject) => {
    const look = systemClock.every(20, () => {
      if (done()) {
        look.cancel();
        resolve();
      } else if (systemClock.mono() - start > withinMs) {
        look.cancel();
        reject(new Error(`${what}: not within ${withinMs / 1000} s`));
      }
    });
  });
  return systemClock.mono() - start;
};

const portOf = (station: Station): number => station.stats().links[0]?.local?.port ?? 0;

const isReady = (vehicle: Vehicle | undefined): boolean => {
  const now = vehicle?.snapshot();
  return now?.version !== undefined && now.home !== undefined && now.sensors?.prearmOk === true;
};

test(
  'system ids 1, 2 and 47 on one link, each with its own mission; what another ground station does is noticed',
  { timeout: LIMIT_MS },
  async (context) => {
    if (!px4Install.ok) return context.skip(px4Install.error.message);
    for (const instance of INSTANCES)
      if (!(await isFreeInstance(instance))) return context.skip(`PX4 instance ${instance} is in use`);
    const closing = new AsyncDisposableStack();
    context.onTestFinished(() => closing.disposeAsync());
    const station = createStation({ clock: systemClock, net: systemNet, log: () => undefined });
    closing.defer(() => station.close());
    good(await station.addLink({ name: 'fleet', local: { host: LOOPBACK, port: 0 } }));
    const toPort = portOf(station);
    const feeding = systemClock.every(FEED_MS, () => station.feed());
    closing.defer(async () => feeding.cancel());
    for (const instance of INSTANCES) {
      const px4 = await startPx4({
        install: px4Install.value,
        net: systemNet,
        clock: systemClock,
        instance,
        home: HOME,
        toPort,
      });
      closing.defer(() => px4.stop());
    }
    await until(
      'all three ready',
      () => INSTANCES.every((instance) => isReady(station.vehicle(instance + 1))),
      READY_MS,
    );
    expect(
      station
        .vehicles()
        .map(({ id }) => id.sysid)
        .toSorted((a, b) => a - b),
    ).toEqual([1, 2, 47]);
    const uids = station.vehicles().map((vehicle) => vehicle.snapshot().version?.uid2);
    expect(new Set(uids).size).toBe(INSTANCES.length);

    const vehicleOf = (instance: number): Vehicle => station.vehicle(instance + 1) as Vehicle;
    for (const instance of INSTANCES) {
      const items = mission(300 + instance);
      expect(good(await vehicleOf(instance).uploadVerified(items)).planId).toBe(planId(missionToWire(items)));
    }
    for (const instance of INSTANCES)
      expect(vehicleOf(instance).snapshot().mission?.missionId).toBe(
        planId(missionToWire(mission(300 + instance))),
      );
    good(await vehicleOf(1).arm());
    await until('armed', () => vehicleOf(1).snapshot().heartbeat.armed, 10_000);
    expect(vehicleOf(0).snapshot().heartbeat.armed).toBe(false);
    expect(vehicleOf(46).snapshot().heartbeat.armed).toBe(false);
    good(await vehicleOf(1).disarm());

    for (const instance of [0, 46]) {
      const strange = missionToWire(mission(700 + instance));
      expect(await uploadFromElsewhere(instance, strange)).toBe(0);
      const tookMs = await until(
        `the strange plan of instance ${instance}`,
        () => vehicleOf(instance).snapshot().mission?.missionId === planId(strange),
        NOTICED_MS,
      );
      console.log(`instance ${instance}: the plan of another ground station was noticed after ${tookMs} ms`);
    }
    expect(vehicleOf(1).snapshot().mission?.missionId).toBe(planId(missionToWire(mission(301))));
  },
);
