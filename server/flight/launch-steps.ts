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
