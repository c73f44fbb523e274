/** The steps in their order on the wire; the contract shows them by these names. */
export const LAUNCH_STEPS = [
  'upload',
  'verify',
  'preflight',
  'mode',
  'current',
  'arm',
  'mission',
  'climb',
] as const;
export type LaunchStep = (typeof LAUNCH_STEPS)[number];

/** How long a step may take, milliseconds. Upload: 4 attempts of the mission protocol, each at most 20 s. */
export const STEP_DEADLINE_MS: Readonly<Record<LaunchStep, number>> = {
  upload: 90_000,
  verify: 10_000,
  preflight: 15_000,
  mode: 8000,
  current: 8000,
  arm: 3000,
  // PX4 disarms by itself 10 s after arming without take-off (COM_DISARM_PRFLT): both steps together fit before.
  mission: 5000,
  climb: 20_000,
};

/** PX4's default of COM_DISARM_PRFLT, s. */
const STOCK_DISARM_S = 10;
/** The heartbeat that says so comes once a second, and one may get lost. */
const DISARM_SEEN_MS = 2000;

/**
 * How long after it was seen armed a vehicle may stand on the ground, ms: until it has disarmed by itself. What stands there
 * longer is disarmed by us; one that never does so has the climb's own time.
 */
export const groundLimitMs = (autoDisarmS = STOCK_DISARM_S): number =>
  autoDisarmS > 0 ? autoDisarmS * 1000 + DISARM_SEEN_MS : Infinity;
