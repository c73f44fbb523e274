import { expect } from 'vitest';
import { good } from '../rig.ts';
import { FLIGHT_SPEED, ITEM, isCruising, launch, mission, type Behaviour } from '../support.ts';

export const ourRestart: Behaviour = {
  title: 'our restart on the same port, in flight: the vehicle flies on, is known again and obeys',
  speed: FLIGHT_SPEED,
  body: async (rig) => {
    await launch(rig, mission(3000));
    await rig.until('on its way', isCruising(ITEM.first), 60);
    const before = rig.vehicle().snapshot();
    await rig.restart();
    const after = await rig.until(
      'everything known again',
      (snapshot) =>
        snapshot.mission !== undefined &&
        snapshot.position !== undefined &&
        snapshot.landed !== undefined &&
        snapshot.version !== undefined &&
        snapshot,
      60,
    );
    expect(after.heartbeat).toMatchObject({ mode: 'AUTO.MISSION', armed: true });
    expect(after.mission).toMatchObject({ missionId: before.mission?.missionId, state: 'active' });
    expect(after.version?.uid2).toBe(before.version?.uid2);
    expect(after.landed?.state).toBe('in-air');
    good(await rig.vehicle().setMode('AUTO.LOITER'));
  },
};
