import { createHash } from 'node:crypto';
import { common, minimal } from 'mavlink-mappings';
import { describe, expect, it } from 'vitest';
import { flatDistanceM, moveBy } from '../../sitl/physics/earth.ts';
import { bench, HOME, LAND, launch, northWest, TAKEOFF, WAYPOINT, type Bench } from './support.ts';

const north = (metres: number): readonly [number, number] => moveBy(HOME.at, metres, 0);
const padOf = (km: number): readonly [number, number] => moveBy(HOME.at, km * 707.1, -km * 707.1);
const untilDisarmed = (b: Bench, mostS: number): boolean =>
  b.runUntil(() => !b.vehicle.truth().armed, mostS * 1000);

/** Launched and 60 s under way at cruise. */
/** Three sigma of the estimator's horizontal error: it lands by its own estimate. */
const LANDS_WITHIN_M = 1.3;

const underWay = (options: Parameters<typeof bench>[0] = {}): Bench => {
  const b = bench(options);
  launch(b, northWest(10, 50));
  b.run(60_000);
  return b;
};

describe('a whole flight of the embedded vehicle', () => {
  it('flies 14.6 km from upload to disarm within 1.3 m', () => {
    const b = bench({ payloadKg: 3 });
    launch(b, northWest(14.6));
    expect(untilDisarmed(b, 2000)).toBe(true);
    expect(flatDistanceM(b.vehicle.truth().body.at, padOf(14.6))).toBeLessThan(LANDS_WITHIN_M);
    // A PX4 SIH quad needs 1,024 s for this distance with the service's profile.
    expect(Math.abs(b.nowMs() / 1000 - 1024)).toBeLessThan(60);
  });

  it('tells its progress: landed states, items reached and repeated, mission states', () => {
    const b = bench();
    launch(b, northWest(2));
    untilDisarmed(b, 400);
    b.run(12_000);
    const changes = <T>(values: readonly T[]): T[] => values.filter((value, i) => value !== values[i - 1]);
    expect(changes(b.all(common.ExtendedSysState).map((m) => m.landedState))).toEqual([1, 3, 2, 4, 1]);
    const reached = b.all(common.MissionItemReached).map((m) => m.seq);
    expect(changes(reached)).toEqual([0, 1, 2, 3, 4]);
    expect(reached.filter((seq) => seq === 4).length).toBe(11);
    expect(changes(b.all(common.MissionCurrent).map((m) => m.missionState))).toEqual([1, 2, 3, 5]);
  });

  it('is deterministic: the same seed gives the same frames, another seed others', () => {
    const digest = (seed: number): string => {
      const b = bench({ seed, wind: { speedMs: 6, fromDeg: 200, intensity: 0.15 } });
      launch(b, northWest(1));
      untilDisarmed(b, 400);
      const hash = createHash('sha256');
      for (const frame of b.log) hash.update(frame);
      return hash.digest('hex');
    };
    expect(digest(3)).toBe(digest(3));
    expect(digest(3)).not.toBe(digest(4));
  });

  it('gives the same flight at 40 times the speed', () => {
    const fly = (speed: number): { metres: number; used: number; seconds: number } => {
      const b = bench({ speed, payloadKg: 5 });
      launch(b, northWest(5));
      untilDisarmed(b, 600);
      const truth = b.vehicle.truth();
      return {
        metres: flatDistanceM(truth.body.at, padOf(5)),
        used: 1 - truth.charge,
        seconds: truth.bootMs / 1000,
      };
    };
    const [slow, fast] = [fly(1), fly(40)];
    expect(fast.metres).toBeLessThan(LANDS_WITHIN_M);
    expect(Math.abs(fast.used - slow.used)).toBeLessThan(0.01);
  });

  it('pays for the head wind', () => {
    const used = (speedMs: number): number => {
      const b = bench({ payloadKg: 5, wind: { speedMs, fromDeg: 315, intensity: 0.15 } });
      launch(b, northWest(5));
      untilDisarmed(b, 900);
      return 1 - b.vehicle.truth().charge;
    };
    expect(used(5)).toBeGreaterThan(used(0) * 1.1);
  });
});

describe('PX4’s quirks in flight (mavlink.md §4–6)', () => {
  it('trap: the mode stays AUTO.MISSION after a finished mission, and a bare ARM flies it again', () => {
    const b = bench();
    launch(b, northWest(1));
    untilDisarmed(b, 400);
    expect(b.vehicle.truth().mode).toBe('AUTO.MISSION');
    expect(b.command(400, [1])).toBe(0);
    b.run(20_000);
    expect(b.vehicle.truth()).toMatchObject({ armed: true, run: { current: 0 } });
    expect(b.vehicle.truth().body.onSurface).toBe(false);
  });

  it('hold and resume by mode: carries on with the same item', () => {
    const b = underWay();
    const { current } = b.vehicle.truth().run;
    b.mode('AUTO.LOITER');
    b.run(20_000);
    expect(Math.hypot(b.vehicle.truth().body.northMs, b.vehicle.truth().body.eastMs)).toBeLessThan(0.1);
    expect(b.last(common.MissionCurrent)?.missionState).toBe(4);
    b.mode('AUTO.MISSION');
    b.run(10_000);
    expect(b.vehicle.truth().run.current).toBe(current);
    expect(Math.hypot(b.vehicle.truth().body.northMs, b.vehicle.truth().body.eastMs)).toBeGreaterThan(15);
  });

  it('the same plan again carries on, a changed one starts at item 0: it flies back', () => {
    const b = underWay();
    const { current } = b.vehicle.truth().run;
    b.upload(northWest(10, 50));
    b.run(1000);
    expect(b.vehicle.truth().run.current).toBe(current);
    b.upload(northWest(10, 60));
    b.run(1000);
    expect(b.vehicle.truth().run.current).toBe(0);
  });

  it('an infeasible plan in flight drops the mission: AUTO.LOITER at once', () => {
    const b = underWay();
    b.upload([
      { command: 84, at: HOME.at, z: 50 },
      { command: LAND, at: north(10), z: 0 },
    ]);
    b.run(200);
    expect(b.vehicle.truth().mode).toBe('AUTO.LOITER');
  });

  it('DO_CHANGE_SPEED in flight holds for later legs', () => {
    const b = underWay();
    expect(b.command(178, [1, 8])).toBe(0);
    b.run(10_000);
    expect(Math.hypot(b.vehicle.truth().body.northMs, b.vehicle.truth().body.eastMs)).toBeCloseTo(8, 1);
  });

  it('returns: climbs to RTL_RETURN_ALT, lands at home, and shows the mode before after disarming', () => {
    const b = underWay();
    b.command(20);
    expect(b.vehicle.truth().mode).toBe('AUTO.RTL');
    b.run(10_000);
    expect(b.vehicle.truth().body.altAmslM).toBeGreaterThan(HOME.altAmslM + 58);
    expect(untilDisarmed(b, 600)).toBe(true);
    expect(flatDistanceM(b.vehicle.truth().body.at, HOME.at)).toBeLessThan(1.5);
    expect(b.vehicle.truth().mode).toBe('AUTO.MISSION');
  });

  it('lands where the LAND item says, on a pad of another height', () => {
    const pad = north(800);
    const b = bench({ surfaceAmslM: (at) => (flatDistanceM(at, pad) < 60 ? 52 : HOME.altAmslM) });
    launch(b, [
      { command: TAKEOFF, at: HOME.at, z: 60 },
      { command: WAYPOINT, at: north(400), z: 60 },
      { command: LAND, at: pad, z: 22 },
    ]);
    expect(untilDisarmed(b, 300)).toBe(true);
    expect(b.vehicle.truth().body).toMatchObject({ altAmslM: 52, onSurface: true });
    expect(flatDistanceM(b.vehicle.truth().body.at, pad)).toBeLessThan(LANDS_WITHIN_M);
  });

  it('has no mission where a take-off is not the first waypoint', () => {
    const b = bench();
    b.run(4000);
    const plan = [
      { command: TAKEOFF, at: HOME.at, z: 40 },
      { command: LAND, at: north(200), z: 0 },
      { command: TAKEOFF, at: north(200), z: 40 },
    ];
    expect(b.upload(plan)?.type).toBe(0);
    b.run(1100);
    expect(b.last(common.MissionCurrent)?.missionState).toBe(1);
  });

  const linkActions: readonly [number, string][] = [
    [0, 'AUTO.MISSION'],
    [1, 'AUTO.LOITER'],
    [2, 'AUTO.RTL'],
    [3, 'AUTO.LAND'],
  ];
  it.each(linkActions)('link loss with NAV_DLL_ACT %i ends in %s after hold and 5 s', (action, mode) => {
    const b = underWay({ parameters: { NAV_DLL_ACT: action } });
    b.silence(true);
    b.run(14_000);
    expect(b.vehicle.truth().mode).toBe(action === 0 ? 'AUTO.MISSION' : 'AUTO.LOITER');
    if (action !== 0) expect(b.last(minimal.Heartbeat)?.systemStatus).toBe(5);
    b.run(5000);
    expect(b.vehicle.truth().mode).toBe(mode);
    b.silence(false);
    b.run(3000);
    expect(b.vehicle.truth().mode).toBe(mode);
    expect(b.texts()).toContain('GCS connection regained');
  });

  it('low battery warns, critical holds and returns, emergency lands', () => {
    const b = underWay();
    b.vehicle.drain(b.vehicle.truth().charge - 0.14);
    b.run(500);
    expect(b.vehicle.truth().mode).toBe('AUTO.MISSION');
    b.vehicle.drain(b.vehicle.truth().charge - 0.065);
    b.run(500);
    expect(b.vehicle.truth().mode).toBe('AUTO.LOITER');
    b.run(5000);
    expect(b.vehicle.truth().mode).toBe('AUTO.RTL');
    b.vehicle.drain(b.vehicle.truth().charge - 0.045);
    b.run(6000);
    expect(b.vehicle.truth().mode).toBe('AUTO.LAND');
  });

  it('a crew swaps the pack after the vehicle stood disarmed for a minute', () => {
    const b = bench();
    launch(b, northWest(2));
    untilDisarmed(b, 400);
    const before = b.last(common.BatteryStatus);
    b.run(55_000);
    expect(b.vehicle.truth().charge).toBeLessThan(0.95);
    b.run(10_000);
    expect(b.vehicle.truth().charge).toBeGreaterThan(0.99);
    expect(b.last(common.BatteryStatus)?.id).not.toBe(before?.id);
  });

  it('faults: a mute link is silent, arming can be refused', () => {
    const b = bench();
    b.run(4000);
    b.vehicle.faults.refuseArming = true;
    expect(b.command(400, [1])).toBe(1);
    b.vehicle.faults.muteLink = true;
    b.clear();
    b.run(5000);
    expect(b.heard).toEqual([]);
  });

  it('ignores frames that carry its own system id', () => {
    const b = bench();
    b.run(4000);
    b.clear();
    b.send(
      common.CommandLong,
      { targetSystem: 7, targetComponent: 1, command: 400, _param1: 1 },
      {
        sysid: 7,
        compid: 190,
      },
    );
    expect(b.all(common.CommandAck)).toEqual([]);
  });
});
