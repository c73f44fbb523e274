import { common, minimal } from 'mavlink-mappings';
import { encodeFields } from '../../server/mavlink/codec.ts';
import { encodeMode, type ModeName } from '../../server/mavlink/modes.ts';
import { int32ToFloatBits } from '../../server/mavlink/wire.ts';
import { later, onGround, type Fault, type Scene } from './fault.ts';
import { between } from './people/person.ts';

/** Another ground station on the same link. */
const FOREIGN = { sysid: 250, compid: 190, seq: 1 };

const foreignMode =
  (mode: ModeName) =>
  ({ slot }: Scene): void => {
    const fields = {
      targetSystem: slot.sysid,
      baseMode: minimal.MavModeFlag.CUSTOM_MODE_ENABLED,
      customMode: encodeMode(mode),
    };
    if (slot.isUp()) slot.vehicle().onDatagram(encodeFields(common.SetMode, fields, FOREIGN));
  };

const clearMission = ({ slot }: Scene): void => {
  const fields = { targetSystem: slot.sysid, targetComponent: 1, missionType: 0 };
  if (slot.isUp()) slot.vehicle().onDatagram(encodeFields(common.MissionClearAll, fields, FOREIGN));
};

/** NAV_DLL_ACT: what a drone does when it is not heard. */
const setLossAction = ({ slot }: Scene, action: number): void => {
  const fields = {
    targetSystem: slot.sysid,
    targetComponent: 1,
    paramId: 'NAV_DLL_ACT',
    paramValue: int32ToFloatBits(action),
    paramType: common.MavParamType.INT32,
  };
  if (slot.isUp()) slot.vehicle().onDatagram(encodeFields(common.ParamSet, fields, FOREIGN));
};
const RETURN = 2;

/** What another ground station does to the vehicles. */
export const FOREIGN_FAULTS: readonly Fault[] = [
  { kind: 'foreign.hold', perSeed: 0.5, strike: foreignMode('AUTO.LOITER') },
  { kind: 'foreign.return', perSeed: 0.5, strike: foreignMode('AUTO.RTL') },
  { kind: 'foreign.land', perSeed: 0.3, strike: foreignMode('AUTO.LAND') },
  { kind: 'foreign.clears_mission', perSeed: 0.3, strike: clearMission },
  {
    kind: 'foreign.parameter',
    perSeed: 0.4,
    strike: onGround((scene) => {
      setLossAction(scene, 0);
      later(scene, between(scene.rng, 20_000, 90_000), () => setLossAction(scene, RETURN));
    }),
  },
];
