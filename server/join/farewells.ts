import type { Clock } from '../core/clock.ts';
import type { VehicleControl } from '../flight/ports.ts';
import { farewellOf } from './farewell.ts';

export type Airborne = {
  readonly vehicleName: string;
  readonly flightNumber: string;
  readonly control: VehicleControl | undefined;
};

/** Who presses Ctrl-C waits at most that long for drones that do not answer. */
const PATIENCE_MS = 2500;

/** Asks each drone in the air for its link-loss parameters and says what it will do without us. */
export const farewellsOf = async (airborne: readonly Airborne[], clock: Clock): Promise<string[]> => {
  const { promise: patience, resolve: endPatience } = Promise.withResolvers<undefined>();
  const timer = clock.after(PATIENCE_MS, () => endPatience(undefined));
  const sentences = await Promise.all(
    airborne.map(async ({ vehicleName, flightNumber, control }) => {
      const read = async (name: string): Promise<number | undefined> => {
        const value = await Promise.race([control?.readParam(name), patience]);
        return value?.ok === true ? value.value : undefined;
      };
      const [action, afterS, holdS] = await Promise.all(
        ['NAV_DLL_ACT', 'COM_DL_LOSS_T', 'COM_FAIL_ACT_T'].map(read),
      );
      return farewellOf(vehicleName, flightNumber, { action, afterS, holdS });
    }),
  );
  timer.cancel();
  return sentences;
};
