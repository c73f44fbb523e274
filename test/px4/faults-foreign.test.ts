import { common } from 'mavlink-mappings';
import { expect, test } from 'vitest';
import { contract } from '../../server/api/contract/contract.ts';
import { missionToWire } from '../../server/mavlink/mission-items.ts';
import { modeParams, type ModeName } from '../../server/mavlink/modes.ts';
import { int32ToFloatBits } from '../../server/mavlink/wire.ts';
import { sayFromElsewhere, uploadFromElsewhere } from './foreign-station.ts';
import { startScene, type Scene } from './service/scene.ts';
import { mission } from './support.ts';

const LIMIT_MS = 600_000;
const WITHIN_S = 15;

const target = (scene: Scene) => ({ targetSystem: scene.sysid, targetComponent: 1 });

const setModeFromElsewhere = (scene: Scene, mode: ModeName): Promise<void> => {
  const { main, sub } = modeParams(mode);
  const fields = {
    ...target(scene),
    command: common.MavCmd.DO_SET_MODE,
    _param1: 1,
    _param2: main,
    _param3: sub,
  };
  return sayFromElsewhere(scene.instance, common.CommandLong, fields);
};

const setParamFromElsewhere = (scene: Scene, paramId: string, value: number): Promise<void> =>
  sayFromElsewhere(scene.instance, common.ParamSet, {
    ...target(scene),
    paramId,
    paramValue: int32ToFloatBits(value),
    paramType: common.MavParamType.INT32,
  });

/** The flight is somebody else's until a person decides; here the person lets it go on. */
const decides = async (scene: Scene): Promise<void> => {
  await scene.reaches('EXTERNAL_CONTROL', WITHIN_S);
  await scene.alarm('flight.external_control', WITHIN_S);
  await scene.dispatcher.call(contract.flights.resume, {
    params: { id: scene.flightId },
    body: { reason: 'the other station is off' },
  });
  await scene.flies('AUTO.MISSION', WITHIN_S);
  await scene.reaches('EN_ROUTE', WITHIN_S);
};

test(
  'another ground station sets a parameter, a mode and a mission: alarms, and the flight is its own until a person decides (px4)',
  { timeout: LIMIT_MS },
  async (context) => {
    const scene = await startScene(context, { speed: 2 });

    await setParamFromElsewhere(scene, 'NAV_DLL_ACT', 0);
    await scene.alarm('vehicle.foreign_hand', WITHIN_S);
    await decides(scene);

    // PX4 flies the same mode when its fence is broken: it names who asked, in CURRENT_MODE.
    await setModeFromElsewhere(scene, 'AUTO.LOITER');
    await scene.flies('AUTO.LOITER', WITHIN_S);
    await decides(scene);

    expect(await uploadFromElsewhere(scene.instance, missionToWire(mission(900)))).toBe(0);
    await scene.reaches('EXTERNAL_CONTROL', WITHIN_S);
    await scene.dispatcher.call(contract.flights.return, {
      params: { id: scene.flightId },
      body: { reason: 'not our mission' },
    });
    // It obeys, and stays somebody else's: another mission than ours is aboard.
    await scene.flies('AUTO.RTL', WITHIN_S);
    expect(await scene.flight()).toMatchObject({ state: 'EXTERNAL_CONTROL' });
    expect(scene.wire.armingFrames()).toHaveLength(1);
  },
);
