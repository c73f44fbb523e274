import type { VehicleControl } from '../flight/ports.ts';
import { farewellOf } from './farewell.ts';

export type Airborne = {
  readonly vehicleName: string;
  readonly flightNumber: string;
  readonly control: VehicleControl | undefined;
};

/** Asks each drone in the air for its link-loss parameters and says what it will do without us. */
export const farewellsOf = (airborne: readonly Airborne[]): Promise<string[]> =>
  Promise.all(
    airborne.map(async ({ vehicleName, flightNumber, control }) => {
      const read = async (name: string): Promise<number | undefined> => {
        const value = await control?.readParam(name);
        return value?.ok === true ? value.value : undefined;
      };
      return farewellOf(vehicleName, flightNumber, {
        action: await read('NAV_DLL_ACT'),
        afterS: await read('COM_DL_LOSS_T'),
        holdS: await read('COM_FAIL_ACT_T'),
      });
    }),
  );
