import { ok, type Result } from '../core/result.ts';
import type { ParamReading } from './baseline.ts';
import { baselineOf, type BaselineProfile } from './baseline-rows.ts';
import type { VehicleControl } from './ports.ts';

/** The parameters of a profile, over the link; only the checksum goes over it while nothing has changed. */
export const readParameters = async (
  control: VehicleControl,
  profile: BaselineProfile,
): Promise<Result<readonly ParamReading[]>> => {
  const all = await control.readParams();
  if (!all.ok) return all;
  return ok(baselineOf(profile).map(({ name }) => ({ name, value: all.value.get(name) })));
};
