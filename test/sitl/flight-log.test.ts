import { describe, expect, it } from 'vitest';
import { flatDistanceM } from '../../sitl/physics/earth.ts';
import { bench, launch, northWest, type Bench } from './support.ts';
import { readUlog, type Ulog } from './ulog.ts';

const MOST_BYTES_A_MINUTE = 20_000;

/** Flies there and stands again. */
const fly = (b: Bench, km = 1): void => {
  launch(b, northWest(km));
  expect(b.runUntil(() => !b.vehicle.truth().armed, 600_000)).toBe(true);
  b.run(1000);
};

const logOf = (b: Bench, index = -1): Uint8Array =>
  b.vehicle.files.read(b.vehicle.files.paths('log').at(index) ?? '') ?? new Uint8Array();

const flown = (options: Parameters<typeof bench>[0] = {}): { b: Bench; bytes: Uint8Array; log: Ulog } => {
  const b = bench(options);
  fly(b);
  const bytes = logOf(b);
  return { b, bytes, log: readUlog(bytes) };
};

describe("the embedded vehicle's log", () => {
  it('is a whole ULog that says who flew with which parameters, where, and what it said', () => {
    const { b, log } = flown();
    expect(log.info).toMatchObject({ sys_name: 'Lifeline SITL' });
    expect(log.parameters).toMatchObject({ MAV_SYS_ID: 7, NAV_ACC_RAD: 25 });
    const positions = log.rows['vehicle_global_position'] ?? [];
    const last = positions.at(-1);
    expect(positions.length).toBeGreaterThan(100);
    const landed = b.vehicle.truth().body.at;
    expect(flatDistanceM([last?.['lon'] ?? 0, last?.['lat'] ?? 0], landed)).toBeLessThan(2);
    expect(log.texts.map(({ text }) => text)).toContain('Takeoff detected');
    expect(log.texts.every(({ text }) => !text.endsWith('\t'))).toBe(true);
  });

  it('begins with the arming and ends with the disarming, in rising order', () => {
    const { log } = flown();
    const armed = (log.rows['vehicle_status'] ?? []).map((row) => row['arming_state']);
    expect(armed[0]).toBe(2);
    for (const rows of Object.values(log.rows)) {
      const times = rows.map((row) => row['timestamp'] ?? 0);
      expect(times.every((time, i) => time >= log.startUs && time > (times[i - 1] ?? 0))).toBe(true);
    }
    const onGround = (log.rows['vehicle_land_detected'] ?? []).map((row) => row['landed']);
    expect([onGround[0], onGround.includes(0), onGround.at(-1)]).toEqual([1, true, 1]);
  });

  it('tells the height above home, the battery and the time of day', () => {
    const { log } = flown();
    const heights = (log.rows['vehicle_local_position'] ?? []).map((row) => -(row['z'] ?? 0));
    expect(Math.abs(Math.max(...heights) - 100)).toBeLessThan(6);
    const charge = (log.rows['battery_status'] ?? []).map((row) => row['remaining'] ?? 2);
    expect([charge[0] ?? 0, charge.at(-1) ?? 1].every((share) => share > 0.8 && share <= 1)).toBe(true);
    expect(charge.at(-1)).toBeLessThan(charge[0] ?? 0);
    const utc = log.rows['vehicle_gps_position']?.[0]?.['time_utc_usec'] ?? 0;
    expect(Math.abs(utc / 1000 - Date.UTC(2026, 2, 1))).toBeLessThan(60_000);
  });

  it('takes at most 20 kB a minute', () => {
    const { b, bytes } = flown();
    const minutes = b.nowMs() / 60_000;
    expect(bytes.length / minutes).toBeLessThan(MOST_BYTES_A_MINUTE);
  });

  it('is the same for the same seed, and another for another', () => {
    expect(Buffer.compare(flown({ seed: 3 }).bytes, flown({ seed: 3 }).bytes)).toBe(0);
    expect(Buffer.compare(flown({ seed: 3 }).bytes, flown({ seed: 4 }).bytes)).not.toBe(0);
  });

  it('is a new one at each arming, and the oldest go', () => {
    const b = bench();
    for (let i = 0; i < 22; i++) {
      b.run(3000);
      expect(b.command(400, [1])).toBe(0);
      expect(b.runUntil(() => !b.vehicle.truth().armed, 30_000)).toBe(true);
    }
    const paths = b.vehicle.files.paths('log');
    expect(paths).toHaveLength(20);
    expect(new Set(paths).size).toBe(20);
    expect(paths[0]).toMatch(/^log\/2026-03-01\/\d\d_\d\d_\d\d\.ulg$/);
  });
});
