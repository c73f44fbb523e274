import { charge, type Autopilot } from './autopilot/state.ts';

/**
 * The people at the pad: when the vehicle has stood disarmed for `swapS` seconds of vehicle time with less than
 * `SWAP_BELOW` in its pack, they put a full one in. BATTERY_STATUS.id tells the packs apart.
 */
const SWAP_BELOW = 0.95;

export type GroundCrew = { watch(ap: Autopilot): void };

/** `swapS` 0 or less: nobody is there. */
export const createGroundCrew = (swapS: number): GroundCrew => {
  let idleSinceMs: number | undefined;
  return {
    watch: (ap) => {
      if (swapS <= 0 || ap.armed || !ap.body.onSurface || charge(ap) >= SWAP_BELOW) {
        idleSinceMs = undefined;
        return;
      }
      idleSinceMs ??= ap.bootMs;
      if (ap.bootMs - idleSinceMs < swapS * 1000) return;
      idleSinceMs = undefined;
      ap.body = { ...ap.body, energyJ: ap.fullJ };
      ap.packId++;
      ap.batteryWarned = 'none';
    },
  };
};
