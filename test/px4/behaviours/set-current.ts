import { expect } from 'vitest';
import { good } from '../rig.ts';
import { mission, type Behaviour } from '../support.ts';

export const setCurrent: Behaviour = {
  title: 'set current 0 is seen in MISSION_CURRENT, and an item that is not there is refused',
  body: async (rig) => {
    const vehicle = rig.vehicle();
    good(await vehicle.uploadVerified(mission(600)));
    expect(good(await vehicle.setCurrent(0)).mission.seq).toBe(0);
    const beyond = await vehicle.setCurrent(99);
    expect(beyond).toMatchObject({ ok: false, error: { code: 'mavlink.command_rejected' } });
    expect(vehicle.snapshot().mission?.seq).toBe(0);
  },
};
