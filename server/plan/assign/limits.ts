/** Numbers of the assignment that have a meaning of their own. */

/** From the decision to take-off: pre-flight and launch. KPI of the trial in Nanjing: 5 min from issue to take-off. */
export const PREPARE_S = 300;

/** Hand-over to the courier and loading of the van. Assumption. */
export const ROAD_PREPARE_S = 300;

/** Two persons change a pack, plug to plug. Manna: less than 60 s; twice that. */
export const SWAP_S = 120;

/** Times are whole seconds up to here (18 h): later counts as never. */
export const NEVER_S = 65_535;

/** More orders than this are not looked at in one round: sums of costs stay exact integers below 2^53. */
export const MAX_ORDERS = 512;

/** Options that one search may look at in all: bounds its time without looking at a clock. */
export const SEARCH_WORK = 19_000;
