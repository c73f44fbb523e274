import { common, minimal } from 'mavlink-mappings';
import { describe, expect, test } from 'vitest';
import { monoMs, wallMs } from '../../server/core/clock.ts';
import { messageOf } from '../../server/mavlink/codec.ts';
import { silentLog } from '../../server/mavlink/log.ts';
import { createStation } from '../../server/mavlink/station.ts';
import {
  msToNs,
  NEW_CLOCK,
  nsToMs,
  readClock,
  sampleOf,
  withSample,
  withUtc,
  type VehicleClock,
} from '../../server/mavlink/vehicle-clock.ts';
import { createVehicle } from '../../sitl/vehicle.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { seededRng } from '../support/seeded-rng.ts';
import { at, fakeNet, SELF, VEHICLE, wirePeer } from './support.ts';

const WALL = wallMs(Date.UTC(2026, 2, 1));
const answered = (
  clock: VehicleClock,
  atMs: number,
  { offsetMs, rttMs = 2, rate = 1 }: { offsetMs: number; rttMs?: number; rate?: number },
): VehicleClock =>
  withSample(
    clock,
    sampleOf(monoMs(atMs - rttMs / 2), monoMs(atMs + rttMs / 2), msToNs(offsetMs + atMs * rate)),
  );
const read = (clock: VehicleClock, nowMs: number) => readClock(clock, monoMs(nowMs), wallMs(WALL + nowMs));

describe('a vehicle’s clock', () => {
  test('[TS3] the shortest way there and back gives the offset, half of it the uncertainty', () => {
    // The long one went 80 ms there and nothing back: it is 40 ms off, as its uncertainty says.
    let clock = withSample(NEW_CLOCK, sampleOf(monoMs(0), monoMs(80), msToNs(1080)));
    clock = answered(clock, 200, { offsetMs: 1000, rttMs: 6 });
    clock = withSample(clock, sampleOf(monoMs(400), monoMs(460), msToNs(1400)));
    expect(read(clock, 500)).toMatchObject({ offsetMs: 1000, rttMs: 6 });
    expect(read(clock, 500)?.uncertaintyMs).toBeCloseTo(3.015, 6);
  });

  test('[TS3] the best of twelve; one from long ago loses to a worse one of now', () => {
    let clock = answered(NEW_CLOCK, 0, { offsetMs: 1000, rttMs: 1 });
    for (let i = 1; i <= 11; i++) clock = answered(clock, i * 10_000, { offsetMs: 1000, rttMs: 8 });
    expect(read(clock, 110_000)?.rttMs).toBe(8);
    expect(clock.samples).toHaveLength(12);
    expect(answered(clock, 120_000, { offsetMs: 1000, rttMs: 9 }).samples).toHaveLength(12);
  });

  test('[TS3] 64-bit nanoseconds keep their microseconds, after years of boot too', () => {
    const years = 86_400_000n * 3650n * 1_000_000n;
    expect(nsToMs(years + 1_234_000n) - nsToMs(years)).toBeCloseTo(1.234, 3);
    expect(msToNs(123_456_789.123)).toBe(123_456_789_123_000n);
    const late = withSample(NEW_CLOCK, sampleOf(monoMs(10), monoMs(12), years));
    expect(read(late, 11)?.offsetMs).toBe(3650 * 86_400_000 - 11);
  });

  test('[TS4] a clock that steps by 300 ms is believed anew at once', () => {
    let clock = NEW_CLOCK;
    for (let i = 0; i < 6; i++) clock = answered(clock, i * 10_000, { offsetMs: 1000 });
    clock = answered(clock, 60_000, { offsetMs: 700, rttMs: 20 });
    expect(read(clock, 60_000)?.offsetMs).toBe(700);
    expect(clock.samples).toHaveLength(1);
  });

  test('[TS4] a slower answer within its uncertainty is no step', () => {
    let clock = NEW_CLOCK;
    for (let i = 0; i < 6; i++) clock = answered(clock, i * 10_000, { offsetMs: 1000 });
    clock = withSample(clock, sampleOf(monoMs(60_000), monoMs(60_300), msToNs(61_000)));
    expect([clock.samples.length, read(clock, 60_300)?.offsetMs]).toEqual([7, 1000]);
  });

  test('[TS5] the rate is unknown for 10 s, then 1, or the speed factor, by which there is no skew', () => {
    const watch = (rate: number): (number | undefined)[] => {
      let clock = withUtc(NEW_CLOCK, { unixMs: WALL, bootMs: 0 }, monoMs(0));
      const rates: (number | undefined)[] = [];
      for (let i = 0; i < 5; i++) {
        clock = answered(clock, i * 200, { offsetMs: 0, rate });
        rates.push(read(clock, i * 200)?.rate);
      }
      clock = answered(clock, 10_000, { offsetMs: 0, rate });
      const last = read(clock, 10_000);
      return [...new Set(rates), last?.rate, last?.utcSkewMs];
    };
    expect(watch(1)).toEqual([undefined, 1, 0]);
    expect(watch(6)).toEqual([undefined, 6, undefined]);
    expect(watch(0.95)).toEqual([undefined, 0.95, undefined]);
    // What quartz does is our rate.
    expect(watch(1.0001).slice(0, 2)).toEqual([undefined, 1.0001]);
  });

  test('[TS5] with ways of 100 ms the rate waits until it means something', () => {
    let clock = answered(NEW_CLOCK, 0, { offsetMs: 0, rttMs: 100 });
    clock = answered(clock, 10_000, { offsetMs: 0, rttMs: 100 });
    expect(read(clock, 10_000)?.rate).toBeUndefined();
    clock = answered(clock, 20_000, { offsetMs: 0, rttMs: 100 });
    expect(read(clock, 20_000)?.rate).toBe(1);
  });

  const judged = (unixMs: number, bootMs: number): VehicleClock => {
    let clock = answered(NEW_CLOCK, 0, { offsetMs: 5000 });
    clock = answered(clock, 10_000, { offsetMs: 5000 });
    return withUtc(clock, { unixMs, bootMs }, monoMs(10_000));
  };

  test('[TS6] the skew does not depend on how long SYSTEM_TIME was under way', () => {
    // Said 700 ms before it was heard: UTC then, time since boot then.
    const clock = judged(WALL + 9300 + 350, 14_300);
    expect(read(clock, 10_000)?.utcSkewMs).toBe(350);
  });

  test('[TS6] no skew from a UTC that was never set, or is 30 s old', () => {
    expect(read(judged(Date.UTC(2000, 0, 1), 15_000), 10_000)?.utcSkewMs).toBeUndefined();
    const clock = judged(WALL + 10_000, 15_000);
    expect(read(clock, 40_000)?.utcSkewMs).toBe(0);
    expect(read(clock, 40_001)?.utcSkewMs).toBeUndefined();
  });

  test('[TS6] the 32 bits of SYSTEM_TIME wrap after 50 days and nothing happens', () => {
    const days = 2 ** 32 + 1000;
    let clock = answered(NEW_CLOCK, 0, { offsetMs: days });
    clock = answered(clock, 10_000, { offsetMs: days });
    clock = withUtc(clock, { unixMs: WALL + 10_000, bootMs: 11_000 }, monoMs(10_000));
    expect(read(clock, 10_000)?.utcSkewMs).toBe(0);
  });
});

const OURS = at(1000);

/** A station and a vehicle that is spoken for by hand. */
const setUp = async () => {
  const clock = fakeClock();
  const net = fakeNet();
  const station = createStation({ clock, net: net.net, log: silentLog });
  await station.addLink({ name: 'sim', local: OURS });
  const peer = wirePeer(net, at(2000), { to: OURS });
  peer.say(messageOf(minimal.Heartbeat, { type: 2, autopilot: minimal.MavAutopilot.PX4, systemStatus: 3 }));
  const asked = (): common.TimeSync[] =>
    peer.heard.flatMap(({ name, fields }) =>
      name === 'TIMESYNC' ? [fields as unknown as common.TimeSync] : [],
    );
  const clockOf = () => station.vehicle(VEHICLE.sysid)?.snapshot().clock;
  const say = (fields: Partial<common.TimeSync>): void => peer.say(messageOf(common.TimeSync, fields));
  return { clock, station, peer, asked, clockOf, say };
};

describe('TIMESYNC', () => {
  test('[TS1] five quick questions, then one every 10 s, addressed and by our own clock', async () => {
    const { clock, station, asked } = await setUp();
    clock.advance(900);
    expect(asked()).toHaveLength(5);
    clock.advance(40_000);
    expect(asked()).toHaveLength(9);
    expect(asked()[1]).toMatchObject({
      tc1: 0n,
      ts1: 200_000_000n,
      targetSystem: VEHICLE.sysid,
      targetComponent: VEHICLE.compid,
    });
    await station.close();
    clock.advance(60_000);
    expect(asked()).toHaveLength(9);
  });

  test('[TS2] the answer to a question of ours counts, once; everything else does not', async () => {
    const { clock, asked, clockOf, say, station } = await setUp();
    clock.advance(30);
    const ts1 = asked()[0]?.ts1 ?? -1n;
    say({ tc1: 5_000_000_000n, ts1: ts1 + 1n, targetSystem: SELF.sysid });
    say({ tc1: 0n, ts1, targetSystem: VEHICLE.sysid });
    say({ tc1: -7n, ts1, targetSystem: SELF.sysid });
    expect(clockOf()).toBeUndefined();
    say({ tc1: 5_000_000_000n, ts1, targetSystem: SELF.sysid });
    expect(clockOf()).toMatchObject({
      offsetMs: 4985,
      rttMs: 30,
      uncertaintyMs: expect.closeTo(15) as number,
    });
    say({ tc1: 9_000_000_000n, ts1, targetSystem: SELF.sysid });
    expect(clockOf()?.offsetMs).toBe(4985);
    await station.close();
  });

  test('[TS2] an answer after 2 s measures nothing', async () => {
    const { clock, asked, clockOf, say, station } = await setUp();
    const ts1 = asked()[0]?.ts1 ?? -1n;
    clock.advance(2001);
    say({ tc1: 5_000_000_000n, ts1 });
    expect(clockOf()).toBeUndefined();
    await station.close();
  });

  test('[TS7] a question that names us is answered with our clock, one to everybody is not', async () => {
    const { clock, asked, say, station } = await setUp();
    clock.advance(1500);
    const before = asked().length;
    say({ tc1: 0n, ts1: 77n });
    say({ tc1: 0n, ts1: 78n, targetSystem: 254 });
    expect(asked()).toHaveLength(before);
    say({ tc1: 0n, ts1: 79n, targetSystem: SELF.sysid });
    expect(asked().at(-1)).toMatchObject({
      tc1: 1_500_000_000n,
      ts1: 79n,
      targetSystem: VEHICLE.sysid,
      targetComponent: VEHICLE.compid,
    });
    await station.close();
  });

  test('[TS4] a reboot forgets the clock and asks quickly again', async () => {
    const { clock, asked, clockOf, peer, say, station } = await setUp();
    clock.advance(100);
    say({ tc1: 90_000_000_000n, ts1: asked()[0]?.ts1 ?? -1n });
    const boot = (timeBootMs: number): void =>
      peer.say(messageOf(common.SystemTime, { timeUnixUsec: 0n, timeBootMs }));
    boot(95_000);
    clock.advance(5000);
    expect(clockOf()?.offsetMs).toBe(89_950);
    const before = asked().length;
    boot(100);
    boot(200);
    expect(clockOf()).toBeUndefined();
    clock.advance(900);
    expect(asked().length - before).toBe(5);
    await station.close();
  });
});

/** A station and the embedded vehicle on one clock. */
const withEmbedded = async (speed: number) => {
  const clock = fakeClock();
  const net = fakeNet();
  const station = createStation({ clock, net: net.net, log: silentLog });
  await station.addLink({ name: 'sim', local: OURS });
  const socket = net.bind(at(2000));
  const vehicle = createVehicle({
    sysid: 7,
    home: { at: [118.78, 32.05], altAmslM: 20 },
    nowMs: clock.mono(),
    wallMs: clock.wall(),
    rng: seededRng(1),
    speed,
    send: (frame) => socket.send(frame, OURS),
  });
  socket.onDatagram((bytes) => vehicle.onDatagram(bytes));
  clock.every(20, () => vehicle.tick(clock.mono()));
  return { clock, station, vehicle, clockOf: () => station.vehicle(7)?.snapshot().clock };
};

describe('the embedded vehicle’s clock', () => {
  test('[TS6] it is in step with ours; set ahead by 350 ms it is seen, and set right again', async () => {
    const { clock, station, vehicle, clockOf } = await withEmbedded(1);
    await clock.advanceAsync(30_000);
    expect(clockOf()?.rate).toBeCloseTo(1, 2);
    expect(Math.abs(clockOf()?.utcSkewMs ?? Infinity)).toBeLessThan(25);
    vehicle.faults.utcSkewMs = 350;
    await clock.advanceAsync(10_000);
    expect(Math.abs((clockOf()?.utcSkewMs ?? 0) - 350)).toBeLessThan(25);
    vehicle.faults.utcSkewMs = 0;
    await clock.advanceAsync(10_000);
    expect(Math.abs(clockOf()?.utcSkewMs ?? Infinity)).toBeLessThan(25);
    await station.close();
  });

  test('[TS5] six times as fast it has another rate and no skew', async () => {
    const { clock, station, clockOf } = await withEmbedded(6);
    await clock.advanceAsync(60_000);
    expect(clockOf()?.rate).toBeCloseTo(6, 1);
    expect(clockOf()?.utcSkewMs).toBeUndefined();
    expect(() => JSON.stringify(clockOf())).not.toThrow();
    await station.close();
  });
});
