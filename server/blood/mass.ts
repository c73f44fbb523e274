import { componentFacts, type Component, type TemperatureClass } from './component.ts';

/** Empty bag with label and ports, kg: a 300 mL bag of red cells has about 0.37 kg (0.318 kg of content). */
const BAG_TARE_KG = 0.05;

/** Temperature logger, kg, one a box: 0.51 kg of bag and logger less 0.38 kg of bag, Homier et al. */
const LOGGER_KG = 0.13;

/**
 * Insulated bag 0.48 kg and two phase-change packs of 0.70 kg (5 °C, 22 °C) or 0.90 kg (-20 °C): Homier et al.,
 * J Trauma 2021, whose totals (2.4 kg with 1 and 3.4 kg with 3 bags of red cells, 3.7 kg with 3 of plasma) agree.
 */
const SMALL_BOX_KG: Readonly<Record<TemperatureClass, number>> = { COLD: 1.88, AMBIENT: 1.88, FROZEN: 2.28 };

/** Box for more bags, kg: 2.5 kg in the payload arithmetic; frozen with the heavier packs [derived]. */
const LARGE_BOX_KG: Readonly<Record<TemperatureClass, number>> = { COLD: 2.5, AMBIENT: 2.5, FROZEN: 2.9 };

/** Bags that the small box takes [assumption: the study packed at most 3, the arithmetic uses it for 2]. */
const SMALL_BOX_BAGS = 4;

const round = (kg: number): number => Math.round(kg * 1000) / 1000;

/** One filled bag, kg. */
const bagMassKg = (component: Component, volumeMl: number): number =>
  round((volumeMl / 1000) * componentFacts(component).densityKgPerL + BAG_TARE_KG);

/** A closed box with its bags, coolant and logger, kg. */
export const boxMassKg = (
  temperatureClass: TemperatureClass,
  bags: readonly { readonly component: Component; readonly volumeMl: number }[],
): number => {
  const empty =
    bags.length <= SMALL_BOX_BAGS ? SMALL_BOX_KG[temperatureClass] : LARGE_BOX_KG[temperatureClass];
  return round(bags.reduce((sum, bag) => sum + bagMassKg(bag.component, bag.volumeMl), empty + LOGGER_KG));
};
