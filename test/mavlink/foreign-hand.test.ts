import { common, minimal, type MavLinkData } from 'mavlink-mappings';
import { describe, expect, test } from 'vitest';
import { monoMs } from '../../server/core/clock.ts';
import { messageOf } from '../../server/mavlink/codec.ts';
import { createForeignWatch } from '../../server/mavlink/foreign-hand.ts';
import { overTheWire, SELF, VEHICLE } from './support.ts';

const { CommandAck, MissionCount, MavParamType, ParamSet, ParamValue } = common;
const FLOAT = MavParamType.REAL32;

const watched = () => {
  const watch = createForeignWatch(SELF);
  return {
    heard: (message: MavLinkData, atMs = 60_000, from = VEHICLE) =>
      watch.heard(overTheWire(message, from), from, monoMs(atMs)),
    aboard: (missionId: number, atMs: number) => watch.aboard(VEHICLE, missionId, monoMs(atMs)),
    sent: (message: MavLinkData, atMs = 60_000) => watch.sent(overTheWire(message), monoMs(atMs)),
  };
};
const param = (paramValue: number, paramId = 'MPC_XY_VEL_MAX') =>
  messageOf(ParamValue, { paramId, paramValue, paramType: FLOAT });

describe('other hands on a vehicle', () => {
  test('[FH1] an answer to somebody else’s command, unless it only asked', () => {
    const { heard } = watched();
    const answer = (command: number, targetSystem: number) =>
      heard(messageOf(CommandAck, { command, targetSystem, targetComponent: 190 }));
    expect(answer(176, 254)).toEqual({ kind: 'command', vehicle: VEHICLE, what: 'command 176' });
    expect([answer(176, SELF.sysid), answer(176, 0), answer(512, 254)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('[FH2] a parameter that has changed without us', () => {
    const { heard, sent } = watched();
    expect([heard(param(10)), heard(param(10))]).toEqual([undefined, undefined]);
    expect(heard(param(12))).toMatchObject({ kind: 'parameter', what: 'MPC_XY_VEL_MAX' });
    sent(
      messageOf(ParamSet, { targetSystem: 7, paramId: 'MPC_XY_VEL_MAX', paramValue: 8, paramType: FLOAT }),
    );
    expect(heard(param(8))).toBeUndefined();
    expect(heard(param(9), 100_000)).toMatchObject({ kind: 'parameter' });
  });

  test('[FH2] what PX4 writes by itself is nobody’s doing', () => {
    const { heard } = watched();
    for (const name of ['COM_FLIGHT_UUID', 'LND_FLIGHT_T_LO', '_HASH_CHECK'])
      expect([heard(param(1, name)), heard(param(2, name))]).toEqual([undefined, undefined]);
  });

  test('[FH3] a mission that has changed without us, once the vehicle has settled', () => {
    const { aboard, sent } = watched();
    expect([aboard(0, 0), aboard(5, 10_000)]).toEqual([undefined, undefined]);
    sent(messageOf(MissionCount, { targetSystem: 7, count: 3 }), 40_000);
    expect(aboard(6, 45_000)).toBeUndefined();
    expect(aboard(7, 80_000)).toEqual({ kind: 'plan', vehicle: VEHICLE, what: 'mission 7' });
    expect(aboard(7, 81_000)).toBeUndefined();
  });

  test('[FH4] another ground station on a link', () => {
    const { heard } = watched();
    const station = messageOf(minimal.Heartbeat, { type: minimal.MavType.GCS });
    const other = { sysid: 254, compid: 190 };
    expect(heard(station, 60_000, other)).toEqual({ kind: 'station', vehicle: other, what: '254.190' });
    expect(heard(messageOf(minimal.Heartbeat, { type: 2 }))).toBeUndefined();
  });
});
