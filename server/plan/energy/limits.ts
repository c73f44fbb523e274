/** Numbers of the energy model that have a meaning of their own. */

/** Air from which on a pack gives all that it holds: it leaves the base at room temperature, and flight warms it. Assumption. */
export const FULL_CAPACITY_C = 15;

/** Share of its capacity that a pack loses per degree below that: 10.5 % at 0 °C, 17.5 % at −10 °C. Assumption. */
export const COLD_LOSS_PER_C = 0.007;

/** Colder is reckoned as that; nobody flies there. °C. */
export const COLDEST_C = -30;

/** Proposals are rounded to the safe side to these: kg, m/s, percent. */
export const LOAD_STEP_KG = 0.1;
export const WIND_STEP_MS = 0.1;
export const CHARGE_STEP_PCT = 1;
