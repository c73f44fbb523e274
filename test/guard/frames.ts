import { common, minimal, type MavLinkData } from 'mavlink-mappings';
import { encodeFrame, messageOf } from '../../server/mavlink/codec.ts';
import { modeParams, type ModeName } from '../../server/mavlink/modes.ts';
import type { Grant } from '../../server/guard/grants.ts';
import { Guard, type GuardVerdict } from '../../server/guard/guard.ts';

export const TARGET = { sysid: 7, compid: 1 };
const TO = { targetSystem: TARGET.sysid, targetComponent: TARGET.compid };

/** As the station encodes it: the guard reads these bytes by its own offsets. */
export const bytesOf = (message: MavLinkData, from = { sysid: 255, compid: 190 }): Uint8Array =>
  encodeFrame(message, { ...from, seq: 0 });

export const toTarget = TO;

export const command = (id: number, params: readonly number[] = [], to: object = TO): Uint8Array =>
  bytesOf(
    messageOf(common.CommandLong, {
      ...to,
      command: id,
      _param1: params[0] ?? 0,
      _param2: params[1] ?? 0,
      _param3: params[2] ?? 0,
    }),
  );

export const mode = (name: ModeName): Uint8Array =>
  command(176, [1, modeParams(name).main, modeParams(name).sub]);

export const ARM = command(400, [1]);
export const DISARM = command(400, [0]);
export const START = mode('AUTO.MISSION');
export const PLAN = bytesOf(messageOf(common.MissionCount, { ...TO, count: 3 }));
export const KEY = bytesOf(messageOf(common.SetupSigning, { ...TO, initialTimestamp: 1n }));

export const paramSet = (name: string, value: number, type = common.MavParamType.REAL32): Uint8Array =>
  bytesOf(messageOf(common.ParamSet, { ...TO, paramId: name, paramValue: value, paramType: type }));

export const heartbeat = (armed: boolean, autopilot = minimal.MavAutopilot.PX4): Uint8Array =>
  bytesOf(
    messageOf(minimal.Heartbeat, {
      autopilot,
      baseMode: (armed ? minimal.MavModeFlag.SAFETY_ARMED : 0) | minimal.MavModeFlag.CUSTOM_MODE_ENABLED,
    }),
    TARGET,
  );

export const landed = (state: common.MavLandedState): Uint8Array =>
  bytesOf(messageOf(common.ExtendedSysState, { landedState: state }), TARGET);

/** `ok`, or the rule that refused it. */
export const ruleOf = (verdict: GuardVerdict): string => (verdict.ok ? 'ok' : verdict.rule);

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** A grant for the vehicle at `now`, of 1 s. */
export const grantOf = (
  grant: Without<Grant, 'id' | 'target' | 'epoch' | 'expiresAt'> & Partial<Grant>,
  now: number,
): Grant => ({ id: 'g', target: TARGET, epoch: 1, expiresAt: now + 1000, ...grant });

/** A guard with the vehicle heard at 0: commanded in epoch 1. */
export const commanded = (armed: boolean): Guard => {
  const guard = new Guard();
  guard.heard(heartbeat(armed), 0);
  guard.command(TARGET, 1);
  return guard;
};
