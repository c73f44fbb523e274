/**
 * The parameters with which the service flies PX4's simulator, set before boot through PX4_PARAM_<NAME>. Without the
 * first five the stock quad never gets beyond 9.8 m/s and may never arrive.
 */
export const PX4_PROFILE: Readonly<Record<string, number>> = {
  /** Drag of the simulated airframe; stock 1. */
  SIH_KDV: 0.4,
  MPC_XY_VEL_MAX: 20,
  MPC_XY_CRUISE: 16,
  /** Waypoints are passed within these, m; the stock 0.8 m of height is less than PX4's own swing far from home. */
  NAV_ACC_RAD: 25,
  NAV_MC_ALT_RAD: 8,
  MPC_Z_V_AUTO_DN: 2,
  MPC_Z_VEL_MAX_DN: 2,
  /** Seconds from full to empty while armed, and no floor: about what the real aircraft needs for 20 km and a margin. */
  SIM_BAT_DRAIN: 1600,
  SIM_BAT_MIN_PCT: 0,
  /** Return on loss of the link; return at critical and land at emergency charge. */
  NAV_DLL_ACT: 2,
  COM_LOW_BAT_ACT: 3,
  /** No remote control aboard. */
  COM_RC_IN_MODE: 4,
};
