import { expect } from 'vitest';
import { good } from '../rig.ts';
import { freely, mission, type Behaviour } from '../support.ts';

const NEIGHBOUR = 211;

export const systemIds: Behaviour = {
  title: 'system ids other than 1: of two vehicles on one link only the one that is meant obeys',
  body: async (rig) => {
    const vehicle = rig.vehicle();
    const neighbour = await rig.addNeighbour(NEIGHBOUR);
    expect(vehicle.id.sysid).not.toBe(1);
    good(await freely(vehicle, { name: 'MIS_TAKEOFF_ALT', type: 'float', value: 9 }));
    expect(good(await neighbour.readParam('MIS_TAKEOFF_ALT')).value).toBe(2.5);
    good(await vehicle.uploadVerified(mission(300)));
    good(await vehicle.arm());
    const armedAt = vehicle.snapshot().heartbeat.at;
    await rig.until(
      'a later heartbeat of the neighbour',
      () => neighbour.snapshot().heartbeat.at > armedAt,
      10,
    );
    expect(neighbour.snapshot().heartbeat.armed).toBe(false);
    expect(neighbour.snapshot().mission?.total).toBe(0);
    expect(vehicle.snapshot().conflict).toBeUndefined();
    good(await vehicle.disarm());
  },
};
