/** How the service of one seed is set up. */
export type Modes = {
  /** An exercise: every number says so, and it stays one after each start. */
  readonly drill: boolean;
  /** Launches take one-time codes. */
  readonly totp: boolean;
};

const DRILL_EVERY = 5;
const TOTP_EVERY = 3;

/** Every fifth seed is a drill, every third one takes one-time codes. */
export const modesOf = (seed: number): Modes => ({
  drill: seed % DRILL_EVERY === 2,
  totp: seed % TOTP_EVERY === 1,
});
