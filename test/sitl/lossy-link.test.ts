import { describe, expect, it } from 'vitest';
import { lossyPipe, PERFECT, type LinkQuality } from '../../sitl/lossy-link.ts';
import { seededRng } from '../../sitl/physics/random.ts';
import { systemClock } from '../../server/ports/system-clock.ts';
import { systemNet } from '../../server/ports/udp.ts';
import { runVehicleOnUdp } from '../../sitl/udp-vehicle.ts';
import { udpProxy } from '../../sitl/lossy-link.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { HOME } from './support.ts';

const COUNT = 10_000;

const deliveries = (quality: Partial<LinkQuality>, seed: number): number[] => {
  const clock = fakeClock();
  const got: number[] = [];
  const pipe = lossyPipe({
    clock,
    rng: seededRng(seed),
    quality: { ...PERFECT, ...quality },
    deliver: (bytes) => got.push(((bytes[0] as number) << 8) | (bytes[1] as number)),
  });
  for (let i = 0; i < COUNT; i++) {
    pipe.send(Uint8Array.of(i >> 8, i & 0xff));
    clock.advance(1);
  }
  clock.advance(10_000);
  return got;
};

describe('lossy link', () => {
  it('delivers everything in order when perfect', () => {
    expect(deliveries({}, 1)).toEqual(Array.from({ length: COUNT }, (_, i) => i));
  });

  it('drops, duplicates and reorders about as often as told', () => {
    expect(Math.abs(deliveries({ drop: 0.2 }, 1).length / COUNT - 0.8)).toBeLessThan(0.02);
    expect(Math.abs(deliveries({ duplicate: 0.1 }, 1).length / COUNT - 1.1)).toBeLessThan(0.02);
    const overtaken = deliveries({ reorder: 0.1, reorderMs: 20 }, 1).filter(
      (n, i, all) => n < (all[i - 1] ?? 0),
    );
    expect(overtaken.length).toBeGreaterThan(COUNT * 0.05);
  });

  it('is the same for the same seed', () => {
    const quality = { drop: 0.2, duplicate: 0.1, reorder: 0.1, reorderMs: 30, jitterMs: 5 };
    expect(deliveries(quality, 7)).toEqual(deliveries(quality, 7));
    expect(deliveries(quality, 7)).not.toEqual(deliveries(quality, 8));
  });

  it('stands between a vehicle and a ground station on real UDP', async () => {
    const ports = { net: systemNet, clock: systemClock };
    const ground = await systemNet.bindUdp({ host: '127.0.0.1', port: 0 });
    const proxy = await udpProxy({
      ...ports,
      rng: seededRng(1),
      quality: PERFECT,
      groundStation: ground.local,
    });
    const from = new Promise<number>((resolve) => ground.onDatagram((_, sender) => resolve(sender.port)));
    const running = await runVehicleOnUdp({
      ...ports,
      to: proxy.vehicleSide,
      sysid: 3,
      home: HOME,
      rng: seededRng(1),
    });
    expect(await from).not.toBe(running.local.port);
    await running.close();
    await proxy.close();
    await ground.close();
    expect(proxy.down.counters.delivered).toBeGreaterThan(0);
  });
});
