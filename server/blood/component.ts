/** Blood components that are ordered by name. Codes follow the abbreviations in use between centre and hospitals. */
export const COMPONENTS = ['RBC', 'WRBC', 'PLT', 'FFP', 'FP', 'CRYO', 'WB'] as const;
export type Component = (typeof COMPONENTS)[number];

/** One box carries one class: the ranges exclude each other. */
export const TEMPERATURE_CLASSES = ['COLD', 'AMBIENT', 'FROZEN'] as const;
export type TemperatureClass = (typeof TEMPERATURE_CLASSES)[number];
