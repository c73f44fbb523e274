import { expect, it } from 'vitest';
import { createParameters } from '../../sitl/autopilot/parameters.ts';
import { ok } from '../../server/core/result.ts';
import { baselineDiff } from '../../server/flight/baseline.ts';
import { readParameters } from '../../server/flight/param-readings.ts';
import { controlOf } from '../../server/join/vehicle-control.ts';
import type { Vehicle } from '../../server/mavlink/vehicle.ts';

/** A vehicle whose parameters all meet the profile, read with that checksum. */
const vehicleWith = (hashEqual: boolean): Vehicle => {
  const params = new Map(createParameters({}).list.map(({ name, value }) => [name, { name, value }]));
  return {
    onEvent: () => () => undefined,
    readParams: async () => ok({ params, hash: 1, hashEqual, isCached: false }),
  } as unknown as Vehicle;
};

it('[BL5] a set with another checksum than the vehicle’s is refused, whatever its values are', async () => {
  const good = await readParameters(controlOf(vehicleWith(true)), 'simulation');
  expect(good.ok && baselineDiff('simulation', good.value)).toEqual([]);
  const bad = await readParameters(controlOf(vehicleWith(false)), 'simulation');
  expect(bad).toMatchObject({ ok: false, error: { code: 'mavlink.param_checksum' } });
});
