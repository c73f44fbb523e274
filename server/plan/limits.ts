/** Numbers of the planner that have a meaning of their own: metres, seconds, degrees, metres per second. */

/** Half width of the flight geography: how far a flight that goes well strays from its line. SORA 2.5, chosen here. */
export const FLIGHT_GEOGRAPHY_HALF_M = 10;

/** Turning points lie this much outside the corridor's reach, so that legs never touch a buffered zone. */
export const VERTEX_OFFSET_M = 0.5;

/** A rounded corner of a buffered zone becomes a polygon around the arc with steps of at most this angle. */
export const ROUND_STEP_RAD = Math.PI / 8;

/** Law: above 120 m true height the airspace is controlled (UAV Regulations Art. 19). Metres above ground. */
export const LEGAL_CEILING_AGL_M = 120;

/** Height keeping of the vehicle; PX4 was seen swinging ±2.5 m. Kept below every upper limit. */
export const HEIGHT_KEEPING_M = 5;

/** Kept above whatever is overflown: the vertical contingency volume at 16 m/s (SORA 2.5: 28 m). */
export const OVERFLY_MARGIN_M = 30;

/** Wished cruise height, metres above take-off. */
export const CRUISE_REL_ALT_M = 100;

/** Lowest cruise above ground: over trees, masts and houses that no data set has. */
export const MIN_CRUISE_AGL_M = 60;

/** Kept above both pads' surfaces when crossing the roofs around them. */
export const PAD_CLEARANCE_M = 20;

/** Longest stretch without a waypoint, so that progress can be seen on the vehicle's side. */
export const MAX_LEG_M = 3_000;

/** Radius in which a waypoint counts as reached: the vehicle profile's NAV_ACC_RAD. */
export const ACCEPT_RADIUS_M = 25;

/** The same where the height is changed standing: PX4's own NAV_ACC_RAD. */
export const STEP_ACCEPT_RADIUS_M = 10;

/** Two turning points become one when that makes the route at most this much longer. */
export const MERGE_MAX_EXTRA_M = 5;

/** The plane of the planner is good for this distance between the pads. */
export const MAX_DIRECT_M = 50_000;

/** Pads nearer than this need no flight. */
export const MIN_DIRECT_M = 100;

/** A route longer than the direct line by more than this share is pointed out. */
export const LONG_DETOUR_SHARE = 0.05;

/** A way around people may be longer than the straight line by this share; beyond, the shortest way is taken. Assumption. */
export const MAX_RISK_DETOUR_SHARE = 0.1;

/** A temporary zone counts when it is in force within this time of take-off: launches slip. */
export const TEMPORARY_LOOKAHEAD_MS = 3_600_000;

/** Slower than this over ground is no headway. */
export const MIN_GROUND_SPEED_MS = 3;

/** Slow last metres and touch-down: PX4 sinks at 0.7 m/s near the ground. Seconds. */
export const TOUCHDOWN_S = 20;

/** Braking of the vehicle at its fence: PX4's default of MPC_ACC_HOR. Metres per second squared. */
export const FENCE_BRAKING_MS2 = 3;

/** A drone that brakes less than this in the wind is flown by nobody; it keeps the fence finite. Assumption. */
export const LEAST_BRAKING_MS2 = 0.5;

/** PX4 1.18 takes 64 fence vertices in all; half of them and some are the outline's, the others the zones'. */
export const MAX_FENCE_VERTICES = 64;
export const MAX_OUTLINE_VERTICES = 36;

/**
 * PX4 1.18 plans its return around the fence with so many nodes (NAVIGATOR_GEOFENCE_MAX_NODES less the destination's) and
 * polygons; with more it flies straight. It counts a polygon of n vertices as n + ⌊(180 n + 359) / 300⌋: sharp corners split.
 */
export const MAX_FENCE_NODES = 99;
export const MAX_FENCE_POLYGONS = 16;

/** A zone's part of the fence is made coarser, outward, until it has no more than these. */
export const MAX_ZONE_VERTICES = 8;

/** PX4 1.18 takes 32 rally points. */
export const MAX_RALLY_POINTS = 32;

/** A landing place this near to the fence's edge is none: landing by itself takes room. Metres. */
export const RALLY_FROM_FENCE_M = 30;
