import { expect } from 'vitest';
import { along, FLIGHT_SPEED, ITEM, isDown, launch, mission, offM, type Behaviour } from '../support.ts';

const LENGTH_M = 500;
/** PX4 lands on its own estimate; on the simulator it is off by centimetres. */
const PAD_M = 1.5;

export const launchAndLand: Behaviour = {
  title: 'LOITER, set current 0, ARM, AUTO.MISSION: it flies, lands at the pad and disarms',
  speed: FLIGHT_SPEED,
  body: async (rig) => {
    await launch(rig, mission(LENGTH_M));
    await rig.until('landed and disarmed', isDown, 200);
    expect(offM(rig, along(LENGTH_M))).toBeLessThan(PAD_M);

    const armed = rig.events.filter((event) => event.kind === 'armed').map((event) => event.armed);
    expect(armed).toEqual([true, false]);
    const states = rig.events.filter((event) => event.kind === 'landed').map((event) => event.to);
    expect(states.at(-1)).toBe('on-ground');
    expect(states).toContain('in-air');
    const reached = rig.events.filter((event) => event.kind === 'mission-item-reached').map(({ seq }) => seq);
    expect([...new Set(reached)]).toEqual(
      reached.toSorted((a, b) => a - b).filter((seq, i, all) => seq !== all[i - 1]),
    );
    expect(reached).toContain(ITEM.third);
    await rig.until('mission complete', ({ mission: now }) => now?.state === 'complete', 10);
  },
};
