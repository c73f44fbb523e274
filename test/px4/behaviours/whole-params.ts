import { expect } from 'vitest';
import type { Param } from '../../../server/mavlink/params.ts';
import { good } from '../rig.ts';
import { freely, type Behaviour } from '../support.ts';

const LOSS = 0.2;
const WANTED: Param = { name: 'RTL_RETURN_ALT', type: 'float', value: 71 };

export const wholeParams: Behaviour = {
  title: `the whole parameter set: adds up to the vehicle's checksum, also over a link that loses ${LOSS * 100} %`,
  proxied: true,
  body: async (rig) => {
    const vehicle = rig.vehicle();
    const calm = good(await vehicle.readParams());
    expect(calm).toMatchObject({ hashEqual: true, isCached: false });
    expect(calm.params.get('NAV_DLL_ACT')).toMatchObject({ type: 'int32', value: 2 });
    expect(good(await vehicle.readParams()).isCached).toBe(true);

    good(await freely(vehicle, WANTED));
    rig.lose(LOSS);
    const lossy = good(await vehicle.readParams());
    rig.lose(0);
    expect(lossy).toMatchObject({ hashEqual: true, isCached: false });
    expect([...lossy.params.keys()]).toEqual([...calm.params.keys()]);
    expect(lossy.params.get(WANTED.name)).toEqual(WANTED);
  },
};
