import { common, minimal, standard } from 'mavlink-mappings';
import { describe, expect, it } from 'vitest';
import { ParamError } from '../../server/mavlink/extra-messages.ts';
import { encodeMode } from '../../server/mavlink/modes.ts';
import { int32FromFloatBits, int32ToFloatBits } from '../../server/mavlink/wire.ts';
import { bench, HOME, northWest, SYSID, type Bench } from './support.ts';

const ARM = 400;
const target = { targetSystem: SYSID, targetComponent: 1 };
const ready = (options: Parameters<typeof bench>[0] = {}): Bench => {
  const b = bench(options);
  b.run(4000);
  return b;
};
const airborne = (): Bench => {
  const b = ready();
  b.command(22, [0, 0, 0, 0, Number.NaN, Number.NaN, HOME.altAmslM + 40]);
  b.command(ARM, [1]);
  b.runUntil(() => b.vehicle.truth().mode === 'AUTO.LOITER' && b.vehicle.truth().armed, 60_000);
  return b;
};

describe('commands of the embedded vehicle (mavlink.md §5)', () => {
  it('arms only once the estimator is ready', () => {
    const b = bench();
    b.run(1000);
    expect(b.command(ARM, [1])).toBe(1);
    b.run(3000);
    expect(b.command(ARM, [1])).toBe(0);
  });

  it('does not arm without a ground station when NAV_DLL_ACT asks for one', () => {
    const b = bench();
    b.silence(true);
    b.run(4000);
    expect(b.command(ARM, [1])).toBe(1);
  });

  it.each(['AUTO.RTL', 'AUTO.LAND', 'AUTO.MISSION', 'POSCTL'] as const)(
    'is TEMPORARILY_REJECTED to arm in %s (the mission being empty)',
    (mode) => {
      const b = ready();
      expect(b.mode(mode)).toBe(0);
      expect(b.command(ARM, [1])).toBe(1);
      b.run(300);
      expect(b.texts().join('')).toContain('Resolve system health failures first');
    },
  );

  it('disarms itself 10 s after arming without take-off', () => {
    const b = ready();
    b.command(ARM, [1]);
    b.run(9500);
    expect(b.vehicle.truth().armed).toBe(true);
    b.run(1000);
    expect(b.vehicle.truth().armed).toBe(false);
  });

  it('takes NAV_TAKEOFF heights as AMSL and goes over to hold there', () => {
    const b = airborne();
    b.run(5000);
    expect(b.vehicle.truth().body.altAmslM).toBeCloseTo(HOME.altAmslM + 40, 0);
  });

  it('refuses to disarm in the air, and falls when forced', () => {
    const b = airborne();
    expect(b.command(ARM, [0])).toBe(1);
    expect(b.command(ARM, [0, 21_196])).toBe(0);
    b.run(10_000);
    expect(b.vehicle.truth().body.onSurface).toBe(true);
  });

  it('takes a DO_REPOSITION height as AMSL whatever the frame says', () => {
    const b = airborne();
    const there = [Math.round(32.0885 * 1e7), Math.round(118.7813 * 1e7)] as const;
    expect(b.commandInt(192, [-1, 1, 0, 0, ...there, 100])).toBe(0);
    b.run(60_000);
    expect(b.vehicle.truth().body.altAmslM).toBeCloseTo(100, 0);
    expect(b.vehicle.truth().body.at[1]).toBeCloseTo(32.0885, 5);
  });

  const answers: readonly [string, number, readonly number[], number][] = [
    ['DO_PAUSE_CONTINUE', 193, [0], 3],
    ['flight termination', 185, [1], 2],
    ['reboot', 246, [1], 2],
    ['parachute', 208, [1], 3],
    ['the old version request', 520, [1], 3],
    ['MISSION_START without a mission', 300, [0, 0], 2],
    ['a bad mission item', 224, [99], 4],
    ['REQUEST_MESSAGE of MISSION_CURRENT', 512, [42], 2],
    ['a stream that does not exist', 511, [999_999, 1000], 4],
    ['an unknown auto mode', 176, [1, 4, 99], 1],
    ['DO_CHANGE_SPEED −2', 178, [1, -2], 0],
  ];
  it.each(answers)('answers %s as PX4 does', (_, command, params, result) => {
    expect(ready().command(command, params)).toBe(result);
  });

  it('never answers DO_WINCH', () => {
    expect(ready().command(42_600, [1])).toBeUndefined();
  });

  it('MISSION_START arms and flies', () => {
    const b = ready();
    b.upload(northWest(1));
    b.run(100);
    expect(b.command(300, [0, 0])).toBe(0);
    b.run(5000);
    expect(b.vehicle.truth()).toMatchObject({ armed: true, mode: 'AUTO.MISSION', landed: 'takeoff' });
  });

  it('sends AUTOPILOT_VERSION on request, with a uid of its own', () => {
    const uidOf = (seed: number): readonly number[] | undefined => {
      const b = ready({ seed });
      expect(b.command(512, [148])).toBe(0);
      expect(b.last(standard.AutopilotVersion)?.flightSwVersion).toBe(0x0112_0000);
      return b.last(standard.AutopilotVersion)?.uid2;
    };
    expect(uidOf(1)).not.toEqual(uidOf(2));
  });

  it('keeps SET_MESSAGE_INTERVAL exactly; −1 stops and 0 is the default', () => {
    const b = ready();
    const countIn10S = (): number => {
      b.clear();
      b.run(10_000);
      return b.all(common.GlobalPositionInt).length;
    };
    expect(countIn10S()).toBe(100);
    b.command(511, [33, 500_000]);
    expect(countIn10S()).toBe(20);
    b.command(511, [33, -1]);
    expect(countIn10S()).toBe(0);
    b.command(511, [33, 0]);
    expect(countIn10S()).toBe(100);
  });

  it('says nothing as text before it hears a ground station', () => {
    const b = bench();
    b.silence(true);
    b.run(10_000);
    expect(b.all(common.StatusText)).toEqual([]);
  });

  it('shows in SYS_STATUS whether it would arm', () => {
    const b = bench();
    const bit = (): boolean =>
      ((b.last(common.SysStatus)?.onboardControlSensorsHealth ?? 0) & 0x1000_0000) !== 0;
    b.run(1100);
    expect(bit()).toBe(false);
    b.run(4000);
    expect(bit()).toBe(true);
  });

  it('boots into AUTO.LOITER as a PX4 multicopter', () => {
    expect(ready().last(minimal.Heartbeat)).toMatchObject({
      autopilot: 12,
      baseMode: 29,
      customMode: encodeMode('AUTO.LOITER'),
      systemStatus: 3,
    });
  });
});

describe('parameters of the embedded vehicle (mavlink.md §3)', () => {
  const read = (b: Bench, paramId: string): number | undefined => {
    b.clear();
    b.send(common.ParamRequestRead, { ...target, paramId, paramIndex: -1 });
    return b.last(common.ParamValue)?.paramValue;
  };

  it('lists all, opened by _HASH_CHECK', () => {
    const b = ready();
    b.clear();
    b.send(common.ParamRequestList, target);
    b.run(1000);
    const values = b.all(common.ParamValue);
    expect(values[0]?.paramId).toBe('_HASH_CHECK');
    expect(values.length).toBe((values[0]?.paramCount ?? 0) + 1);
  });

  it('sends integers as int bits, also negative ones', () => {
    const b = ready();
    expect(int32FromFloatBits(read(b, 'NAV_DLL_ACT') ?? 0)).toBe(2);
    expect(int32FromFloatBits(read(b, 'COM_FLT_TIME_MAX') ?? 0)).toBe(-1);
  });

  it('sets with the right type, and answers a wrong type or name by PARAM_ERROR', () => {
    const b = ready();
    b.send(common.ParamSet, {
      ...target,
      paramId: 'NAV_DLL_ACT',
      paramValue: int32ToFloatBits(1),
      paramType: 6,
    });
    expect(int32FromFloatBits(read(b, 'NAV_DLL_ACT') ?? 0)).toBe(1);
    b.clear();
    b.send(common.ParamSet, { ...target, paramId: 'NAV_DLL_ACT', paramValue: 3, paramType: 9 });
    expect(b.all(common.ParamValue)).toEqual([]);
    expect(b.last(ParamError)).toMatchObject({ paramId: 'NAV_DLL_ACT', error: 7 });
    expect(int32FromFloatBits(read(b, 'NAV_DLL_ACT') ?? 0)).toBe(1);
    expect(read(b, 'NO_SUCH_PARAM')).toBeUndefined();
    expect(b.last(ParamError)).toMatchObject({ paramId: 'NO_SUCH_PARAM', error: 1 });
  });

  it('has no range check', () => {
    const b = ready();
    b.send(common.ParamSet, { ...target, paramId: 'MIS_TAKEOFF_ALT', paramValue: -1e6, paramType: 9 });
    expect(read(b, 'MIS_TAKEOFF_ALT')).toBe(-1e6);
  });
});
