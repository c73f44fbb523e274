import { common } from 'mavlink-mappings';
import { describe, expect, test } from 'vitest';
import { destination } from '../../server/core/geo.ts';
import type { MissionItem } from '../../server/core/mission.ts';
import { Guard } from '../../server/guard/guard.ts';
import { decodeDatagram, newDropCounters } from '../../server/mavlink/codec.ts';
import type { Refusal } from '../../server/mavlink/gate.ts';
import { BED_HOME, createBed } from '../mavlink/embedded-bed.ts';
import { grantOf, TARGET } from './frames.ts';

const MISSION: MissionItem[] = [
  { kind: 'takeoff', at: BED_HOME.at, relAltM: 60 },
  { kind: 'waypoint', at: destination(BED_HOME.at, 300, 0), relAltM: 60, holdS: 0, acceptRadiusM: 10 },
  { kind: 'land', at: destination(BED_HOME.at, 300, 0), relAltM: 0 },
];

/** A guarded station with an embedded vehicle, after its first contact. */
const guarded = async () => {
  const guard = new Guard();
  const bed = await createBed(5, {}, guard);
  const refused: Refusal[] = [];
  bed.station.onRefused((refusal) => refused.push(refusal));
  return { guard, refused, ...bed };
};

describe('a guarded station', () => {
  test('[GD15] asks, reads and keeps time as before: nothing of that is refused', async () => {
    const { station, vehicle, done, clock, count, close } = await guarded();
    const file = await done(vehicle.readFile('/etc/extras/component_general.json.xz'));
    // It has none, and asked it was.
    await done(vehicle.logs.list());
    const params = await done(vehicle.readParams());
    const plan = await done(vehicle.downloadPlan('mission'));
    await clock.advanceAsync(60_000);
    expect([file.ok, params.ok, plan.ok, count(common.LogRequestList.MSG_ID) > 0]).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(station.stats().refused).toBe(0);
    await close();
  });

  test('[GD15] what is refused is neither sent nor recorded, and takes no number; it is counted and told', async () => {
    const { station, vehicle, guard, sent, refused, done, close } = await guarded();
    const recorded: number[] = [];
    const numbers: number[] = [];
    station.onFrame(({ direction, bytes }) => {
      if (direction !== 'out') return;
      for (const { msgid, seq } of decodeDatagram(bytes, newDropCounters())) {
        recorded.push(msgid);
        numbers.push(seq);
      }
    });
    expect((await done(vehicle.uploadVerified(MISSION))).ok).toBe(false);
    expect([sent, recorded].map((ids) => ids.includes(common.MissionCount.MSG_ID))).toEqual([false, false]);
    expect(refused[0]).toEqual({
      rule: 'GD4',
      target: TARGET,
      kind: 'plan',
      sentence: '7.1: message 44: expected a commander, it has none yet',
    });
    expect(station.stats().refused).toBe(refused.length);
    guard.command(TARGET, 1);
    expect((await done(vehicle.uploadVerified(MISSION))).ok).toBe(true);
    const gaps = numbers.slice(1).filter((seq, i) => seq !== (((numbers[i] ?? 0) + 1) & 0xff));
    expect(gaps).toEqual([]);
    await close();
  });

  test('[GD15] a launch needs its grant: one arming frame, one start', async () => {
    const { station, vehicle, guard, clock, done, count, close } = await guarded();
    guard.command(TARGET, 1);
    await done(vehicle.uploadVerified(MISSION));
    const LONG = common.CommandLong.MSG_ID;
    const before = count(LONG);
    expect((await done(vehicle.arm())).ok).toBe(false);
    expect([count(LONG) - before, station.stats().refused]).toEqual([0, 1]);
    guard.grant(grantOf({ kind: 'arm' }, clock.mono()), clock.mono());
    expect(await done(vehicle.arm())).toMatchObject({ ok: true, value: { armed: true } });
    expect((await done(vehicle.setMode('AUTO.MISSION'))).ok).toBe(true);
    await clock.advanceAsync(20_000);
    expect((await done(vehicle.setMode('AUTO.LOITER'))).ok).toBe(true);
    expect((await done(vehicle.setMode('AUTO.MISSION'))).ok).toBe(false);
    guard.grant(grantOf({ kind: 'resume', id: 'resume' }, clock.mono()), clock.mono());
    expect((await done(vehicle.setMode('AUTO.MISSION'))).ok).toBe(true);
    expect((await done(vehicle.uploadVerified(MISSION))).ok).toBe(false);
    await close();
  });
});
