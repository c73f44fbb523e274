import { expect } from 'vitest';
import { good } from '../rig.ts';
import { freely, type Behaviour } from '../support.ts';

/** Its bits are those of a NaN: it survives only if nobody takes it for a float. */
const BITS_OF_A_NAN = 0x7fc0_0001;

export const parameters: Behaviour = {
  title: 'parameters: read, set and read again, int32 to the bit, and a clear no for what there is not',
  body: async (rig) => {
    const vehicle = rig.vehicle();
    expect(good(await vehicle.readParam('NAV_DLL_ACT'))).toMatchObject({ type: 'int32', value: 2 });
    expect(good(await vehicle.readParam('NAV_MC_ALT_RAD'))).toMatchObject({ type: 'float', value: 8 });

    for (const value of [-1, BITS_OF_A_NAN]) {
      good(await freely(vehicle, { name: 'COM_FLT_TIME_MAX', type: 'int32', value }));
      expect(good(await vehicle.readParam('COM_FLT_TIME_MAX')).value).toBe(value);
    }
    good(await freely(vehicle, { name: 'MIS_TAKEOFF_ALT', type: 'float', value: 7.3 }));
    expect(good(await vehicle.readParam('MIS_TAKEOFF_ALT')).value).toBeCloseTo(7.3, 5);

    const unknown = await vehicle.readParam('NO_SUCH_PARAM');
    expect(unknown).toMatchObject({
      ok: false,
      error: { code: 'mavlink.param_refused', details: { error: 'DOES_NOT_EXIST' } },
    });
    const wrongType = await freely(vehicle, { name: 'NAV_DLL_ACT', type: 'float', value: 3 });
    expect(wrongType).toMatchObject({ ok: false, error: { code: 'mavlink.param_refused' } });
    expect(good(await vehicle.readParam('NAV_DLL_ACT')).value).toBe(2);
  },
};
