import { expect } from 'vitest';
import { good } from '../rig.ts';
import { FLIGHT_SPEED, isDown, isFlying, launch, mission, type Behaviour } from '../support.ts';

const LENGTH_M = 150;

export const finishedMission: Behaviour = {
  title: 'the trap: after a finished mission a bare ARM flies it again, and LOITER before it does not',
  speed: FLIGHT_SPEED,
  body: async (rig) => {
    const vehicle = rig.vehicle();
    await launch(rig, mission(LENGTH_M));
    await rig.until('landed and disarmed', isDown, 150);
    expect(vehicle.snapshot().heartbeat.mode).toBe('AUTO.MISSION');

    good(await vehicle.arm());
    await rig.until('in the air again, uncalled for', isFlying, 60);
    await rig.until('landed and disarmed once more', isDown, 200);

    good(await vehicle.setMode('AUTO.LOITER'));
    const before = rig.events.length;
    good(await vehicle.arm());
    // COM_DISARM_PRFLT: it gives up waiting for a take-off by itself.
    await rig.until('disarmed by itself', isDown, 30);
    const rises = rig.events.slice(before).filter((event) => event.kind === 'landed');
    expect(rises).toEqual([]);
  },
};
