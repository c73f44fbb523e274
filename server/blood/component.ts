/** Blood components that are ordered by name. Codes follow the abbreviations in use between centre and hospitals. */
export const COMPONENTS = ['RBC', 'WRBC', 'PLT', 'FFP', 'FP', 'CRYO', 'WB'] as const;
export type Component = (typeof COMPONENTS)[number];

/** One box carries one class: the ranges exclude each other. */
export const TEMPERATURE_CLASSES = ['COLD', 'AMBIENT', 'FROZEN'] as const;
export type TemperatureClass = (typeof TEMPERATURE_CLASSES)[number];

const DAY_MS = 24 * 3_600_000;
const HOUR_MS = 3_600_000;

/**
 * What is known of a component. One unit is one labelled bag with one DIN. [U] marks values that were not verified
 * in a primary source (the tables of WS 399-2023 and GB 18469-2012 are not public as text): defaults to be confirmed.
 */
export type ComponentFacts = {
  readonly temperatureClass: TemperatureClass;
  /** Degrees Celsius; `minC` undefined = no lower limit. */
  readonly storage: { readonly minC: number | undefined; readonly maxC: number };
  /** Longest life from collection, milliseconds. */
  readonly shelfLifeMs: number;
  /** Volume of a usual bag, mL. */
  readonly defaultVolumeMl: number;
  /** kg per litre of content. */
  readonly densityKgPerL: number;
};

/** Packed red cells and whole blood, about 1.06 kg/L; plasma and platelets in plasma, about 1.03 kg/L. */
const RED = 1.06;
const PLASMA = 1.03;

/** 2-6 °C: UK BSQR 2005 and EU; WS 399 [U]. */
const FRIDGE = { minC: 2, maxC: 6 };
/** 20-24 °C agitated: AABB, UK, EU; WS 399 [U]. */
const AGITATOR = { minC: 20, maxC: 24 };
/** At or below -18 °C: AABB; WS 399 [U]. */
const FREEZER = { minC: undefined, maxC: -18 };

const FACTS: Readonly<Record<Component, ComponentFacts>> = {
  // 1 U comes from 200 mL of whole blood, about 150 mL [U]; 35 days as hospital software has it, by additive 21-42 [U].
  RBC: {
    temperatureClass: 'COLD',
    storage: FRIDGE,
    shelfLifeMs: 35 * DAY_MS,
    defaultVolumeMl: 150,
    densityKgPerL: RED,
  },
  // 24 h once washed in saline [U]; AABB: 24 h, open system.
  WRBC: {
    temperatureClass: 'COLD',
    storage: FRIDGE,
    shelfLifeMs: 24 * HOUR_MS,
    defaultVolumeMl: 150,
    densityKgPerL: RED,
  },
  // One therapeutic dose of apheresis platelets, 250-300 mL [U]; 5 days: AABB, UK, EU.
  PLT: {
    temperatureClass: 'AMBIENT',
    storage: AGITATOR,
    shelfLifeMs: 5 * DAY_MS,
    defaultVolumeMl: 250,
    densityKgPerL: PLASMA,
  },
  // 1 year: hospital software's dictionary; volume [U].
  FFP: {
    temperatureClass: 'FROZEN',
    storage: FREEZER,
    shelfLifeMs: 365 * DAY_MS,
    defaultVolumeMl: 200,
    densityKgPerL: PLASMA,
  },
  // 4 years: hospital software's dictionary.
  FP: {
    temperatureClass: 'FROZEN',
    storage: FREEZER,
    shelfLifeMs: 4 * 365 * DAY_MS,
    defaultVolumeMl: 200,
    densityKgPerL: PLASMA,
  },
  // 20-30 mL from 200 mL of plasma [U]; 1 year [U].
  CRYO: {
    temperatureClass: 'FROZEN',
    storage: FREEZER,
    shelfLifeMs: 365 * DAY_MS,
    defaultVolumeMl: 25,
    densityKgPerL: PLASMA,
  },
  // 35 days in CPDA-1: AABB; 21 days in CPD [U].
  WB: {
    temperatureClass: 'COLD',
    storage: FRIDGE,
    shelfLifeMs: 35 * DAY_MS,
    defaultVolumeMl: 200,
    densityKgPerL: RED,
  },
};

export const componentFacts = (component: Component): ComponentFacts => FACTS[component];

export const temperatureClassOf = (component: Component): TemperatureClass =>
  FACTS[component].temperatureClass;
