import type { ZoneKind } from '../airspace.ts';

/** How much dearer a second above it is than a second above a field, and why. */
type Weight = { readonly weight: number; readonly why: string };

/**
 * Ground risk and water in seconds-equivalent per second of flight above them. Assumptions, to be set by the operator's
 * safety case: SORA 2.5 steps its ground risk class by population density, about a factor of ten a step; the energy of
 * a blood flight allows a detour of some percent only, so the weights are far smaller than those steps.
 */
export const GROUND_RISK: Partial<Record<ZoneKind, Weight>> = {
  crowd: { weight: 3, why: 'schools, stations and squares: a fall meets people in the open' },
  populated: { weight: 0.5, why: 'dense housing: a fall is likely to hit a roof, a street or a person' },
  caution: { weight: 0.25, why: 'helicopters, other drones or radio fields: to be passed shortly' },
  water: { weight: 0.1, why: 'a fall hurts nobody, but drone and blood are lost and ships pass below' },
};

/** To stop, to change the height standing and to go on. Assumption: 16 m/s at 3 m/s², twice. Seconds. */
export const LEVEL_CHANGE_S = 11;
