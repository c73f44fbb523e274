/** Charge that must be left on an alternate's pad: below it the baseline (BAT_EMERGEN_THR) lands the drone where it is. */
export const ALTERNATE_LANDING_PCT = 15;

/** Height of PX4's return above home: PX4's default of RTL_RETURN_ALT, which the baseline asks for. Metres. */
export const RETURN_REL_ALT_M = 60;

/** A place every so many metres from which the ways to all landing places are looked for. */
export const NODE_GAP_M = 500;

/** Samples of the flight are nowhere farther apart than this, and than a second: metres at 16 m/s. */
export const SAMPLE_M = 16;
