import { expect } from 'vitest';
import { good } from '../rig.ts';
import { HOME } from '../machines.ts';
import {
  along,
  FLIGHT_SPEED,
  ITEM,
  isCruising,
  isDown,
  launch,
  mission,
  offM,
  type Behaviour,
} from '../support.ts';

const LENGTH_M = 400;
const PAD_M = 1.5;

export const flyAgain: Behaviour = {
  title: 'a flight that was broken off is flown again with the same plan, from its first item',
  speed: FLIGHT_SPEED,
  body: async (rig) => {
    await launch(rig, mission(LENGTH_M));
    await rig.until('on the second leg', isCruising(ITEM.second), 60);
    good(await rig.vehicle().setMode('AUTO.RTL'));
    await rig.until('home again', isDown, 200);
    expect(offM(rig, HOME.at)).toBeLessThan(PAD_M);
    expect(rig.vehicle().snapshot().mission?.seq).toBeGreaterThanOrEqual(ITEM.second);

    const before = rig.events.length;
    await launch(rig, mission(LENGTH_M));
    await rig.until('landed and disarmed', isDown, 200);
    expect(offM(rig, along(LENGTH_M))).toBeLessThan(PAD_M);
    const reached = rig.events.slice(before).filter((event) => event.kind === 'mission-item-reached');
    expect(reached.map(({ seq }) => seq)).toContain(ITEM.first);
  },
};
