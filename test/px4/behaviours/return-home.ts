import { expect } from 'vitest';
import { good } from '../rig.ts';
import { HOME } from '../machines.ts';
import { FLIGHT_SPEED, ITEM, isCruising, isDown, launch, mission, offM, type Behaviour } from '../support.ts';

const HOME_M = 1.5;

export const returnHome: Behaviour = {
  title: 'return: it turns round, lands where it took off and disarms',
  speed: FLIGHT_SPEED,
  body: async (rig) => {
    await launch(rig, mission(1000));
    await rig.until('on its way', isCruising(ITEM.first), 60);
    await rig.until('200 m away', () => offM(rig, HOME.at) > 200, 60);
    good(await rig.vehicle().setMode('AUTO.RTL'));
    await rig.until('landed and disarmed', isDown, 300);
    expect(offM(rig, HOME.at)).toBeLessThan(HOME_M);
  },
};
